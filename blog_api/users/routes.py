"""Accounts over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from blog_api.auth.dependencies import Admin, CurrentUser, GuardedRoute, PasswordHasher, Viewer
from blog_api.db.database import Database
from blog_api.errors import (
    AdminOnlyError,
    EmailTakenError,
    LastAdminError,
    NotDeletedError,
    NotFoundError,
    RestoreConflictsError,
    ThrottledError,
    UsernameTakenError,
    WeakPasswordError,
    WrongPasswordError,
)
from blog_api.mail.dependencies import WakesMailer
from blog_api.media.dependencies import (
    PICTURE_REQUEST,
    UPLOADING,
    Gallery,
    SweepsPictures,
    Upload,
)
from blog_api.permissions import Actor
from blog_api.users import checks, commands, queries, restoring
from blog_api.users.dependencies import OwnAccountRoute, OwnProfile
from blog_api.users.schemas import (
    MePatch,
    PasswordChangeIn,
    PrivateProfile,
    PublicProfile,
    RegisterIn,
    RestoreUserIn,
    UserFilters,
    UserPatch,
)
from blog_api.web.database import ReadDb, WriteDb
from blog_api.web.deadline import Patience
from blog_api.web.pagination import Page, link_header
from blog_api.web.parameters import from_query
from blog_api.web.routing import answers, refusals
from blog_api.web.schemas import Flag, PathId
from blog_api.web.throttling import REGISTER, Limits, throttled

router = APIRouter(prefix="/users", tags=["users"], route_class=GuardedRoute)
own_router = APIRouter(prefix="/users", tags=["users"], route_class=OwnAccountRoute)

HardDelete = Annotated[Flag, Query(description="For good, with all it wrote; administrators only.")]
NAMES_TAKEN: Final = (EmailTakenError, UsernameTakenError)


@router.post(
    "",
    operation_id="register",
    status_code=201,
    responses=answers(201, "Location") | refusals(*NAMES_TAKEN, WeakPasswordError, ThrottledError),
    dependencies=[throttled(REGISTER), WakesMailer],
)
async def register(
    data: RegisterIn, request: Request, response: Response, db: WriteDb, passwords: PasswordHasher
) -> PrivateProfile:
    """Open an account."""
    own = (data.email, data.username, data.name or "")
    password_hash = await passwords.hash_new(data.password, own)
    profile = await db.write(commands.create_user, data, password_hash)
    response.headers["Location"] = f"{request.url.path}/{profile.id}"
    return profile


@router.get("", operation_id="list_users", responses=refusals(AdminOnlyError))
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


@own_router.get("/me", operation_id="get_me")
async def get_me(_: CurrentUser, profile: OwnProfile) -> PrivateProfile:
    """Your own account."""
    return profile


@router.patch(
    "/me",
    operation_id="update_me",
    dependencies=[WakesMailer],
    responses=refusals(*NAMES_TAKEN, WrongPasswordError, NotFoundError, ThrottledError),
)
async def update_me(
    data: MePatch, db: WriteDb, actor: CurrentUser, passwords: PasswordHasher, throttles: Limits
) -> PrivateProfile:
    """Change your profile; a new `email` wants `current_password` and is unverified at first."""
    checked_hash = None
    if data.current_password is not None:
        given = data.current_password
        account = await checks.check_current_password(db, throttles, passwords, actor, given)
        checked_hash = account.password_hash
    return await db.write(commands.update_own, actor, data, checked_hash)


@router.post(
    "/me/password",
    operation_id="change_password",
    status_code=204,
    responses=refusals(WrongPasswordError, WeakPasswordError, ThrottledError),
)
async def change_password(
    data: PasswordChangeIn,
    db: WriteDb,
    actor: CurrentUser,
    passwords: PasswordHasher,
    throttles: Limits,
) -> None:
    """Change your password; every other session ends."""
    given = data.current_password
    account = await checks.check_current_password(db, throttles, passwords, actor, given)
    new_hash = await passwords.hash_new(data.new_password, account.names)
    await db.write(commands.change_password, actor, account.password_hash, new_hash)


@router.put(
    "/me/avatar",
    operation_id="set_avatar",
    dependencies=[Patience, SweepsPictures],
    responses=UPLOADING,
    openapi_extra=PICTURE_REQUEST,
)
async def set_avatar(
    file: Upload, db: WriteDb, actor: CurrentUser, pictures: Gallery
) -> PrivateProfile:
    """Upload your profile picture."""
    picture = await pictures.encode(file, "avatar")
    url = await pictures.keep(db, actor.id, picture, "avatar")
    return await db.write(commands.set_avatar, actor, picture.name, url)


@router.delete(
    "/me/avatar", operation_id="delete_avatar", status_code=204, dependencies=[SweepsPictures]
)
async def delete_avatar(db: WriteDb, actor: CurrentUser) -> None:
    """Take your profile picture away."""
    await db.write(commands.delete_avatar, actor)


@router.delete(
    "/me",
    operation_id="delete_me",
    dependencies=[Patience, SweepsPictures],
    status_code=204,
    responses=answers(204, "Deletion-Id") | refusals(AdminOnlyError, NotFoundError, LastAdminError),
)
async def delete_me(
    response: Response, db: WriteDb, actor: CurrentUser, hard_delete: HardDelete = False
) -> None:
    """Put your account in the trash, and with it what you wrote."""
    await delete_account(db, actor, actor.id, response, hard_delete=hard_delete)


@router.get("/{user_id}", operation_id="get_user", responses=refusals(NotFoundError))
async def get_user(user_id: PathId, db: ReadDb, _: Viewer) -> PublicProfile:
    """Anyone's public profile."""
    return await queries.get_public_profile(db, user_id)


