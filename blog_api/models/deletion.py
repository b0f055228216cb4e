"""Deletions: one row for each delete, whatever it took along, so that it can be undone whole."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Named, Table, Text, func

from blog_api.models.base import INSTANT, Identified, metadata


class DeletionColumns(Identified):
    """The counts are of the moment of deletion; what is still in the trash carries this row's id.

    `actor_id` has no foreign key: a deletion outlives whoever made it.
    """

    kind: Named[str] = Column(Text)
    actor_id: Named[int | None] = Column(BigInteger)
    reason: Named[str | None] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    undone_at: Named[datetime | None] = Column(INSTANT)
    post_count: Named[int] = Column(BigInteger, server_default="0")
    comment_count: Named[int] = Column(BigInteger, server_default="0")
    user_count: Named[int] = Column(BigInteger, server_default="0")


Deletion: Final = Table(
    "deletions",
    metadata,
    DeletionColumns,
    CheckConstraint("kind IN ('post', 'comment', 'bulk', 'account')", name="kind"),
    Index("ix_deletions_actor_id", "actor_id", "id"),
    Index("ix_deletions_kind", "kind", "id"),
)
