"""Votes, views and their counts, in separate tables so that counting never rewrites the post.

Triggers keep the counts (`db/sql/count_*.sql`), so every insert and delete of a row is counted,
also by a cascade or an import.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
    true,
)

from blog_api.models.base import INSTANT, metadata

FORMER_VISITORS: Final = ""


class PostCountersColumns(TypedColumns):
    """One row for each post, inserted with it."""

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    vote_count: Named[int] = Column(BigInteger, server_default="0")
    comment_count: Named[int] = Column(BigInteger, server_default="0")
    view_count: Named[int] = Column(BigInteger, server_default="0")


PostCounters: Final = Table(
    "post_counters",
    metadata,
    PostCountersColumns,
    Index("ix_post_counters_top", text("vote_count DESC"), text("post_id DESC")),
    Index("ix_post_counters_views", text("view_count DESC"), text("post_id DESC")),
)


class VoteColumns(TypedColumns):
    """At most one vote for each user and post.

    `is_counted` is false while the user is in the trash; a trigger on `users` keeps it.
    """

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    is_counted: Named[bool] = Column(Boolean, server_default=true())


Vote: Final = Table(
    "votes",
    metadata,
    VoteColumns,
    Index("ix_votes_newest", "user_id", text("created_at DESC"), text("post_id DESC")),
)


class PostViewColumns(TypedColumns):
    """One row for each post and visitor of the last 30 minutes, and one with the sum of the rest.

    `visitor` is an HMAC of an address, never the address; that of the sum is `FORMER_VISITORS`.
    """

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Named[str] = Column(Text, primary_key=True)
    count: Named[int] = Column(BigInteger, server_default="1")
    last_viewed_at: Named[datetime] = Column(INSTANT, server_default=func.now())


PostView: Final = Table(
    "post_views",
    metadata,
    PostViewColumns,
    Index(
        "ix_post_views_last_viewed_at",
        "last_viewed_at",
        postgresql_where=text(f"visitor <> '{FORMER_VISITORS}'"),
    ),
)
