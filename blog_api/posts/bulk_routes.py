"""Bulk actions on posts over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from blog_api.auth.dependencies import (
    Admin,
    CurrentUser,
    NeedsConfirmation,
    admin_with,
    user_with,
)
from blog_api.errors import (
    AdminOnlyError,
    ConfirmationRequiredError,
    EmailNotVerifiedError,
    RestoreConflictsError,
)
from blog_api.http.api_prefix import API
from blog_api.http.idempotency import KEY_ERRORS, IdempotentDb
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.routing import error_responses
from blog_api.posts.bulk_schemas import (
    BulkDeleteIn,
    BulkDeleteOut,
    BulkRestoreIn,
    BulkRestoreOut,
    BulkUpdateIn,
    BulkUpdateOut,
)
from blog_api.posts.commands import bulk_update, delete, restore
from blog_api.scopes import Scope

router = APIRouter(prefix=f"{API}/posts", tags=["posts"])


@router.post(
    "/bulk-delete",
    operation_id="bulk_delete_posts",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
    responses=error_responses(AdminOnlyError, ConfirmationRequiredError, *KEY_ERRORS),
)
async def bulk_delete(
    data: Annotated[BulkDeleteIn, json_body(BulkDeleteIn)],
    idempotent: IdempotentDb,
    actor: Admin,
    confirmation: NeedsConfirmation,
) -> BulkDeleteOut:
    """Move up to 1,000 posts to the trash as one deletion.

    `hard_delete` removes them for good, and needs a confirmed session.
    """
    if data.hard_delete:
        confirmation.require()
    return await idempotent.report(delete.bulk_delete, actor, data, BulkDeleteOut)


@router.post(
    "/bulk-restore",
    operation_id="bulk_restore_posts",
    dependencies=[admin_with(Scope.ADMIN_CONTENT), ExtendedDeadline],
    responses=error_responses(AdminOnlyError, RestoreConflictsError, *KEY_ERRORS),
)
async def bulk_restore(
    data: Annotated[BulkRestoreIn, json_body(BulkRestoreIn)], idempotent: IdempotentDb, actor: Admin
) -> BulkRestoreOut:
    """Restore up to 1,000 posts from the trash."""
    return await idempotent.report(restore.bulk_restore, actor, data, BulkRestoreOut)


@router.post(
    "/bulk-update",
    operation_id="bulk_update_posts",
    dependencies=[user_with(Scope.POSTS_WRITE, checks_posts=True), ExtendedDeadline],
    responses=error_responses(EmailNotVerifiedError, *KEY_ERRORS),
)
async def update_many(
    data: Annotated[BulkUpdateIn, json_body(BulkUpdateIn)],
    idempotent: IdempotentDb,
    actor: CurrentUser,
) -> BulkUpdateOut:
    """Change status, tags or category of up to 1,000 of your posts, for administrators of any.

    Each changed post gets a new version, as by `PATCH`. If you may not publish and a post would
    become public, nothing is changed.
    """
    return await idempotent.report(bulk_update.bulk_update, actor, data, BulkUpdateOut)
