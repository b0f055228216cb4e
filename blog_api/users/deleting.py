"""Deletion of accounts, softly or for good, and the transfer of their posts."""

from typing import Final

from sqlalchemy import bindparam, delete

from blog_api import audit_log
from blog_api.auth.commands import end_all_sessions
from blog_api.db.database import Transaction
from blog_api.db.errors import RowChangedError
from blog_api.db.statements import Statement
from blog_api.errors import HasPostsError, InvalidInputError, LastAdminError, NotFoundError
from blog_api.lifecycle.cascades import hold_rows_of_accounts
from blog_api.lifecycle.deleting import record_deletion, trash_account
from blog_api.lifecycle.handing_over import Transferral, transfer_all_posts
from blog_api.lifecycle.parties import get_account_id, lock_parties
from blog_api.lifecycle.possessions import get_possessions
from blog_api.mail.account_notices import tell_deleted
from blog_api.models import User
from blog_api.permissions import Action, Actor, can, require
from blog_api.users.locking import LOCK_ROLE, LOCK_USER, SELECT_ROLE, is_last_admin
from blog_api.users.schemas import AccountDeletion

HARD_DELETE_USER: Final = Statement(
    delete(User).where(User.c.id == bindparam("user_id")).returning(User.c.id), int
)


async def delete_account(
    db: Transaction, actor: Actor, user_id: int, asked: AccountDeletion
) -> int:
    """Soft delete an account with its live posts and comments; return the id of the deletion.

    Raise HasPostsError for `posts=refuse`; `posts=transfer` hands the posts over first.
    """
    heir_id = await find_heir(db, actor, user_id, asked)
    await require_deletable(db, actor, user_id, heir_id)
    await settle_posts(db, user_id, asked, heir_id)
    await tell_deleted(db, user_id)
    taken = await trash_account(db, actor, user_id, heir_id=heir_id)
    if not taken.users:
        raise NotFoundError
    await end_all_sessions(db, user_id)
    await record_deletion(db, actor, ("user", user_id), taken)
    return taken.deletion_id


async def find_heir(
    db: Transaction, actor: Actor, user_id: int, asked: AccountDeletion
) -> int | None:
    """Return the account that gets the posts, if any, not yet locked."""
    if asked.to is None or asked.posts != "transfer":
        return None
    require(actor, Action.TRANSFER_WITH_ACCOUNT)
    heir_id = await get_account_id(db, asked.to)
    if heir_id == user_id:
        raise InvalidInputError.at("query", "to", msg="is the account to delete")
    return heir_id


async def settle_posts(
    db: Transaction, user_id: int, asked: AccountDeletion, heir_id: int | None
) -> None:
    """Raise HasPostsError for `posts=refuse`, NotFoundError if the locked heir is gone by now."""
    if asked.posts == "refuse":
        await require_no_posts(db, user_id)
    if heir_id is not None:
        await lock_parties(db, [], heir_id)


async def require_no_posts(db: Transaction, user_id: int) -> None:
    """Raise HasPostsError if the account has posts; locked, it gets none before the commit."""
    if await db.one(LOCK_USER, user_id=user_id) is None:
        raise NotFoundError
    possessions = await get_possessions(db, user_id)
    if any(possessions.posts.values()):
        raise HasPostsError(**possessions.as_json)


async def hard_delete_account(
    db: Transaction, actor: Actor, user_id: int, asked: AccountDeletion
) -> None:
    """Purge an account, live or in the trash, with all its posts and comments."""
    require(actor, Action.HARD_DELETE_USER)
    heir_id = await find_heir(db, actor, user_id, asked)
    await require_another_admin(db, actor, user_id, heir_id)
    await db.allow_long_statements()
    await settle_posts(db, user_id, asked, heir_id)
    if heir_id is not None:
        await transfer_all_posts(db, actor, user_id, Transferral(heir_id))
    await hold_rows_of_accounts(db, [user_id])
    await tell_deleted(db, user_id)
    if await db.one(HARD_DELETE_USER, user_id=user_id) is None:
        raise NotFoundError
    await audit_log.record(db, actor, "user.hard_delete", ("user", user_id))


async def require_deletable(
    db: Transaction, actor: Actor, user_id: int, heir_id: int | None
) -> None:
    """Raise LastAdminError for the last administrator, ForbiddenError for another user's account.

    The actor may have become an administrator since the request was authenticated.
    """
    is_admin = can(actor, Action.CHANGE_ADMINS)
    if is_admin or await db.one(SELECT_ROLE, user_id=actor.id) == "admin":
        await require_another_admin(db, actor, user_id, heir_id)
        return
    require(actor, Action.DELETE_ME, user_id)
    if await db.one(LOCK_ROLE, user_id=user_id) == "admin":
        raise RowChangedError  # promoted since it was read


async def require_another_admin(
    db: Transaction, actor: Actor, user_id: int, heir_id: int | None
) -> None:
    """Lock the accounts of a deletion; raise LastAdminError for the last administrator."""
    others = [] if heir_id is None else [heir_id]
    if await is_last_admin(db, actor, user_id, *others):
        raise LastAdminError
