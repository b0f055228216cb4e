"""Votes, views and their counts, beside the post so that counting never rewrites it.

The counts are kept by triggers (migration 0002), so whatever adds or removes a row is counted, a
cascade and an import among it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base


class PostCounters(Base):
    """One row for each post, made with it."""

    __tablename__ = "post_counters"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    vote_count: Mapped[int] = mapped_column(server_default="0")
    comment_count: Mapped[int] = mapped_column(server_default="0")
    view_count: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        Index("ix_post_counters_top", text("vote_count DESC"), text("post_id DESC")),
        Index("ix_post_counters_views", text("view_count DESC"), text("post_id DESC")),
    )


class Vote(Base):
    """At most one for each user and post."""

    __tablename__ = "votes"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_votes_user_id", "user_id"),)


class PostView(Base):
    """One row for each post and visitor; `visitor` is an HMAC of an address, never the address."""

    __tablename__ = "post_views"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    visitor: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(server_default="1")
    last_viewed_at: Mapped[datetime] = mapped_column(server_default=func.now())
