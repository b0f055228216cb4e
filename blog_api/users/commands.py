"""Writing accounts. Unique indexes decide about names; the last administrator stays one."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from blog_api import audit
from blog_api.auth.commands import end_all_sessions, end_other_sessions
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement, constant
from blog_api.errors import (
    AdminOnlyError,
    InvalidTokenError,
    LastAdminError,
    NotFoundError,
    WrongPasswordError,
)
from blog_api.lifecycle.deleting import record_deletion, trash_account
from blog_api.mail.outbox import forget_reset_tokens, queue_mail
from blog_api.media.commands import forget_all, forget_others
from blog_api.models import User
from blog_api.permissions import Actor, require, require_admin
from blog_api.users.queries import get_private_profile
from blog_api.users.schemas import MePatch, PrivateProfile, ProfilePatch, RegisterIn, UserPatch

LIVE: Final = User.c.deleted_at.is_(None)

INSERT_USER: Final = Statement(
    insert(User)
    .values(
        email=bindparam("email"),
        username=bindparam("username"),
        name=bindparam("name"),
        password_hash=bindparam("password_hash"),
        role=bindparam("role"),
    )
    .returning(User.c.id),
    int,
)

IS_ADMIN: Final = and_(User.c.role == constant("admin"), User.c.is_active, LIVE)


@dataclass(frozen=True, slots=True)
class Held:
    """An account that stays as it is until the commit."""

    id: int
    is_admin: bool


# The account in question among them, in id order, as whoever holds several accounts takes them.
LOCK_ADMINS: Final = Statement(
    select(User.c.id, IS_ADMIN)
    .where(or_(IS_ADMIN, User.c.id == bindparam("user_id")))
    .order_by(User.c.id)
    .with_for_update(key_share=True),
    Held,
)

CHANGE_PASSWORD: Final = Statement(
    update(User)
    .where(User.c.id == bindparam("user_id"), LIVE, User.c.password_hash == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"), updated_at=func.now())
    .returning(User.c.id),
    int,
)


def locking(column: SQLColumnExpression[Any]) -> Select[Any]:
    """What a live account has in that column until the commit."""
    rows = select(column).where(User.c.id == bindparam("user_id"), LIVE)
    return rows.with_for_update(key_share=True)


LOCK_USER: Final = Statement(locking(User.c.id), int)
LOCK_ROLE: Final = Statement(locking(User.c.role), str)
LOCK_PASSWORD: Final = Statement(locking(User.c.password_hash), str)

HARD_DELETE_USER: Final = Statement(
    delete(User).where(User.c.id == bindparam("user_id")).returning(User.c.id), int
)


@lru_cache(maxsize=64)
def updating(columns: frozenset[str]) -> Statement[int]:
    """Change just these columns of a live account; another address is unverified again."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if "email" in columns:
        # The collation changes the case of ASCII alone: `İ` in place of `i` is another mailbox.
        old, new = (
            User.c.email.collate("C"),
            bindparam("email", type_=User.c.email.type).collate("C"),
        )
        same = func.lower(old) == func.lower(new)
        values["email_verified"] = User.c.email_verified & same
    return Statement(
        update(User)
        .where(User.c.id == bindparam("user_id"), LIVE)
        .values(**values, updated_at=func.now())
        .returning(User.c.id),
        int,
    )


async def create_user(
    db: Transaction, data: RegisterIn, password_hash: str, role: str = "user"
) -> PrivateProfile:
    """Refuses an email address or user name that a live account has."""
    (user_id,) = await db.all(
        INSERT_USER,
        email=data.email,
        username=data.username,
        name=data.name,
        password_hash=password_hash,
        role=role,
    )
    await queue_mail(db, "verify_email", data.email)
    return await get_private_profile(db, user_id)


async def update_own(
    db: Transaction, actor: Actor, data: MePatch, checked_hash: str | None
) -> PrivateProfile:
    """One's own profile; refuses if the password was changed since it was checked."""
    if checked_hash and checked_hash != await db.one(LOCK_PASSWORD, user_id=actor.id):
        raise WrongPasswordError
    return await update_profile(db, actor.id, data)


