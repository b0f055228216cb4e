"""Working copies over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from blog_api.auth.dependencies import CurrentUser, user_with
from blog_api.errors import (
    EmailNotVerifiedError,
    ForbiddenError,
    MergeConflictsError,
    NotFoundError,
    QuotaExceededError,
    SlugTakenError,
    StaleError,
    TooManyWorkingCopiesError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.etag import IfMatch, tagged
from blog_api.http.json_body import json_body
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import PostId
from blog_api.http.routing import error_responses, response_headers
from blog_api.posts.schemas import PostOut
from blog_api.scopes import Scope
from blog_api.working_copies import applying, commands, queries
from blog_api.working_copies.commands import KIND
from blog_api.working_copies.dependencies import limit_saves
from blog_api.working_copies.schemas import (
    ApplyIn,
    WorkingCopyIn,
    WorkingCopyItem,
    WorkingCopyOut,
)

post_router = APIRouter(prefix=f"{API}/posts/{{post_id}}/working-copy", tags=["working copies"])
router = APIRouter(prefix=f"{API}/working-copies", tags=["working copies"])

CREATED: Final = 201


@post_router.put(
    "",
    operation_id="put_working_copy",
    dependencies=[user_with(Scope.POSTS_WRITE), Depends(limit_saves)],
    response_model_exclude_unset=True,
    responses=response_headers(200, "ETag")
    | {CREATED: {"model": WorkingCopyOut, "description": "The first one."}}
    | error_responses(
        ForbiddenError,
        NotFoundError,
        TooManyWorkingCopiesError,
        QuotaExceededError,
        StaleError,
    ),
)
async def put_working_copy(  # noqa: PLR0913, PLR0917  # all parts of the request
    post_id: PostId,
    data: Annotated[WorkingCopyIn, json_body(WorkingCopyIn)],
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    if_match: IfMatch = None,
) -> WorkingCopyOut:
    """Replace the caller's unpublished edit of a post; the post stays as it is."""
    copy = await db.write(commands.put_working_copy, actor, post_id, data, if_match)
    if copy.version == 1:
        response.status_code = CREATED
    return tagged(KIND, response, copy)


@post_router.get(
    "",
    operation_id="get_working_copy",
    dependencies=[user_with(Scope.POSTS_READ)],
    response_model_exclude_unset=True,
    responses=response_headers(200, "ETag")
    | response_headers(304, "ETag")
    | error_responses(NotFoundError),
)
async def get_working_copy(
    post_id: PostId, response: Response, db: ReadDb, actor: CurrentUser
) -> WorkingCopyOut:
    """The caller's unpublished edit of a post."""
    return tagged(KIND, response, await queries.get_working_copy(db, actor, post_id))


@post_router.delete(
    "",
    operation_id="delete_working_copy",
    status_code=204,
    dependencies=[user_with(Scope.POSTS_WRITE)],
    response_class=Response,
    responses=error_responses(NotFoundError, StaleError),
)
async def delete_working_copy(
    post_id: PostId, db: WriteDb, actor: CurrentUser, if_match: IfMatch = None
) -> None:
    """Discard the caller's unpublished edit of a post."""
    await db.write(commands.delete_working_copy, actor, post_id, if_match)


@post_router.post(
    "/apply",
    operation_id="apply_working_copy",
    dependencies=[user_with(Scope.POSTS_WRITE)],
    responses=response_headers(200, "ETag")
    | error_responses(
        ForbiddenError,
        EmailNotVerifiedError,
        NotFoundError,
        SlugTakenError,
        QuotaExceededError,
        StaleError,
        MergeConflictsError,
    ),
)
async def apply_working_copy(  # noqa: PLR0913, PLR0917  # all parts of the request
    post_id: PostId,
    data: Annotated[ApplyIn, json_body(ApplyIn, optional=True)],
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    if_match: IfMatch = None,
) -> PostOut:
    """Change the post by the working copy, which is then gone; `If-Match` names the copy."""
    post = await applying.apply_working_copy(db, actor, post_id, data, if_match)
    return tagged("post", response, post)


@router.get(
    "",
    operation_id="list_working_copies",
    dependencies=[user_with(Scope.POSTS_READ, checks_posts=True)],
)
async def list_working_copies(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    paging: Annotated[CursorPaging, from_query(CursorPaging)],
) -> Page[WorkingCopyItem]:
    """The caller's working copies, the last changed first."""
    page = await queries.list_working_copies(db, actor, paging)
    response.headers["Link"] = link_header(request, page, paging)
    return page
