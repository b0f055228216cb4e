"""Stale posts: live posts that were not edited for a long time, in batches by id.

A batch begins after the last id of the batch before; locked posts wait for the next run.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, select

from blog_api import audit_log
from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement
from blog_api.lifecycle.deleting import record_deletion, trash_posts
from blog_api.lifecycle.purging import hard_delete_posts
from blog_api.models import Post
from blog_api.post_status import Status

# A scheduled post is not stale: its `published_at` is in the future.
IS_STALE: Final[ColumnElement[bool]] = and_(
    Post.c.deleted_at.is_(None),
    Post.c.status == bindparam("status"),
    func.greatest(Post.c.updated_at, Post.c.published_at) < bindparam("before"),
)
COUNT_STALE: Final = Statement(select(func.count()).select_from(Post).where(IS_STALE), int)
LOCK_STALE: Final = Statement(
    select(Post.c.id)
    .where(IS_STALE, Post.c.id > bindparam("after_id", type_=Post.c.id.type))
    .order_by(Post.c.id)
    .limit(bindparam("batch_size", type_=Integer))
    .with_for_update(key_share=True, skip_locked=True),
    int,
)


@dataclass(frozen=True, slots=True)
class StalePosts:
    """Live posts of one status, last edited before an instant."""

    status: Status
    before: datetime

    @property
    def values(self) -> dict[str, Any]:
        return {"status": self.status, "before": self.before}


async def count_stale_posts(db: Reading, stale: StalePosts) -> int:
    return await db.one(COUNT_STALE, **stale.values) or 0


async def lock_stale_posts(
    db: Transaction, stale: StalePosts, after_id: int, batch_size: int
) -> list[int]:
    """Lock the next batch; fewer ids than `batch_size` mean that none is left."""
    return await db.all(LOCK_STALE, **stale.values, after_id=after_id, batch_size=batch_size)


async def trash_stale_posts(
    db: Transaction, stale: StalePosts, after_id: int, batch_size: int
) -> list[int]:
    """Move the next batch to the trash, as one deletion that can be undone."""
    ids = await lock_stale_posts(db, stale, after_id, batch_size)
    if ids:
        reason = f"{stale.status}, and not written since {stale.before:%Y-%m-%d}"
        taken = await trash_posts(db, None, "bulk", ids, reason)
        await record_deletion(db, None, ("post", None), taken)
    return ids


async def hard_delete_stale_posts(
    db: Transaction, stale: StalePosts, after_id: int, batch_size: int
) -> list[int]:
    ids = await lock_stale_posts(db, stale, after_id, batch_size)
    if ids:
        await hard_delete_posts(db, ids)
        details = {"ids": ids, "status": stale.status, "before": stale.before.isoformat()}
        await audit_log.record(db, None, "post.bulk_hard_delete", ("post", None), details=details)
    return ids