async def update_profile(db: Transaction, user_id: int, data: ProfilePatch) -> PrivateProfile:
    """Only what was sent changes."""
    changes = data.model_dump(exclude_unset=True, exclude={"current_password"})
    if changes and not await db.one(updating(frozenset(changes)), user_id=user_id, **changes):
        raise NotFoundError
    if data.email is not None:
        await queue_mail(db, "verify_email", data.email)
    return await get_private_profile(db, user_id)


async def change_password(db: Transaction, actor: Actor, old_hash: str, new_hash: str) -> None:
    """Ends every other session; refuses if the password was changed since it was checked."""
    named = {"user_id": actor.id, "old_hash": old_hash, "new_hash": new_hash}
    if await db.one(CHANGE_PASSWORD, **named) is None:
        raise WrongPasswordError
    await forget_reset_tokens(db, actor.id)
    await end_other_sessions(db, actor)


async def set_avatar(db: Transaction, actor: Actor, name: str, url: str) -> PrivateProfile:
    """The picture that was uploaded last stays, whichever of two comes here first."""
    if await db.one(LOCK_USER, user_id=actor.id) is None:
        raise InvalidTokenError
    if await forget_others(db, actor.id, "avatar", name):
        await db.one(updating(frozenset({"avatar_url"})), user_id=actor.id, avatar_url=url)
    return await get_private_profile(db, actor.id)


async def delete_avatar(db: Transaction, actor: Actor) -> None:
    """Whether there is one or not."""
    if await db.one(updating(frozenset({"avatar_url"})), user_id=actor.id, avatar_url=None) is None:
        raise InvalidTokenError
    await forget_all(db, actor.id, "avatar")


async def update_user(
    db: Transaction, actor: Actor, user_id: int, data: UserPatch
) -> PrivateProfile:
    """What administrators change, roles among it."""
    is_last = await is_last_admin(db, actor, user_id)
    if is_last and (data.role == "user" or data.is_active is False):
        raise LastAdminError
    profile = await update_profile(db, user_id, data)
    if not profile.is_active:
        await end_all_sessions(db, user_id)
    details = data.model_dump(exclude_unset=True, include={"role", "is_active"})
    details["changed"] = sorted(data.model_fields_set)
    await audit.record(db, actor, "user.update", ("user", user_id), details=details)
    return profile


async def is_last_admin(db: Transaction, actor: Actor, user_id: int) -> bool:
    """Hold every active administrator until the commit: two who demote each other take turns.

    Whoever has lost the role while waiting for their turn is refused.
    """
    held = await db.all(LOCK_ADMINS, user_id=user_id)
    admins = [account.id for account in held if account.is_admin]
    require(actor.id in admins, AdminOnlyError)
    return admins == [user_id]


async def delete_account(db: Transaction, actor: Actor, user_id: int) -> int:
    """Into the trash with its live posts and comments; returns the id of the deletion."""
    await require_deletable(db, actor, user_id)
    taken = await trash_account(db, actor, user_id)
    if not taken.users:
        raise NotFoundError
    await end_all_sessions(db, user_id)
    await record_deletion(db, actor, ("user", user_id), taken)
    return taken.deletion_id


async def hard_delete_account(db: Transaction, actor: Actor, user_id: int) -> None:
    """For good, live or in the trash, with all it wrote."""
    require_admin(actor)
    await require_another_admin(db, actor, user_id)
    await db.take_time()
    if await db.one(HARD_DELETE_USER, user_id=user_id) is None:
        raise NotFoundError
    await audit.record(db, actor, "user.hard_delete", ("user", user_id))


async def require_deletable(db: Transaction, actor: Actor, user_id: int) -> None:
    """Only administrators delete somebody else.

    Whoever deletes their own account may have become one since they were asked who they are.
    """
    if actor.is_admin or await db.one(LOCK_ROLE, user_id=actor.id) == "admin":
        await require_another_admin(db, actor, user_id)
    else:
        require(actor.id == user_id)


async def require_another_admin(db: Transaction, actor: Actor, user_id: int) -> None:
    """The last administrator stays."""
    if await is_last_admin(db, actor, user_id):
        raise LastAdminError
