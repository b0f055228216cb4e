"""Deletions: one row for each delete of one or many rows, so that it can be undone as a whole."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Named, Table, Text, func

from blog_api.models.base import INSTANT, Identified, metadata


class DeletionColumns(Identified):
    """The counts are those at the time of deletion; rows still in the trash reference this one.

    The first ids name a deletion whose rows are restored: with the present name of the row, so
    that nothing is left of one that was purged. They and `actor_id` have no foreign keys: a
    deletion outlives its actor and its rows.
    """

    kind: Named[str] = Column(Text)
    actor_id: Named[int | None] = Column(BigInteger)
    reason: Named[str | None] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    undone_at: Named[datetime | None] = Column(INSTANT)
    post_count: Named[int] = Column(BigInteger, server_default="0")
    comment_count: Named[int] = Column(BigInteger, server_default="0")
    user_count: Named[int] = Column(BigInteger, server_default="0")
    first_post_id: Named[int | None] = Column(BigInteger)
    first_comment_id: Named[int | None] = Column(BigInteger)
    first_user_id: Named[int | None] = Column(BigInteger)


Deletion: Final = Table(
    "deletions",
    metadata,
    DeletionColumns,
    CheckConstraint("kind IN ('post', 'comment', 'bulk', 'account', 'import')", name="kind"),
    Index("ix_deletions_actor_id", "actor_id", "id"),
    Index("ix_deletions_kind", "kind", "id"),
)
