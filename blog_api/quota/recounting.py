"""Storage recount: compares the rows of accounts with their counters, in one snapshot.

A row and its bytes become visible together, so every difference is drift (see `recounting`).
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    select,
)

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import Comment, Post, StorageShare, StoredImage, User, WorkingCopy
from blog_api.quota.usage import size_of, used_by

# "reco", as in `recounting` and the migration: concurrent repairs would add the same drift twice.
ONE_AT_A_TIME: Final = 0x7265636F
OF_POST: Final = (Post.c.title, Post.c.excerpt, Post.c.content)
FIRST: Final = bindparam("after_id", type_=User.c.id.type)
LAST: Final = bindparam("last_id", type_=User.c.id.type)


@dataclass(frozen=True, slots=True)
class StorageDrift:
    """Bytes of an account's rows minus its counters."""

    user_id: int
    bytes: int


def held(table: Table, owner: str, size: SQLColumnExpression[int]) -> ColumnElement[int]:
    total = cast(func.coalesce(func.sum(size), constant(0)), BigInteger)
    return select(total).where(table.c[owner] == User.c.id).correlate(User).scalar_subquery()


def drifting() -> CTE:
    rows = (
        held(Post, "author_id", size_of(*OF_POST) + Post.c.history_bytes)
        + held(Comment, "author_id", size_of(Comment.c.content) + Comment.c.history_bytes)
        + held(StoredImage, "owner_id", StoredImage.c.size)
        + held(WorkingCopy, "user_id", WorkingCopy.c.stored_bytes)
    )
    found = (
        select(User.c.id.label("user_id"), (rows - used_by(User.c.id)).label("bytes"))
        .where(User.c.id > FIRST, User.c.id <= LAST)
        .subquery("found")
    )
    return select(found).where(found.c.bytes != constant(0)).cte("drift")


def sort_by_id(drift: CTE) -> Select[Any]:
    return select(drift).order_by(drift.c.user_id)


IDS: Final = (
    select(User.c.id)
    .where(User.c.id > FIRST)
    .order_by(User.c.id)
    .limit(bindparam("batch_size", type_=Integer))
    .subquery("batch")
)
SELECT_LAST: Final = Statement(select(func.coalesce(func.max(IDS.c.id), constant(0))), int)
HOLD: Final = Statement(
    select(cast(func.pg_advisory_xact_lock(constant(ONE_AT_A_TIME)), Text)), str
)
DRIFT: Final = drifting()
FIND: Final = Statement(sort_by_id(DRIFT), StorageDrift)
MEND: Final = Statement(
    sort_by_id(DRIFT).add_cte(
        insert(StorageShare)
        .from_select(["user_id", "used"], select(DRIFT))
        .returning(StorageShare.c.id)
        .cte("mended")
    ),
    StorageDrift,
)
# Rows of a transaction that ended after the account was purged.
ORPHANS: Final = (
    select(StorageShare.c.id)
    .where(~exists().where(User.c.id == StorageShare.c.user_id))
    .with_for_update(skip_locked=True)
    .cte("orphans")
)
DROP_ORPHANS: Final = Statement(delete(StorageShare).where(StorageShare.c.id == ORPHANS.c.id), int)


async def last_account(db: Reading, after_id: int, batch_size: int) -> int:
    """Return the last id of the next batch, or 0 after the last account."""
    return await db.one(SELECT_LAST, after_id=after_id, batch_size=batch_size) or 0


async def find_storage_drift(db: Reading, after_id: int, last_id: int) -> list[StorageDrift]:
    return await db.all(FIND, after_id=after_id, last_id=last_id)


async def mend_storage_drift(db: Transaction, after_id: int, last_id: int) -> list[StorageDrift]:
    """Repair the counters of a batch under an advisory lock, and return the drift."""
    await db.one(HOLD)
    return await db.all(MEND, after_id=after_id, last_id=last_id)


async def drop_orphans(db: Transaction) -> int:
    return await db.run(DROP_ORPHANS)
