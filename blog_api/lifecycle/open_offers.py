"""Offers of posts that end because their post, an account or the author goes; at most 20 are open.

`serialize_open_items` keeps such a limit exact; other rooms with one use it too.
"""

from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Text,
    Update,
    bindparam,
    cast,
    func,
    or_,
    select,
    update,
)

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import Transfer

MAX_OPEN: Final = 20
IS_STORED_OPEN: Final = Transfer.c.state == constant("open")
LOCK: Final = Statement(
    select(
        cast(
            func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), constant(0))), Text
        )
    ),
    str,
)


def closing() -> Update:
    return (
        update(Transfer)
        .where(IS_STORED_OPEN)
        .values(state=constant("expired"), decided_at=func.now())
    )


def closing_offers_of(posts: CTE) -> CTE:
    closed = closing().where(Transfer.c.post_id == posts.c.id)
    return closed.returning(Transfer.c.id).cte("closed_offers")


def locked_offers(*conditions: ColumnElement[bool]) -> CTE:
    """Lock open offers in id order: two accounts with offers to each other may end at once."""
    rows = select(Transfer.c.id).where(IS_STORED_OPEN, *conditions).order_by(Transfer.c.id)
    return rows.with_for_update(key_share=True, of=Transfer).cte("locked_offers")


def closing_offers_of_accounts(accounts: CTE) -> CTE:
    """Build the CTE that closes the offers from and to these accounts."""
    locked = locked_offers(
        or_(Transfer.c.from_id == accounts.c.id, Transfer.c.to_id == accounts.c.id)
    )
    closed = closing().where(Transfer.c.id == locked.c.id)
    return closed.returning(Transfer.c.id).cte("closed_offers")


ACCOUNT: Final = bindparam("user_id", type_=BigInteger)
OFFERS_OF_ACCOUNT: Final = locked_offers(
    or_(Transfer.c.from_id == ACCOUNT, Transfer.c.to_id == ACCOUNT)
)
CLOSE_OFFERS_OF_ACCOUNT: Final = Statement(
    closing().where(Transfer.c.id == OFFERS_OF_ACCOUNT.c.id), int
)
EXPIRED: Final = (
    select(Transfer.c.id)
    .where(IS_STORED_OPEN, Transfer.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE_OFFERS: Final = Statement(closing().where(Transfer.c.id == EXPIRED.c.id), int)


async def close_offers_of_account(db: Transaction, user_id: int) -> None:
    """Close the offers that an account made or received."""
    await db.run(CLOSE_OFFERS_OF_ACCOUNT, user_id=user_id)


async def expire_offers(db: Transaction, batch_size: int) -> int:
    """Mark a batch of offers as expired; return how many: less than `batch_size` after the last."""
    return await db.run(EXPIRE_OFFERS, batch_size=batch_size)


async def serialize_open_items(db: Transaction, kind: str, account_id: int) -> None:
    """Let one transaction at a time count and add open items of an account, until the commit."""
    named: dict[str, Any] = {"name": f"open {kind} of {account_id}"}
    await db.one(LOCK, **named)
