"""Restore of an account from the trash, with the posts and comments of its deletion."""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import BigInteger, any_, bindparam, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import EmailTakenError, NotDeletedError, NotFoundError, UsernameTakenError
from blog_api.lifecycle.conflicts import find_user_conflicts
from blog_api.lifecycle.giving_back import give_back_with_account, share_lock_older_receivers
from blog_api.lifecycle.restoring import RestoreResult, choose_deletion, restore
from blog_api.mail.account_notices import tell_new_username, tell_role_changed
from blog_api.mail.email_changes import tell_email_changed
from blog_api.mail.mailboxes import is_same_mailbox
from blog_api.mail.outbox import queue_mail
from blog_api.models import User
from blog_api.permissions import Actor, require_session
from blog_api.users.notices import is_other_name
from blog_api.users.queries import get_private_profile
from blog_api.users.schemas import Lost, PrivateProfile, RestoredProfile, RestoreUserIn


@dataclass(frozen=True, slots=True)
class InTrash:
    """An account in the trash, locked until the commit."""

    deletion_id: int
    role: str
    email: str
    email_verified: bool
    username: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """An account in the trash with a verified address."""

    id: int
    email: str
    role: str


LOCK_IN_TRASH: Final = Statement(
    select(User.c.deletion_id, User.c.role, User.c.email, User.c.email_verified, User.c.username)
    .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_not(None))
    .with_for_update(),
    InTrash,
)
FIND_ADDRESSEES: Final = Statement(
    select(User.c.id, User.c.email, User.c.role).where(
        User.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
        User.c.deleted_at.is_not(None),
        User.c.email_verified,
    ),
    Addressee,
)
USER_EXISTS: Final = Statement(select(User.c.id).where(User.c.id == bindparam("user_id")), int)
STILL_VERIFIED: Final = User.c.email_verified & is_same_mailbox(
    User.c.email, bindparam("new_name", type_=User.c.email.type)
)
NAME_IN_TRASH: Final = {
    name: Statement(
        update(User)
        .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_not(None))
        .values({name: bindparam("new_name")} | changes),
        int,
    )
    for name, changes in (("email", {"email_verified": STILL_VERIFIED}), ("username", {}))
}


def needs_confirmation(data: RestoreUserIn) -> bool:
    """Return whether it makes an administrator, or can give the account to another person."""
    return data.role == "admin" or data.email is not None


async def restore_account(
    db: Transaction, actor: Actor, user_id: int, data: RestoreUserIn
) -> RestoredProfile:
    """Restore an account; raise an error if its email or user name is taken and no other given.

    A user name that looks official counts as taken, except for a restored administrator.
    """
    if needs_confirmation(data):
        require_session(actor)
    await share_lock_older_receivers(db, [user_id])
    account = await lock_in_trash(db, user_id)
    deletion_id = account.deletion_id
    await give_names(db, user_id, data.model_dump(include={"email", "username"}, exclude_none=True))
    chosen = replace(await choose_deletion(db, actor, deletion_id), role=data.role)
    await require_free_names(db, user_id, data)
    restored = await restore(db, chosen, data.on_conflict)
    if data.email is not None:
        await queue_mail(db, "verify_email", data.email)
        if account.email_verified:
            await tell_email_changed(db, user_id, account.email)
    back = await give_back_with_account(db, actor, deletion_id, restored.users)
    details = {"counts": restored.counts, "role": data.role, "given_back": len(back.posts)}
    await audit_log.record(
        db, actor, "user.restore", ("user", user_id), deletion_id=deletion_id, details=details
    )
    profile = await get_private_profile(db, user_id)
    await tell_restored(db, account, profile)
    lost: list[Lost] = ["role"] if account.role == "admin" != profile.role else []
    return RestoredProfile(
        **profile.model_dump(),
        not_restored=lost,
        not_given_back=[kept.id for kept in back.conflicts] or None,
    )


async def lock_in_trash(db: Transaction, user_id: int) -> InTrash:
    account = await db.one(LOCK_IN_TRASH, user_id=user_id)
    if account is None:
        raise NotDeletedError if await db.one(USER_EXISTS, user_id=user_id) else NotFoundError
    return account


async def give_names(db: Transaction, user_id: int, names: dict[str, Any]) -> None:
    """Rename an account while it is in the trash, where names need not be unique."""
    for name, value in names.items():
        await db.run(NAME_IN_TRASH[name], user_id=user_id, new_name=value)


async def require_free_names(db: Transaction, user_id: int, data: RestoreUserIn) -> None:
    """Raise an error if a name is taken and the mode cannot resolve it.

    "rename" can change the user name but not the email address; "skip" cannot skip the account.
    """
    for conflict in await find_user_conflicts(db, [user_id], data.role):
        if conflict.code == EmailTakenError.code:
            raise EmailTakenError
        if data.on_conflict != "rename":
            raise UsernameTakenError


async def tell_restored(db: Transaction, before: InTrash, after: PrivateProfile) -> None:
    """Queue notices of another role and user name to the verified address before the restore."""
    if not before.email_verified:
        return
    if before.role != after.role:
        await tell_role_changed(db, after.id, before.email, after.role)
    if is_other_name(before.username, after.username):
        await tell_new_username(db, after.id, before.email)


async def find_addressees(db: Transaction, ids: list[int]) -> list[Addressee]:
    """Return the accounts in the trash whom an undo may demote or rename."""
    return await db.all(FIND_ADDRESSEES, ids=ids) if ids else []


async def tell_undone(
    db: Transaction, addressees: list[Addressee], restored: RestoreResult
) -> None:
    """Queue notices to former administrators, who are users now, and to renamed accounts."""
    renamed = {each.id for each in restored.conflicts if each.code == UsernameTakenError.code}
    for account in addressees:
        if account.id not in restored.users:
            continue
        if account.role == "admin":
            await tell_role_changed(db, account.id, account.email, "user")
        if account.id in renamed:
            await tell_new_username(db, account.id, account.email)
