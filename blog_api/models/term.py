"""Tags and categories: the number of posts of each, and changes of their names."""

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
    """A share of the live published posts that have a term; the sum is the count.

    Kept by triggers (`db/sql/count_terms.sql`). A writer that finds a row locked adds to another
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
    """A rename, or a merge if posts had the new name before.

    `actor_id` has no foreign key: a change outlives its actor.
    """

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
    """A post of a change, with its tags before it; null for a category.

    Deleted once the tags are restored.
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
