"""Account commands. Unique indexes decide about names; the last administrator is kept."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    bindparam,
    func,
    select,
    update,
)

from blog_api import audit_log
from blog_api.auth.commands import end_all_sessions, end_other_sessions
from blog_api.auth.confirming import confirm_locked
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import (
    InvalidTokenError,
    LastAdminError,
    NotFoundError,
    WrongPasswordError,
)
from blog_api.lifecycle.open_offers import close_offers_of_account
from blog_api.mail.account_notices import tell_new_password
from blog_api.mail.mailboxes import is_same_mailbox
from blog_api.mail.one_time_tokens import forget_reset_tokens
from blog_api.mail.outbox import queue_mail
from blog_api.media.commands import forget_all, forget_others
from blog_api.media.image_urls import stored_path
from blog_api.models import User
from blog_api.permissions import Actor, require_session
from blog_api.users.inserting import insert_user
from blog_api.users.locking import LIVE, LOCK_PASSWORD, LOCK_USER, is_last_admin
from blog_api.users.names import require_plain_rename
from blog_api.users.notices import Before, tell_changes, tell_new_names
from blog_api.users.queries import get_private_profile
from blog_api.users.schemas import (
    MePatch,
    PrivateProfile,
    ProfilePatch,
    RegisterIn,
    UserPatch,
)

SESSION_ONLY: Final = {"email", "role", "is_active"}  # closed to personal access tokens
NEW_EMAIL: Final = {"changed": ["email"]}  # of an audit entry
NEW_PASSWORD: Final = {"changed": ["password"]}
CHANGE_PASSWORD: Final = Statement(
    update(User)
    .where(User.c.id == bindparam("user_id"), LIVE, User.c.password_hash == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"), updated_at=func.now())
    .returning(User.c.id),
    int,
)


BEFORE: Final = (
    select(*(User.c[name] for name in Before.__slots__))
    .where(User.c.id == bindparam("user_id"), LIVE)
    .with_for_update(key_share=True)
    .cte("before")
)


@lru_cache(maxsize=64)
def updating(columns: frozenset[str]) -> Statement[Before]:
    """Build the UPDATE of these columns of a live account; a new address is unverified."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if "email" in columns:
        same = is_same_mailbox(User.c.email, bindparam("email", type_=User.c.email.type))
        values["email_verified"] = User.c.email_verified & same
    return Statement(
        update(User)
        .where(User.c.id == BEFORE.c.id, LIVE)
        .values(**values, updated_at=func.now())
        .returning(*BEFORE.c),
        Before,
    )


async def create_user(
    db: Transaction,
    data: RegisterIn,
    password_hash: str,
    role: str = "user",
    *,
    maker: Actor | None = None,
) -> PrivateProfile:
    """Insert an account, of oneself or by its maker; queue an email to verify its address."""
    user_id = await insert_user(db, data, password_hash, role)
    if maker is not None:
        await audit_log.record(db, maker, "user.create", ("user", user_id))
    await queue_mail(db, "verify_email", data.email)
    return await get_private_profile(db, user_id)


async def update_own(
    db: Transaction, actor: Actor, data: MePatch, checked_hash: str | None
) -> PrivateProfile:
    """Update the caller's profile; raise WrongPasswordError if the password has changed.

    A right password confirms the session.
    """
    if checked_hash:
        if checked_hash != await db.one(LOCK_PASSWORD, user_id=actor.id):
            raise WrongPasswordError
        await confirm_locked(db, actor, checked_hash)
    changes = data.model_dump(exclude_unset=True, exclude={"current_password", "notices"})
    if data.notices is not None:
        changes["notify_new_login"] = data.notices.new_login
    await update_profile(db, actor.id, data, changes)
    if data.email is not None:
        await audit_log.record(db, actor, "user.update", ("user", actor.id), details=NEW_EMAIL)
    return await get_private_profile(db, actor.id)


async def update_profile(
    db: Transaction, user_id: int, data: ProfilePatch, changes: dict[str, Any]
) -> Before | None:
    """Update these columns; return the account before, or None without changes.

    A new address gets a verification email, the former one an email that can take it back; a new
    user name is told too.
    """
    await require_plain_rename(db, user_id, data.username)
    if not changes:
        return None
    before = await db.one(updating(frozenset(changes)), user_id=user_id, **changes)
    if before is None:
        raise NotFoundError
    if data.email is not None:
        await queue_mail(db, "verify_email", data.email)
    await tell_new_names(db, before, data)
    return before


async def change_password(db: Transaction, actor: Actor, old_hash: str, new_hash: str) -> None:
    """Change the password and end other sessions; raise WrongPasswordError if it changed.

    The right password confirms the session.
    """
    named = {"user_id": actor.id, "old_hash": old_hash, "new_hash": new_hash}
    if await db.one(CHANGE_PASSWORD, **named) is None:
        raise WrongPasswordError
    await forget_reset_tokens(db, actor.id)
    await tell_new_password(db, actor.id)
    await end_other_sessions(db, actor)
    await confirm_locked(db, actor, new_hash)
    await audit_log.record(db, actor, "user.update", ("user", actor.id), details=NEW_PASSWORD)


async def set_avatar(db: Transaction, actor: Actor, name: str) -> PrivateProfile:
    """Set the avatar; the latest upload is kept, in whatever order two of them arrive."""
    if await db.one(LOCK_USER, user_id=actor.id) is None:
        raise InvalidTokenError
    if await forget_others(db, actor.id, "avatar", name):
        path = stored_path(name)
        await db.one(updating(frozenset({"avatar_url"})), user_id=actor.id, avatar_url=path)
    return await get_private_profile(db, actor.id)


async def delete_avatar(db: Transaction, actor: Actor) -> None:
    if await db.one(updating(frozenset({"avatar_url"})), user_id=actor.id, avatar_url=None) is None:
        raise InvalidTokenError
    await forget_all(db, actor.id, "avatar")


async def update_user(
    db: Transaction, actor: Actor, user_id: int, data: UserPatch
) -> PrivateProfile:
    if data.model_fields_set & SESSION_ONLY:
        require_session(actor)
    is_last = await is_last_admin(db, actor, user_id)
    if is_last and (data.role == "user" or data.is_active is False):
        raise LastAdminError
    before = await update_profile(db, user_id, data, data.model_dump(exclude_unset=True))
    profile = await get_private_profile(db, user_id)
    if before is not None and before.email_verified:
        await tell_changes(db, before, profile)
    if not profile.is_active:
        await end_all_sessions(db, user_id)
    if data.is_active is False:
        await close_offers_of_account(db, user_id)
    details = data.model_dump(exclude_unset=True, include={"role", "is_active"})
    details["changed"] = sorted(data.model_fields_set)
    await audit_log.record(db, actor, "user.update", ("user", user_id), details=details)
    return profile
