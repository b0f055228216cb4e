"""PUT and PATCH of posts over HTTP."""

from typing import Final

from fastapi import APIRouter, Depends, Request, Response

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
from blog_api.http.hot_routes import described
from blog_api.http.json_body import JsonBody
from blog_api.http.preconditions import EDIT_CONDITION, Precondition, edit_condition
from blog_api.http.routing import error_responses, response_headers
from blog_api.permissions import Actor
from blog_api.posts.commands.update import PostEdit
from blog_api.posts.routes import POST_ID, post_response
from blog_api.posts.schemas import PostOut, PostPatch, PostReplacement
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/posts", tags=["posts"])

REPLACEMENT: Final = JsonBody(PostReplacement)
PATCH: Final = JsonBody(PostPatch)
PARAMETERS: Final = described(POST_ID, *EDIT_CONDITION)
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
    "/{post_id:item}",  # noqa: FAST003  # read from the request (decision 0032)
    operation_id="replace_post",
    response_model=PostOut,
    dependencies=[user_with(Scope.POSTS_WRITE), Depends(REPLACEMENT)],
    responses=CHANGING,
    openapi_extra=PARAMETERS,
)
async def replace_post(request: Request) -> Response:
    """Replace the text; slug, status and publication stay unless sent."""
    post_id, condition = POST_ID.read(request), edit_condition(request)
    actor = await admit_user(request)
    edit = await PostEdit.replacing(actor, REPLACEMENT.of(request), condition.checked())
    return await save(request, actor, post_id, edit, condition)


@router.patch(
    "/{post_id:item}",  # noqa: FAST003  # read from the request (decision 0032)
    operation_id="update_post",
    response_model=PostOut,
    dependencies=[user_with(Scope.POSTS_WRITE), Depends(PATCH)],
    responses=CHANGING,
    openapi_extra=PARAMETERS,
)
async def update_post(request: Request) -> Response:
    """Change the fields that are sent."""
    post_id, condition = POST_ID.read(request), edit_condition(request)
    actor = await admit_user(request)
    edit = await PostEdit.updating(actor, PATCH.of(request), condition.checked())
    return await save(request, actor, post_id, edit, condition)


async def save(
    request: Request, actor: Actor, post_id: int, edit: PostEdit, condition: Precondition
) -> Response:
    db = database_of(request)
    return post_response(await save_post(db, actor, post_id, edit, merges=condition.merges))
