"""The accounts of a transfer: found by id or user name, and share-locked in id order."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import BigInteger, bindparam, func, or_, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import AppError, NotFoundError
from blog_api.lifecycle.share_locks import Account, share_lock_accounts
from blog_api.models import User

FIND_ACCOUNT: Final = Statement(
    select(User.c.id).where(
        User.c.deleted_at.is_(None),
        User.c.is_active | bindparam("inactive_too"),
        or_(
            User.c.id == bindparam("user_id", type_=BigInteger),
            func.lower(User.c.username) == func.lower(bindparam("username")),
        ),
    ),
    int,
)


async def get_account_id(db: Transaction, name: str, *, inactive_too: bool = False) -> int:
    """Return the id of a live account, named by id or by user name (which begins with a letter)."""
    is_id = name.isascii() and name.isdigit()
    user_id = await db.one(
        FIND_ACCOUNT,
        user_id=int(name) if is_id else None,
        username=None if is_id else name,
        inactive_too=inactive_too,
    )
    if user_id is None:
        raise NotFoundError
    return user_id


async def lock_parties(
    db: Transaction,
    givers: Collection[int],
    to_id: int,
    error: type[AppError] = NotFoundError,
) -> dict[int, Account]:
    """Share-lock givers and receiver; raise the error for a lost or deactivated receiver."""
    accounts = await share_lock_accounts(db, {*givers, to_id})
    if to_id not in accounts or not accounts[to_id].is_active:
        raise error
    return accounts
