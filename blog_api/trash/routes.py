"""The trash, deletions and their undoing over HTTP."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import (
    ADMIN,
    CONFIRMED,
    Admin,
    CurrentUser,
    admin_with,
    user_with,
)
from blog_api.errors import (
    AdminOnlyError,
    ConfirmationRequiredError,
    NotDeletedError,
    NotFoundError,
    RestoreConflictsError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.etag import tagged
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.pagination import CursorPaging, Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import DeletionId, PostId
from blog_api.http.routing import error_responses, response_headers
from blog_api.lifecycle.purging import purge_post
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Actor
from blog_api.scopes import Scope
from blog_api.trash import deletions, listing, undoing
from blog_api.trash.dependencies import UNDOER, Undoer
from blog_api.trash.relations import COMMENTS, POSTS, USERS
from blog_api.trash.schemas import (
    DeletionFilters,
    DeletionOut,
    TrashedComment,
    TrashedPost,
    TrashedPostOut,
    TrashedUser,
    TrashFilters,
    UndoIn,
    UndoOut,
)

router = APIRouter(prefix=API, tags=["trash"])


Filters = Annotated[TrashFilters, from_query(TrashFilters)]


def view_of(request: Request, actor: Actor) -> listing.View:
    return listing.View(actor, request.app.state.settings.trash_retention_days)


def linked(request: Request, response: Response, page: Page[Any], paging: CursorPaging) -> None:
    """Set the Link header to the next page (RFC 8288)."""
    response.headers["Link"] = link_header(request, page, paging)


@router.get(
    "/trash/posts", operation_id="list_trashed_posts", dependencies=[user_with(Scope.TRASH_READ)]
)
async def list_trashed_posts(
    request: Request, response: Response, db: ReadDb, actor: CurrentUser, filters: Filters
) -> Page[TrashedPost]:
    """Your deleted posts, for administrators everyone's; the latest deleted first."""
    page = await listing.list_trash(db, POSTS, view_of(request, actor), filters)
    linked(request, response, page, filters)
    return page


@router.get(
    "/trash/posts/{post_id}",
    operation_id="get_trashed_post",
    dependencies=[user_with(Scope.TRASH_READ)],
    responses=response_headers(200, "ETag")
    | response_headers(304, "ETag")
    | error_responses(NotFoundError),
)
async def get_trashed_post(
    post_id: PostId, request: Request, response: Response, db: ReadDb, actor: CurrentUser
) -> TrashedPostOut:
    """One deleted post with its content."""
    post = await listing.get_trashed_post(db, view_of(request, actor), post_id)
    return tagged("post", response, post)


@router.delete(
    "/trash/posts/{post_id}",
    operation_id="purge_post",
    dependencies=[ADMIN, CONFIRMED],
    status_code=204,
    response_class=Response,
    responses=error_responses(
        AdminOnlyError, ConfirmationRequiredError, NotFoundError, NotDeletedError
    ),
)
async def purge(post_id: PostId, db: WriteDb, actor: Admin) -> None:
    """Purge a deleted post, never a live one. Administrators only."""
    await db.write(purge_post, actor, post_id)


@router.get(
    "/trash/comments",
    operation_id="list_trashed_comments",
    dependencies=[user_with(Scope.TRASH_READ)],
)
async def list_trashed_comments(
    request: Request, response: Response, db: ReadDb, actor: CurrentUser, filters: Filters
) -> Page[TrashedComment]:
    """Your deleted comments, for administrators everyone's; the latest deleted first."""
    page = await listing.list_trash(db, COMMENTS, view_of(request, actor), filters)
    linked(request, response, page, filters)
    return page


@router.get(
    "/trash/users",
    operation_id="list_trashed_users",
    dependencies=[admin_with(Scope.ADMIN_USERS)],
    responses=error_responses(AdminOnlyError),
)
async def list_trashed_users(
    request: Request, response: Response, db: ReadDb, actor: Admin, filters: Filters
) -> Page[TrashedUser]:
    """Deleted accounts, the latest deleted first; administrators only."""
    page = await listing.list_trash(db, USERS, view_of(request, actor), filters)
    linked(request, response, page, filters)
    return page


@router.get(
    "/deletions",
    operation_id="list_deletions",
    dependencies=[admin_with(Scope.ADMIN_CONTENT)],
    responses=error_responses(AdminOnlyError),
)
async def list_deletions(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: Admin,
    filters: Annotated[DeletionFilters, from_query(DeletionFilters)],
) -> Page[DeletionOut]:
    """Deletions with their counts and their first item, the latest first; administrators only."""
    page = await deletions.list_deletions(db, actor, filters)
    linked(request, response, page, filters)
    return page


@router.get(
    "/deletions/{deletion_id}",
    operation_id="get_deletion",
    dependencies=[admin_with(Scope.ADMIN_CONTENT)],
    responses=error_responses(AdminOnlyError, NotFoundError),
)
async def get_deletion(deletion_id: DeletionId, db: ReadDb, actor: Admin) -> DeletionOut:
    """One deletion; administrators only."""
    return await deletions.get_deletion(db, actor, deletion_id)


@router.post(
    "/deletions/{deletion_id}/undo",
    operation_id="undo_deletion",
    dependencies=[UNDOER, ExtendedDeadline, WakesMailer],
    responses=error_responses(AdminOnlyError, NotFoundError, RestoreConflictsError),
)
async def undo_deletion(
    deletion_id: DeletionId,
    data: Annotated[UndoIn, json_body(UndoIn, optional=True)],
    request: Request,
    db: WriteDb,
    actor: Undoer,
) -> UndoOut:
    """Restore the items of one deletion that are still in the trash; administrators only.

    With `AUTHOR_UNDO_SECONDS`, authors may undo their own deletion of a post or comment that long.
    """
    seconds = request.app.state.settings.author_undo_seconds
    author_undo = timedelta(seconds=seconds) if seconds else None
    return await db.write(undoing.undo_deletion, actor, deletion_id, data, author_undo)