@router.patch(
    "/{user_id}",
    operation_id="update_user",
    dependencies=[WakesMailer],
    responses=refusals(AdminOnlyError, NotFoundError, LastAdminError, *NAMES_TAKEN),
)
async def update_user(
    user_id: PathId, data: UserPatch, db: WriteDb, actor: Admin
) -> PrivateProfile:
    """Change anyone's role, activity and profile; administrators only."""
    return await db.write(commands.update_user, actor, user_id, data)


@router.delete(
    "/{user_id}",
    operation_id="delete_user",
    dependencies=[Patience, SweepsPictures],
    status_code=204,
    responses=answers(204, "Deletion-Id") | refusals(AdminOnlyError, NotFoundError, LastAdminError),
)
async def delete_user(
    user_id: PathId,
    response: Response,
    db: WriteDb,
    actor: Admin,
    hard_delete: HardDelete = False,
) -> None:
    """Put an account in the trash; `Deletion-Id` names the deletion. Administrators only."""
    await delete_account(db, actor, user_id, response, hard_delete=hard_delete)


async def delete_account(
    db: Database, actor: Actor, user_id: int, response: Response, *, hard_delete: bool
) -> None:
    """Both ways of deleting, of one's own account and of others'."""
    if hard_delete:
        await db.write(commands.hard_delete_account, actor, user_id)
        return
    deletion_id = await db.write(commands.delete_account, actor, user_id)
    response.headers["Deletion-Id"] = str(deletion_id)


@router.post(
    "/{user_id}/restore",
    operation_id="restore_user",
    dependencies=[Patience, WakesMailer],
    responses=refusals(
        AdminOnlyError, NotFoundError, NotDeletedError, RestoreConflictsError, *NAMES_TAKEN
    ),
)
async def restore_user(
    user_id: PathId, db: WriteDb, actor: Admin, data: RestoreUserIn | None = None
) -> PrivateProfile:
    """Take an account out of the trash with exactly what went with it."""
    return await db.write(restoring.restore_account, actor, user_id, data or RestoreUserIn())
