"""Tags and categories: how many posts have each, and what administrators did to their names."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified

KINDS = "kind IN ('tag', 'category')"


class TermCount(Identified, Base):
    """A share of the live published posts that have a term; their sum is the count.

    Kept by triggers (migration "terms"). Whoever finds a row held by somebody else adds to another
    one, so that posts with the same tag never wait for each other (docs/decisions/0008).
    """

    __tablename__ = "term_counts"

    kind: Mapped[str]
    name: Mapped[str]
    post_count: Mapped[int]

    __table_args__ = (
        CheckConstraint(KINDS, name="kind"),
        Index("ix_term_counts_kind_name", "kind", "name"),
    )


class TermChange(Identified, Base):
    """A rename, or a merge where posts had the new name before; no key: it outlives its actor."""

    __tablename__ = "term_changes"

    kind: Mapped[str]
    old_name: Mapped[str]
    new_name: Mapped[str]
    merged: Mapped[bool]
    post_count: Mapped[int] = mapped_column(server_default="0")
    actor_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(KINDS, name="kind"),)


class TermChangePost(Base):
    """A post that a change touched, with the tags it had before; null for a category.

    Gone once the post has them again.
    """

    __tablename__ = "term_change_posts"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("term_changes.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    old_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text))

    __table_args__ = (Index("ix_term_change_posts_post_id", "post_id"),)
