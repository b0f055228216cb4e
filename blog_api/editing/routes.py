"""PUT and PATCH of posts over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Response

from blog_api.auth.dependencies import CurrentUser, user_with
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
from blog_api.http.dependencies import WriteDb
from blog_api.http.etag import tagged
from blog_api.http.fields import PathId
from blog_api.http.json_body import json_body
from blog_api.http.preconditions import EditPrecondition
from blog_api.http.routing import error_responses, response_headers
from blog_api.posts.commands.update import PostEdit
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
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=CHANGING,
)
async def replace_post(  # noqa: PLR0913, PLR0917  # all parts of the request
    post_id: PathId,
    data: Annotated[PostReplacement, json_body(PostReplacement)],
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    condition: EditPrecondition,
) -> PostOut:
    """Replace the text; slug, status and publication stay unless sent."""
    edit = await PostEdit.replacing(actor, data, condition.checked())
    post = await save_post(db, actor, post_id, edit, merges=condition.merges)
    return tagged("post", response, post)


@router.patch(
    "/{post_id:item}",
    operation_id="update_post",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=CHANGING,
)
async def update_post(  # noqa: PLR0913, PLR0917  # all parts of the request
    post_id: PathId,
    data: Annotated[PostPatch, json_body(PostPatch)],
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    condition: EditPrecondition,
) -> PostOut:
    """Change the fields that are sent."""
    edit = await PostEdit.updating(actor, data, condition.checked())
    post = await save_post(db, actor, post_id, edit, merges=condition.merges)
    return tagged("post", response, post)
