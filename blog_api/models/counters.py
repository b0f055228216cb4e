"""Votes, views and their counts, beside the post so that counting never rewrites it.

The counts are kept by triggers (migration 0002), so whatever adds or removes a row is counted, a
cascade and an import among it.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
)

from blog_api.models.base import INSTANT, metadata


class PostCountersColumns(TypedColumns):
    """One row for each post, made with it."""

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
    """At most one for each user and post."""

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Named[int] = Column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())


Vote: Final = Table("votes", metadata, VoteColumns, Index("ix_votes_user_id", "user_id"))


class PostViewColumns(TypedColumns):
    """One row for each post and visitor; `visitor` is an HMAC of an address, never the address."""

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Named[str] = Column(Text, primary_key=True)
    count: Named[int] = Column(BigInteger, server_default="1")
    last_viewed_at: Named[datetime] = Column(INSTANT, server_default=func.now())


PostView: Final = Table("post_views", metadata, PostViewColumns)
