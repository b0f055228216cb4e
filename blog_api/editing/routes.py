"""PUT and PATCH of posts over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import admit_user, user_with
from blog_api.editing.saving import save_post
from blog_api.errors import (
    EmailNotVerifiedError,
    ForbiddenError,
    MergeConflictsError,
    NotFoundError,
    PreconditionRequiredError,
    QuotaExceededError,
    SlugTakenError,
    StaleError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import database_of
from blog_api.http.fields import PathId
from blog_api.http.json_body import json_body
from blog_api.http.preconditions import EditPrecondition
from blog_api.http.routing import error_responses, response_headers
from blog_api.posts.commands.update import PostEdit
from blog_api.posts.routes import post_response
from blog_api.posts.schemas import PostOut, PostPatch, PostReplacement
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/posts", tags=["posts"])

CHANGING: Final = response_headers(200, "ETag") | error_responses(
    ForbiddenError,
    NotFoundError,
    EmailNotVerifiedError,
    SlugTakenError,
    QuotaExceededError,
    StaleError,
    MergeConflictsError,
    PreconditionRequiredError,
)


@router.put(
    "/{post_id:item}",
    operation_id="replace_post",
    response_model=PostOut,
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=CHANGING,
)
async def replace_post(
    post_id: PathId,
    data: Annotated[PostReplacement, json_body(PostReplacement)],
    request: Request,
    condition: EditPrecondition,
) -> Response:
    """Replace the text; slug, status and publication stay unless sent."""
    actor, db = await admit_user(request), database_of(request)
    edit = await PostEdit.replacing(actor, data, condition.checked())
    return post_response(await save_post(db, actor, post_id, edit, merges=condition.merges))


@router.patch(
    "/{post_id:item}",
    operation_id="update_post",
    response_model=PostOut,
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=CHANGING,
)
async def update_post(
    post_id: PathId,
    data: Annotated[PostPatch, json_body(PostPatch)],
    request: Request,
    condition: EditPrecondition,
) -> Response:
    """Change the fields that are sent."""
    actor, db = await admit_user(request), database_of(request)
    edit = await PostEdit.updating(actor, data, condition.checked())
    return post_response(await save_post(db, actor, post_id, edit, merges=condition.merges))
