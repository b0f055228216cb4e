"""The caller's own account over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from blog_api.auth.dependencies import (
    USER,
    Confirmation,
    CurrentUser,
    NeedsConfirmation,
    PasswordHasher,
    reads_profile,
    user_with,
)
from blog_api.db.database import Database
from blog_api.errors import (
    AdminOnlyError,
    ConfirmationRequiredError,
    EmailTakenError,
    HasPostsError,
    LastAdminError,
    NotFoundError,
    PasswordsBusyError,
    ThrottledError,
    UsernameTakenError,
    WeakPasswordError,
    WrongPasswordError,
)
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb, WriteDb
from blog_api.http.hot_routes import JsonAnswer, hot_read
from blog_api.http.json_body import json_body
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.parameters import from_query
from blog_api.http.rate_limiting import Limiter
from blog_api.http.routing import error_responses, response_headers
from blog_api.mail.dependencies import WakesMailer
from blog_api.media.dependencies import (
    PICTURE_REQUEST,
    UPLOADING,
    CleansUpImages,
    Images,
    Upload,
)
from blog_api.permissions import Action, Actor, require, require_session
from blog_api.scopes import Scope
from blog_api.users import checks, commands, deleting, queries
from blog_api.users.dependencies import get_own_profile
from blog_api.users.schemas import (
    AccountDeletion,
    DeletionPreview,
    MePatch,
    PasswordChangeIn,
    PrivateProfile,
)

router = APIRouter(prefix=f"{API}/users", tags=["users"])

OWN_PROFILE: Final = JsonAnswer(PrivateProfile)
Deletion = Annotated[AccountDeletion, from_query(AccountDeletion)]
# Closed to personal access tokens: a thief of one must not silence what would tell its owner.
SESSION_ONLY: Final = {"email", "current_password", "notices"}
NAMES_TAKEN: Final = (EmailTakenError, UsernameTakenError)
DELETION_ERRORS: Final = (
    AdminOnlyError,
    ConfirmationRequiredError,
    NotFoundError,
    LastAdminError,
    HasPostsError,
)


@router.get(
    "/me",
    operation_id="get_me",
    response_model=PrivateProfile,
    openapi_extra=hot_read(security=reads_profile.security),
)
async def get_me(request: Request) -> Response:
    """Your own account."""
    return OWN_PROFILE.respond(await get_own_profile(request))


@router.patch(
    "/me",
    operation_id="update_me",
    dependencies=[user_with(Scope.PROFILE_WRITE), WakesMailer],
    responses=error_responses(
        *NAMES_TAKEN,
        WrongPasswordError,
        ConfirmationRequiredError,
        NotFoundError,
        ThrottledError,
        PasswordsBusyError,
    ),
)
async def update_me(  # noqa: PLR0913, PLR0917  # all parts of the request
    data: Annotated[MePatch, json_body(MePatch)],
    db: WriteDb,
    actor: CurrentUser,
    passwords: PasswordHasher,
    limiter: Limiter,
    confirmation: NeedsConfirmation,
) -> PrivateProfile:
    """Change your profile; a new `email` requires `current_password` and is unverified.

    With a second factor, a new `email` needs a session confirmed by it. `email` and `notices` are
    closed to personal access tokens.
    """
    if data.model_fields_set & SESSION_ONLY:
        require_session(actor)
    if data.email is not None:
        await checks.require_confirmed_owner(db, actor, confirmation)
    checked_hash = None
    if data.current_password is not None:
        given = data.current_password
        account = await checks.check_current_password(db, limiter, passwords, actor, given)
        checked_hash = account.password_hash
    return await db.write(commands.update_own, actor, data, checked_hash)


@router.post(
    "/me/password",
    operation_id="change_password",
    dependencies=[USER, WakesMailer],
    status_code=204,
    response_class=Response,
    responses=error_responses(
        WrongPasswordError,
        ConfirmationRequiredError,
        WeakPasswordError,
        ThrottledError,
        PasswordsBusyError,
    ),
)
async def change_password(  # noqa: PLR0913, PLR0917  # all parts of the request
    data: Annotated[PasswordChangeIn, json_body(PasswordChangeIn)],
    db: WriteDb,
    actor: CurrentUser,
    passwords: PasswordHasher,
    limiter: Limiter,
    confirmation: NeedsConfirmation,
) -> None:
    """Change your password; every other session ends.

    With a second factor, it needs a session confirmed by it.
    """
    await checks.require_confirmed_owner(db, actor, confirmation)
    given = data.current_password
    account = await checks.check_current_password(db, limiter, passwords, actor, given)
    new_hash = await passwords.hash_new(data.new_password, account.names, field="new_password")
    await db.write(commands.change_password, actor, account.password_hash, new_hash)


@router.put(
    "/me/avatar",
    operation_id="set_avatar",
    dependencies=[user_with(Scope.PROFILE_WRITE), ExtendedDeadline, CleansUpImages],
    responses=UPLOADING,
    openapi_extra=PICTURE_REQUEST,
)
async def set_avatar(
    file: Upload, db: WriteDb, actor: CurrentUser, images: Images
) -> PrivateProfile:
    """Upload your profile picture."""
    image = await images.encode(file, "avatar", actor.id)
    await images.keep(db, actor.id, image, "avatar")
    return await db.write(commands.set_avatar, actor, image.name)


@router.delete(
    "/me/avatar",
    operation_id="delete_avatar",
    status_code=204,
    response_class=Response,
    dependencies=[user_with(Scope.PROFILE_WRITE), CleansUpImages],
)
async def delete_avatar(db: WriteDb, actor: CurrentUser) -> None:
    """Remove your profile picture."""
    await db.write(commands.delete_avatar, actor)


@router.get(
    "/me/deletion-preview",
    operation_id="get_own_deletion_preview",
    dependencies=[user_with(Scope.PROFILE_READ)],
)
async def get_own_deletion_preview(db: ReadDb, actor: CurrentUser) -> DeletionPreview:
    """Counts of your posts, comments and images that deleting your account would take."""
    return await queries.get_deletion_preview(db, actor.id)


@router.delete(
    "/me",
    operation_id="delete_me",
    dependencies=[USER, ExtendedDeadline, CleansUpImages, WakesMailer],
    status_code=204,
    response_class=Response,
    responses=response_headers(204, "Deletion-Id") | error_responses(*DELETION_ERRORS),
)
async def delete_me(
    response: Response,
    db: WriteDb,
    actor: CurrentUser,
    confirmation: NeedsConfirmation,
    asked: Deletion,
) -> None:
    """Move your account to the trash, with your posts and comments; needs a confirmed session."""
    require_may_delete(actor, confirmation, asked)
    await delete_account(db, actor, actor.id, response, asked)


def require_may_delete(actor: Actor, confirmation: Confirmation, asked: AccountDeletion) -> None:
    """Raise the errors of the caller: AdminOnlyError, then ConfirmationRequiredError."""
    if asked.hard_delete:
        require(actor, Action.HARD_DELETE_USER)
    if asked.posts == "transfer":
        require(actor, Action.TRANSFER_WITH_ACCOUNT)
    confirmation.require()


async def delete_account(
    db: Database, actor: Actor, user_id: int, response: Response, asked: AccountDeletion
) -> None:
    """Delete an account, softly or for good."""
    if asked.hard_delete:
        await db.write(deleting.hard_delete_account, actor, user_id, asked)
        return
    deletion_id = await db.write(deleting.delete_account, actor, user_id, asked)
    response.headers["Deletion-Id"] = str(deletion_id)
