"""The trash, deletions and their undoing, and the audit log over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, GuardedRoute
from blog_api.errors import AdminOnlyError, NotDeletedError, NotFoundError, RestoreConflictsError
from blog_api.lifecycle.purging import purge_post
from blog_api.permissions import Actor
from blog_api.trash import auditing, deletions, listing, undoing
from blog_api.trash.relations import COMMENTS, POSTS, USERS
from blog_api.trash.schemas import (
    AuditEntryOut,
    AuditFilters,
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
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.deadline import Patience
from blog_api.web.pagination import CursorPaging, Page, link_header
from blog_api.web.parameters import from_query
from blog_api.web.routing import answers, refusals
from blog_api.web.schemas import PathId

router = APIRouter(tags=["trash"], route_class=GuardedRoute)


Filters = Annotated[TrashFilters, from_query(TrashFilters)]


def view_of(request: Request, actor: Actor) -> listing.View:
    """Whose trash is looked at, and how long it is kept."""
    return listing.View(actor, request.app.state.settings.trash_retention_days)


def linked(request: Request, response: Response, page: Page[Any], paging: CursorPaging) -> None:
    """Every page says where the next one is (RFC 8288)."""
    response.headers["Link"] = link_header(request, page, paging)


@router.get("/trash/posts", operation_id="list_trashed_posts")
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
    responses=answers(200, "ETag") | refusals(NotFoundError),
)
async def get_trashed_post(
    post_id: PathId, request: Request, response: Response, db: ReadDb, actor: CurrentUser
) -> TrashedPostOut:
    """One deleted post with its content."""
    post = await listing.get_trashed_post(db, view_of(request, actor), post_id)
    response.headers["ETag"] = post.etag
    return post


@router.delete(
    "/trash/posts/{post_id}",
    operation_id="purge_post",
    status_code=204,
    responses=refusals(AdminOnlyError, NotFoundError, NotDeletedError),
)
async def purge(post_id: PathId, db: WriteDb, actor: Admin) -> None:
    """Remove a deleted post for good; a live one is refused. Administrators only."""
    await db.write(purge_post, actor, post_id)


@router.get("/trash/comments", operation_id="list_trashed_comments")
async def list_trashed_comments(
    request: Request, response: Response, db: ReadDb, actor: CurrentUser, filters: Filters
) -> Page[TrashedComment]:
    """Your deleted comments, for administrators everyone's; the latest deleted first."""
    page = await listing.list_trash(db, COMMENTS, view_of(request, actor), filters)
    linked(request, response, page, filters)
    return page


@router.get("/trash/users", operation_id="list_trashed_users", responses=refusals(AdminOnlyError))
async def list_trashed_users(
    request: Request, response: Response, db: ReadDb, actor: Admin, filters: Filters
) -> Page[TrashedUser]:
    """Deleted accounts, the latest deleted first; administrators only."""
    page = await listing.list_trash(db, USERS, view_of(request, actor), filters)
    linked(request, response, page, filters)
    return page


@router.get("/deletions", operation_id="list_deletions", responses=refusals(AdminOnlyError))
async def list_deletions(
    request: Request,
    response: Response,
    db: ReadDb,
    _: Admin,
    filters: Annotated[DeletionFilters, from_query(DeletionFilters)],
) -> Page[DeletionOut]:
    """Every delete with what it took along, the latest first; administrators only."""
    page = await deletions.list_deletions(db, filters)
    linked(request, response, page, filters)
    return page


@router.get(
    "/deletions/{deletion_id}",
    operation_id="get_deletion",
    responses=refusals(AdminOnlyError, NotFoundError),
)
async def get_deletion(deletion_id: PathId, db: ReadDb, _: Admin) -> DeletionOut:
    """One delete; administrators only."""
    return await deletions.get_deletion(db, deletion_id)


@router.post(
    "/deletions/{deletion_id}/undo",
    operation_id="undo_deletion",
    dependencies=[Patience],
    responses=refusals(AdminOnlyError, NotFoundError, RestoreConflictsError),
)
async def undo_deletion(
    deletion_id: PathId, db: WriteDb, actor: Admin, data: UndoIn | None = None
) -> UndoOut:
    """Bring back exactly what one delete took and is still in the trash; administrators only."""
    return await db.write(undoing.undo_deletion, actor, deletion_id, data or UndoIn())


@router.get("/audit", operation_id="list_audit", responses=refusals(AdminOnlyError))
async def list_audit(
    request: Request,
    response: Response,
    db: ReadDb,
    _: Admin,
    filters: Annotated[AuditFilters, from_query(AuditFilters)],
) -> Page[AuditEntryOut]:
    """What was done, by whom, to what; the latest first; administrators only."""
    page = await auditing.list_audit(db, filters)
    linked(request, response, page, filters)
    return page
