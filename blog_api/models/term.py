"""Tags and categories: how many posts have each, and what administrators did to their names."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.models.base import INSTANT, Identified, metadata

KINDS = "kind IN ('tag', 'category')"


class TermCountColumns(Identified):
    """A share of the live published posts that have a term; their sum is the count.

    Kept by triggers (migration "terms"). Whoever finds a row held by somebody else adds to another
    one, so that posts with the same tag never wait for each other (docs/decisions/0008).
    """

    kind: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    post_count: Named[int] = Column(BigInteger)


TermCount: Final = Table(
    "term_counts",
    metadata,
    TermCountColumns,
    CheckConstraint(KINDS, name="kind"),
    Index("ix_term_counts_kind_name", "kind", "name"),
)


class TermChangeColumns(Identified):
    """A rename, or a merge where posts had the new name before; no key: it outlives its actor."""

    kind: Named[str] = Column(Text)
    old_name: Named[str] = Column(Text)
    new_name: Named[str] = Column(Text)
    merged: Named[bool]
    post_count: Named[int] = Column(BigInteger, server_default="0")
    actor_id: Named[int | None] = Column(BigInteger)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    undone_at: Named[datetime | None] = Column(INSTANT)


TermChange: Final = Table(
    "term_changes", metadata, TermChangeColumns, CheckConstraint(KINDS, name="kind")
)


class TermChangePostColumns(TypedColumns):
    """A post that a change touched, with the tags it had before; null for a category.

    Gone once the post has them again.
    """

    change_id: Named[int] = Column(
        BigInteger, ForeignKey("term_changes.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    old_tags: Named[list[str] | None] = Column(ARRAY(Text))


TermChangePost: Final = Table(
    "term_change_posts",
    metadata,
    TermChangePostColumns,
    Index("ix_term_change_posts_post_id", "post_id"),
)
