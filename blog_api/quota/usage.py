"""Quota conditions of statements that store something, and the slow path near the quota.

Away from the quota, the condition is part of the statement and leaves a margin for uncommitted
concurrent writes. Within the margin, an advisory lock serialises the writes of an account, so that
the quota is exact.
"""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    Text,
    bindparam,
    cast,
    func,
    or_,
    select,
)

from blog_api.db.database import Transaction
from blog_api.db.statements import STORAGE_QUOTA, Statement, constant
from blog_api.errors import QuotaExceededError
from blog_api.models import StorageShare

# More than all connections of a few servers can have uncommitted at once, at 0.5 MB a post.
MARGIN: Final = 64 * 1024 * 1024
EDIT_SHARE: Final = 10  # an edit may exceed the quota by a tenth
QUOTA: Final[ColumnElement[int]] = bindparam(STORAGE_QUOTA, type_=BigInteger)
NO_QUOTA: Final = constant(0) == QUOTA


@dataclass(frozen=True, slots=True)
class Usage:
    """Storage in bytes; a quota of 0 means none."""

    used: int
    quota: int

    def has_room(self, size: int) -> bool:
        return self.quota == 0 or self.used + size <= self.quota

    def refusal(self) -> QuotaExceededError:
        return QuotaExceededError(used=self.used, quota=self.quota)


def used_by(account: SQLColumnExpression[int | None]) -> ColumnElement[int]:
    total = cast(func.coalesce(func.sum(StorageShare.c.used), constant(0)), BigInteger)
    return (
        select(total)
        .where(StorageShare.c.user_id == account)
        .correlate_except(StorageShare)
        .scalar_subquery()
    )


def storage_column(account: ColumnElement[int]) -> ColumnElement[Any]:
    quota = func.nullif(QUOTA, constant(0))
    pairs = (constant("used"), used_by(account), constant("quota"), quota)
    return func.json_build_object(*pairs).label("storage")


def size_of(*texts: ColumnElement[Any]) -> ColumnElement[int]:
    """Return SQL for the bytes of texts; PostgreSQL reads the length from the value's header."""
    sizes: list[ColumnElement[int]] = [cast(func.octet_length(text), BigInteger) for text in texts]
    return reduce(add, sizes)


def has_room(
    account: ColumnElement[int], size: ColumnElement[int], margin: int
) -> ColumnElement[bool]:
    return or_(NO_QUOTA, used_by(account) + size + constant(margin) <= QUOTA)


def has_room_to_edit(
    account: SQLColumnExpression[int | None], growth: ColumnElement[int], margin: int
) -> ColumnElement[bool]:
    """Return SQL: a row may grow by so many bytes; shrinking is always allowed."""
    limit = QUOTA + QUOTA / constant(EDIT_SHARE)
    fits = used_by(account) + growth + constant(margin) <= limit
    return or_(NO_QUOTA, growth <= constant(0), fits)


ACCOUNT: Final = bindparam("account_id", type_=BigInteger)
SELECT_USAGE: Final = Statement(select(used_by(ACCOUNT), QUOTA), Usage)
LOCK: Final = Statement(
    select(
        cast(
            func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), constant(0))), Text
        )
    ),
    str,
)


async def claim_room(db: Transaction, account_id: int, size: int) -> bool:
    """Find out why nothing was stored: raise QuotaExceededError if there is no room.

    Return True near the quota: the account is then locked, and the statement is to be run again
    without a margin. False means that the quota was not the reason.
    """
    (usage,) = await db.all(SELECT_USAGE, account_id=account_id)
    if usage.has_room(size + MARGIN):
        return False
    usage = await lock_usage(db, account_id)
    if not usage.has_room(size):
        raise usage.refusal()
    return True


async def lock_usage(db: Transaction, account_id: int) -> Usage:
    """Wait for writes of the account near its quota, then read its usage."""
    await db.one(LOCK, name=f"storage of {account_id}")
    (usage,) = await db.all(SELECT_USAGE, account_id=account_id)
    return usage
