"""Removal of old versions of posts, after REVISION_RETENTION_DAYS."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, DateTime, bindparam, delete, false, func, select, update

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.live import was_public
from blog_api.models import Post, PostPreview, PostRevision, WorkingCopy
from blog_api.recording.batches import find_last

DAY: Final = func.date_trunc(constant("day"), PostRevision.c.created_at)

VERSIONS: Final = (
    select(
        PostRevision.c.post_id,
        PostRevision.c.version,
        PostRevision.c.created_at,
        PostRevision.c.status,
        PostRevision.c.published_at,
        PostRevision.c.stored_bytes,
        func.lag(PostRevision.c.version)
        .over(partition_by=PostRevision.c.post_id, order_by=PostRevision.c.version)
        .label("former"),
        func.lead(PostRevision.c.created_at)
        .over(partition_by=PostRevision.c.post_id, order_by=PostRevision.c.version)
        .label("replaced_at"),
        func.lead(PostRevision.c.version)
        .over(partition_by=(PostRevision.c.post_id, DAY), order_by=PostRevision.c.version)
        .label("later_that_day"),
    )
    .where(
        PostRevision.c.post_id.between(
            bindparam("first_id", type_=BigInteger), bindparam("last_id", type_=BigInteger)
        )
    )
    .cte("versions")
)
IS_HIDDEN: Final = ~func.coalesce(was_public(VERSIONS, VERSIONS.c.replaced_at), false())
# A merge needs the base of a working copy, and a link shows the version that it names.
IS_BASE: Final = (
    select(WorkingCopy.c.id)
    .where(
        WorkingCopy.c.post_id == VERSIONS.c.post_id,
        WorkingCopy.c.base_version == VERSIONS.c.version,
    )
    .exists()
)
IS_SHOWN: Final = (
    select(PostPreview.c.id)
    .where(PostPreview.c.post_id == VERSIONS.c.post_id, PostPreview.c.version == VERSIONS.c.version)
    .exists()
)
# The first and the last version, each that was public, and the last of each day stay.
DISPENSABLE: Final = (
    select(VERSIONS.c.post_id, VERSIONS.c.version, VERSIONS.c.stored_bytes)
    .where(
        VERSIONS.c.created_at < bindparam("before", type_=DateTime(timezone=True)),
        VERSIONS.c.former.is_not(None),
        VERSIONS.c.replaced_at.is_not(None),
        VERSIONS.c.later_that_day.is_not(None),
        IS_HIDDEN,
        ~IS_BASE,
        ~IS_SHOWN,
    )
    .cte("dispensable")
)
# In the order of ids, as bulk deletes and restores lock posts.
LOCKED: Final = (
    select(Post.c.id)
    .where(Post.c.id.in_(select(DISPENSABLE.c.post_id)))
    .order_by(Post.c.id)
    .with_for_update(key_share=True)
    .cte("locked")
)
FREED: Final = (
    select(DISPENSABLE.c.post_id, func.sum(DISPENSABLE.c.stored_bytes).label("bytes"))
    .where(DISPENSABLE.c.post_id.in_(select(LOCKED.c.id)))
    .group_by(DISPENSABLE.c.post_id)
    .subquery()
)
DISCOUNT: Final = (
    update(Post)
    .where(Post.c.id == FREED.c.post_id, FREED.c.bytes > constant(0))
    .values(history_bytes=Post.c.history_bytes - FREED.c.bytes)
)
THIN: Final = Statement(
    delete(PostRevision)
    .where(
        PostRevision.c.post_id == DISPENSABLE.c.post_id,
        PostRevision.c.version == DISPENSABLE.c.version,
    )
    .add_cte(DISCOUNT.cte("discounted")),
    int,
)


async def thin_batch(
    db: Transaction, before: datetime, after_id: int, batch_size: int
) -> tuple[int, int] | None:
    """Remove old versions of a batch of posts.

    Return its last id and how many versions were removed; None after the last batch.
    """
    await db.allow_long_statements()
    last = await find_last(db, after_id, batch_size)
    if last is None:
        return None
    return last, await db.run(THIN, first_id=after_id + 1, last_id=last, before=before)
