"""Recording of posts that have no revision yet, in batches, while servers run."""

import asyncio
from typing import Final

from sqlalchemy import BigInteger, Integer, bindparam, func, select

from blog_api.db.database import Database, Transaction
from blog_api.db.statements import Statement
from blog_api.models import Post
from blog_api.recording.causes import Cause
from blog_api.recording.posts import RECORD_PRESENT

BATCH_SIZE: Final = 200
PAUSE_S: Final = 0.01  # between batches, to leave the database to requests
BATCH: Final = (
    select(Post.c.id)
    .where(Post.c.id > bindparam("after_id", type_=BigInteger))
    .order_by(Post.c.id)
    .limit(bindparam("batch_size", type_=Integer))
    .subquery()
)
SELECT_LAST: Final = Statement(select(func.max(BATCH.c.id)).having(func.count(BATCH.c.id) > 0), int)


async def find_last(db: Transaction, after_id: int, batch_size: int) -> int | None:
    """Return the last id of the next batch of posts, live or in the trash."""
    return await db.one(SELECT_LAST, after_id=after_id, batch_size=batch_size)


async def record_batch(db: Transaction, after_id: int, batch_size: int) -> tuple[int, int] | None:
    """Record a batch; return its last id and how many posts were recorded, None after the last."""
    last = await find_last(db, after_id, batch_size)
    if last is None:
        return None
    given = {"first_id": after_id + 1, "last_id": last, **Cause("migration").values}
    return last, await db.run(RECORD_PRESENT, **given)


async def record_all(db: Database) -> int:
    """Record each post that has no revision of its present version; return how many."""
    after, recorded = 0, 0
    while batch := await db.write(record_batch, after, BATCH_SIZE):
        after, count = batch
        recorded += count
        await asyncio.sleep(PAUSE_S)
    return recorded
