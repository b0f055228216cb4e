"""The comments of many posts over HTTP: one list of all, and bulk actions."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, admin_with, user_with
from blog_api.comments import commands, queries
from blog_api.comments.schemas import BulkDeleteCommentsIn, CommentFilters, CommentOut
from blog_api.errors import AdminOnlyError, RestoreConflictsError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb
from blog_api.http.idempotency import KEY_ERRORS, IdempotentDb
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.pagination import Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.routing import error_responses
from blog_api.posts.bulk_schemas import BulkDeleteOut, BulkRestoreIn, BulkRestoreOut
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/comments", tags=["comments"])


@router.get(
    "",
    operation_id="list_all_comments",
    dependencies=[user_with(Scope.POSTS_READ, checks_posts=True)],
)
async def list_all_comments(
    request: Request,
    response: Response,
    db: ReadDb,
    actor: CurrentUser,
    filters: Annotated[CommentFilters, from_query(CommentFilters)],
) -> Page[CommentOut]:
    """Your comments, for administrators everyone's; the latest first."""
    page = await queries.list_latest(db, actor, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page


@router.post(
    "/bulk-delete",
    operation_id="bulk_delete_comments",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
    responses=error_responses(AdminOnlyError, *KEY_ERRORS),
)
async def bulk_delete(
    data: Annotated[BulkDeleteCommentsIn, json_body(BulkDeleteCommentsIn)],
    idempotent: IdempotentDb,
    actor: Admin,
) -> BulkDeleteOut:
    """Move up to 1,000 comments to the trash as one deletion."""
    return await idempotent.report(commands.bulk_delete, actor, data, BulkDeleteOut)


@router.post(
    "/bulk-restore",
    operation_id="bulk_restore_comments",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
    responses=error_responses(AdminOnlyError, RestoreConflictsError, *KEY_ERRORS),
)
async def bulk_restore(
    data: Annotated[BulkRestoreIn, json_body(BulkRestoreIn)], idempotent: IdempotentDb, actor: Admin
) -> BulkRestoreOut:
    """Restore up to 1,000 comments from the trash.

    A post in the trash is the conflict `post_deleted`; `rename` is as `skip`.
    """
    return await idempotent.report(commands.bulk_restore, actor, data, BulkRestoreOut)
