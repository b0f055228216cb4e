"""Restore requests over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, admin_with, user_with
from blog_api.errors import (
    AdminOnlyError,
    AuthorDeletedError,
    ForbiddenError,
    NotDeletedError,
    NotFoundError,
    PostDeletedError,
    RequestClosedError,
    RequestDeclinedError,
    RequestOpenError,
    SlugTakenError,
    TooManyOpenError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.json_body import json_body
from blog_api.http.pagination import Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import CommentId, PostId, RequestId
from blog_api.http.routing import error_responses
from blog_api.mail.dependencies import WakesMailer
from blog_api.posts.schemas import RestoreIn
from blog_api.restore_requests import queries
from blog_api.restore_requests.commands import asking, deciding
from blog_api.restore_requests.schemas import (
    DeclineIn,
    RestoreRequestFilters,
    RestoreRequestIn,
    RestoreRequestOut,
)
from blog_api.scopes import Scope

router = APIRouter(prefix=API, tags=["trash"])
ASKING_ERRORS: Final = error_responses(
    ForbiddenError,
    NotFoundError,
    NotDeletedError,
    RequestOpenError,
    RequestDeclinedError,
    TooManyOpenError,
)
Ask = Annotated[RestoreRequestIn, json_body(RestoreRequestIn, optional=True)]


@router.post(
    "/trash/posts/{post_id}/restore-request",
    operation_id="request_post_restore",
    status_code=201,
    dependencies=[user_with(Scope.POSTS_DELETE)],
    responses=ASKING_ERRORS,
)
async def request_post_restore(
    post_id: PostId, data: Ask, db: WriteDb, actor: CurrentUser
) -> RestoreRequestOut:
    """Ask the administrators to restore your post; an open request delays its purge."""
    return await db.write(asking.create_request, actor, "post", post_id, data)


@router.post(
    "/trash/comments/{comment_id}/restore-request",
    operation_id="request_comment_restore",
    status_code=201,
    dependencies=[user_with(Scope.POSTS_DELETE)],
    responses=ASKING_ERRORS,
)
async def request_comment_restore(
    comment_id: CommentId, data: Ask, db: WriteDb, actor: CurrentUser
) -> RestoreRequestOut:
    """Ask the administrators to restore your comment; an open request delays its purge."""
    return await db.write(asking.create_request, actor, "comment", comment_id, data)


@router.get(
    "/restore-requests",
    operation_id="list_restore_requests",
    dependencies=[user_with(Scope.POSTS_DELETE)],
)
async def list_restore_requests(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    filters: Annotated[RestoreRequestFilters, from_query(RestoreRequestFilters)],
) -> Page[RestoreRequestOut]:
    """Your requests, for administrators everyone's; the latest first."""
    page = await queries.list_requests(db, actor, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page


@router.post(
    "/restore-requests/{request_id}/approve",
    operation_id="approve_restore_request",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), WakesMailer],
    responses=error_responses(
        AdminOnlyError,
        NotFoundError,
        RequestClosedError,
        SlugTakenError,
        AuthorDeletedError,
        PostDeletedError,
    ),
)
async def approve_restore_request(
    request_id: RequestId,
    data: Annotated[RestoreIn, json_body(RestoreIn, optional=True)],
    db: WriteDb,
    actor: Admin,
) -> RestoreRequestOut:
    """Restore the item of an open request; administrators only."""
    return await db.write(deciding.approve_request, actor, request_id, data)


@router.post(
    "/restore-requests/{request_id}/decline",
    operation_id="decline_restore_request",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), WakesMailer],
    responses=error_responses(AdminOnlyError, NotFoundError, RequestClosedError),
)
async def decline_restore_request(
    request_id: RequestId,
    data: Annotated[DeclineIn, json_body(DeclineIn)],
    db: WriteDb,
    actor: Admin,
) -> RestoreRequestOut:
    """Decline an open request with a reason for its author; administrators only."""
    return await db.write(deciding.decline_request, actor, request_id, data)


@router.delete(
    "/restore-requests/{request_id}",
    operation_id="withdraw_restore_request",
    dependencies=[user_with(Scope.POSTS_DELETE)],
    status_code=204,
    response_class=Response,
    responses=error_responses(ForbiddenError, NotFoundError, RequestClosedError),
)
async def withdraw_restore_request(request_id: RequestId, db: WriteDb, actor: CurrentUser) -> None:
    """Withdraw your open request."""
    await db.write(asking.withdraw_request, actor, request_id)
