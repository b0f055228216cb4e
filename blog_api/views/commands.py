"""Counting of views: one row for each post and visitor, with the number and the last date.

A visitor counts once in 30 minutes. Rows that are older decide nothing any more: tidying adds them
to one row for each post, so that the sum stays and the table is bounded.

Concurrent views of a post are counted by one statement: each commit holds the lock of the post's
counter, with a synchronous standby for as long as a round trip to it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Interval, Text, bindparam, cast, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import Viewer, viewer_values, visible_to
from blog_api.models import FORMER_VISITORS, Post, PostView
from blog_api.permissions import Actor

COUNTED_ONCE_IN: Final = timedelta(minutes=30)
IS_OLD: Final = PostView.c.last_viewed_at <= func.now() - bindparam("window", type_=Interval)
KEY: Final[list[Column[Any]]] = [PostView.c.post_id, PostView.c.visitor]

# One statement for a batch, since concurrent views of one post wait for the lock of its counter.
VISIBLE_POST: Final = (
    select(Post.c.id)
    .where(
        Post.c.id == bindparam("post_id"),
        Post.c.deleted_at.is_(None),
        visible_to(Viewer.CALLER, Post),
    )
    .with_for_update(read=True, key_share=True)
    .cte("visible_post")
)
VISITORS: Final = func.unnest(bindparam("visitors", type_=ARRAY(Text))).column_valued("visitor")
COUNTED: Final = (
    insert(PostView)
    .from_select(["post_id", "visitor"], select(VISIBLE_POST.c.id, VISITORS))
    .on_conflict_do_update(
        index_elements=KEY,
        set_={"count": PostView.c.count + 1, "last_viewed_at": func.now()},
        where=IS_OLD,
    )
    .cte("counted")
)
COUNT_VIEWS: Final = Statement(select(VISIBLE_POST.c.id).add_cte(COUNTED), int)

OLD: Final = (
    select(PostView.c.post_id, PostView.c.visitor)
    .where(PostView.c.visitor != constant(FORMER_VISITORS), IS_OLD)
    .order_by(PostView.c.last_viewed_at)
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("old")
)
# A post that is being removed for good is skipped: to wait for it would be a deadlock.
KEPT: Final = (
    select(Post.c.id)
    .where(Post.c.id.in_(select(OLD.c.post_id)))
    .with_for_update(read=True, key_share=True, skip_locked=True)
    .cte("kept")
)
REMOVED: Final = (
    delete(PostView)
    .where(
        PostView.c.post_id == OLD.c.post_id,
        PostView.c.visitor == OLD.c.visitor,
        KEPT.c.id == OLD.c.post_id,
    )
    .returning(PostView.c.post_id, PostView.c.count)
    .cte("removed")
)
SUMS: Final = insert(PostView).from_select(
    ["post_id", "visitor", "count"],
    select(
        REMOVED.c.post_id,
        constant(FORMER_VISITORS),
        cast(func.sum(REMOVED.c.count), BigInteger),
    ).group_by(REMOVED.c.post_id),
)
ADDED: Final = SUMS.on_conflict_do_update(
    index_elements=KEY, set_={"count": PostView.c.count + SUMS.excluded.count}
).cte("added")
ADD_UP_OLD: Final = Statement(select(func.count()).select_from(REMOVED).add_cte(ADDED), int)


def visitor_of(network: str, secret: bytes) -> str:
    """Return an HMAC-SHA256 of the network, which is useless without the secret."""
    return hmac.new(secret, network.encode(), hashlib.sha256).hexdigest()


async def count_views(
    db: Transaction, viewer: Actor | None, post_id: int, visitors: Sequence[str]
) -> None:
    """Count a view of each visitor unless the last one that counted is less than 30 minutes old.

    Raise NotFoundError for a post that the viewer cannot see.
    """
    named = {
        "post_id": post_id,
        "visitors": sorted(set(visitors)),
        "window": COUNTED_ONCE_IN,
    }
    if await db.one(COUNT_VIEWS, **named, **viewer_values(viewer)) is None:
        raise NotFoundError


async def add_up_old_views(db: Transaction, batch_size: int) -> int:
    """Add old rows to the sum of their post; return how many, fewer than a batch for the last."""
    return await db.one(ADD_UP_OLD, batch_size=batch_size, window=COUNTED_ONCE_IN) or 0
