"""Deletion of accounts, softly or for good, and the transfer of their posts."""

from typing import Final

from sqlalchemy import bindparam, delete

from blog_api import audit_log
from blog_api.auth.commands import end_all_sessions
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import HasPostsError, InvalidInputError, LastAdminError, NotFoundError
from blog_api.lifecycle.deleting import record_deletion, trash_account
from blog_api.lifecycle.handing_over import Transferral, transfer_all_posts
from blog_api.lifecycle.parties import get_account_id, lock_parties
from blog_api.lifecycle.possessions import get_possessions
from blog_api.mail.account_notices import tell_deleted
from blog_api.models import User
from blog_api.permissions import Action, Actor, can, require
from blog_api.users.commands import LOCK_ROLE, LOCK_USER, is_last_admin
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
    await require_deletable(db, actor, user_id)
    heir_id = await settle_posts(db, actor, user_id, asked)
    await tell_deleted(db, user_id)
    taken = await trash_account(db, actor, user_id, heir_id=heir_id)
    if not taken.users:
        raise NotFoundError
    await end_all_sessions(db, user_id)
    await record_deletion(db, actor, ("user", user_id), taken)
    return taken.deletion_id


async def settle_posts(
    db: Transaction, actor: Actor, user_id: int, asked: AccountDeletion
) -> int | None:
    """Apply `posts` of the request; return the share-locked account that gets the posts, if any."""
    if asked.posts == "refuse":
        await require_no_posts(db, user_id)
    if asked.to is None or asked.posts != "transfer":
        return None
    require(actor, Action.TRANSFER_WITH_ACCOUNT)
    heir_id = await get_account_id(db, asked.to)
    if heir_id == user_id:
        raise InvalidInputError.at("query", "to", msg="is the account to delete")
    await lock_parties(db, [], heir_id)
    return heir_id


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
    await require_another_admin(db, actor, user_id)
    await db.allow_long_statements()
    heir_id = await settle_posts(db, actor, user_id, asked)
    if heir_id is not None:
        await transfer_all_posts(db, actor, user_id, Transferral(heir_id))
    await tell_deleted(db, user_id)
    if await db.one(HARD_DELETE_USER, user_id=user_id) is None:
        raise NotFoundError
    await audit_log.record(db, actor, "user.hard_delete", ("user", user_id))


async def require_deletable(db: Transaction, actor: Actor, user_id: int) -> None:
    """Raise LastAdminError for the last administrator, ForbiddenError for another user's account.

    The actor may have become an administrator since the request was authenticated.
    """
    if can(actor, Action.CHANGE_ADMINS) or await db.one(LOCK_ROLE, user_id=actor.id) == "admin":
        await require_another_admin(db, actor, user_id)
    else:
        require(actor, Action.DELETE_ME, user_id)


async def require_another_admin(db: Transaction, actor: Actor, user_id: int) -> None:
    if await is_last_admin(db, actor, user_id):
        raise LastAdminError
