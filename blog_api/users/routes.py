"""Accounts over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from blog_api.auth.dependencies import (
    ADMIN,
    Admin,
    NeedsConfirmation,
    PasswordHasher,
    Viewer,
    admin_with,
    anyone_with,
)
from blog_api.auth.hash_queue import Priority
from blog_api.errors import (
    AdminOnlyError,
    ConfirmationRequiredError,
    LastAdminError,
    NotDeletedError,
    NotFoundError,
    PasswordsBusyError,
    RegistrationClosedError,
    RestoreConflictsError,
    ThrottledError,
    TokenNotAllowedError,
    WeakPasswordError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import PublicDb, ReadDb, WriteDb
from blog_api.http.fields import Text
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.pagination import Page, link_header
from blog_api.http.parameters import from_query
from blog_api.http.path_ids import UserId
from blog_api.http.rate_limiting import rate_limited
from blog_api.http.routing import error_responses, response_headers
from blog_api.mail.dependencies import WakesMailer
from blog_api.media.dependencies import (
    CleansUpImages,
)
from blog_api.permissions import Actor
from blog_api.rate_limits import REGISTER
from blog_api.scopes import Scope
from blog_api.users import commands, queries, restoring
from blog_api.users.dependencies import admit_registration
from blog_api.users.own_routes import (
    DELETION_ERRORS,
    NAMES_TAKEN,
    Deletion,
    delete_account,
    require_may_delete,
)
from blog_api.users.schemas import (
    DeletionPreview,
    PrivateProfile,
    PublicProfile,
    RegisterIn,
    RestoredProfile,
    RestoreUserIn,
    UserFilters,
    UserPatch,
)

router = APIRouter(prefix=f"{API}/users", tags=["users"])

PathUsername = Annotated[Text, Path(description="A user name, without regard to case.")]


@router.post(
    "",
    operation_id="register",
    status_code=201,
    responses=response_headers(201, "Location")
    | error_responses(
        *NAMES_TAKEN,
        RegistrationClosedError,
        TokenNotAllowedError,
        WeakPasswordError,
        ThrottledError,
        PasswordsBusyError,
    ),
    dependencies=[
        anyone_with(),
        Depends(admit_registration),
        rate_limited(REGISTER),
        WakesMailer,
    ],
)
async def register(  # noqa: PLR0913, PLR0917  # all parts of the request
    data: Annotated[RegisterIn, json_body(RegisterIn)],
    request: Request,
    response: Response,
    db: WriteDb,
    passwords: PasswordHasher,
    maker: Annotated[Actor | None, Depends(admit_registration)],
) -> PrivateProfile:
    """Open an account; while registration is closed, administrators do it for others.

    The owner of the address then sets a password with `POST /auth/password/forgot`.
    """
    own = (data.email, data.username, data.name or "")
    password_hash = await passwords.hash_new(data.password, own, priority=Priority.UNKNOWN)
    profile = await db.write(commands.create_user, data, password_hash, maker=maker)
    response.headers["Location"] = f"{request.scope['path']}/{profile.id}"
    return profile


@router.get(
    "",
    operation_id="list_users",
    dependencies=[admin_with(Scope.ADMIN_USERS)],
    responses=error_responses(AdminOnlyError),
)
async def list_users(
    request: Request,
    response: Response,
    db: ReadDb,
    _: Admin,
    filters: Annotated[UserFilters, from_query(UserFilters)],
) -> Page[PrivateProfile]:
    """Live accounts, the newest first; administrators only."""
    page = await queries.list_users(db, filters)
    response.headers["Link"] = link_header(request, page, filters)
    return page


@router.get(
    "/username/{username}",
    operation_id="get_user_by_username",
    dependencies=[anyone_with()],
    responses=error_responses(NotFoundError),
)
async def get_user_by_username(username: PathUsername, db: PublicDb, _: Viewer) -> PublicProfile:
    """Public profile by user name, case-insensitive."""
    return await queries.get_public_profile_by_username(db, username)


@router.get(
    "/{user_id:item}",
    operation_id="get_user",
    dependencies=[anyone_with()],
    responses=error_responses(NotFoundError),
)
async def get_user(user_id: UserId, db: PublicDb, _: Viewer) -> PublicProfile:
    """Public profile of an account."""
    return await queries.get_public_profile(db, user_id)


@router.patch(
    "/{user_id:item}",
    operation_id="update_user",
    dependencies=[admin_with(Scope.ADMIN_USERS), WakesMailer],
    responses=error_responses(
        AdminOnlyError, ConfirmationRequiredError, NotFoundError, LastAdminError, *NAMES_TAKEN
    ),
)
async def update_user(
    user_id: UserId,
    data: Annotated[UserPatch, json_body(UserPatch)],
    db: WriteDb,
    actor: Admin,
    confirmation: NeedsConfirmation,
) -> PrivateProfile:
    """Change the role, activity and profile of an account; administrators only.

    Needs a confirmed session for `role`, `email` and `is_active: false`.
    """
    if data.role is not None or data.email is not None or data.is_active is False:
        confirmation.require()
    return await db.write(commands.update_user, actor, user_id, data)


@router.get(
    "/{user_id}/deletion-preview",
    operation_id="get_deletion_preview",
    dependencies=[admin_with(Scope.ADMIN_USERS)],
    responses=error_responses(AdminOnlyError, NotFoundError),
)
async def get_deletion_preview(user_id: UserId, db: ReadDb, _: Admin) -> DeletionPreview:
    """Counts of what deleting an account would take; administrators only."""
    return await queries.get_deletion_preview(db, user_id)


@router.delete(
    "/{user_id:item}",
    operation_id="delete_user",
    dependencies=[ADMIN, ExtendedDeadline, CleansUpImages, WakesMailer],
    status_code=204,
    response_class=Response,
    responses=response_headers(204, "Deletion-Id") | error_responses(*DELETION_ERRORS),
)
async def delete_user(  # noqa: PLR0913, PLR0917  # all parts of the request
    user_id: UserId,
    response: Response,
    db: WriteDb,
    actor: Admin,
    confirmation: NeedsConfirmation,
    asked: Deletion,
) -> None:
    """Move an account to the trash; `Deletion-Id` names the deletion. Administrators only.

    Needs a confirmed session.
    """
    require_may_delete(actor, confirmation, asked)
    await delete_account(db, actor, user_id, response, asked)


@router.post(
    "/{user_id}/restore",
    operation_id="restore_user",
    dependencies=[admin_with(Scope.ADMIN_USERS), ExtendedDeadline, WakesMailer],
    responses=error_responses(
        AdminOnlyError,
        ConfirmationRequiredError,
        NotFoundError,
        NotDeletedError,
        RestoreConflictsError,
        *NAMES_TAKEN,
    ),
)
async def restore_user(
    user_id: UserId,
    data: Annotated[RestoreUserIn, json_body(RestoreUserIn, optional=True)],
    db: WriteDb,
    actor: Admin,
    confirmation: NeedsConfirmation,
) -> RestoredProfile:
    """Restore an account and the items deleted with it; it is a `user` unless `role` says more.

    Needs a confirmed session for `role: "admin"` and for `email`.
    """
    if restoring.needs_confirmation(data):
        confirmation.require()
    return await db.write(restoring.restore_account, actor, user_id, data)
