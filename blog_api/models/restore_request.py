"""Restore requests: authors ask administrators for their posts and comments in the trash."""

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
    func,
    text,
)

from blog_api.models.base import INSTANT, Identified, metadata


class RestoreRequestColumns(Identified):
    """A request for the item that `deletion_id` moved to the trash.

    `item_id`, `deletion_id` and `decided_by_id` have no foreign keys, as in the audit log: the
    request outlives them. A trigger removes the texts when the item is purged. `holds`: an open
    request delays the purge of its item, once for each deletion.
    """

    item_type: Named[str] = Column(Text)
    item_id: Named[int] = Column(BigInteger)
    deletion_id: Named[int] = Column(BigInteger)
    author_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    note: Named[str | None] = Column(Text)
    holds: Named[bool] = Column()
    state: Named[str] = Column(Text, server_default="open")
    reason: Named[str | None] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    decided_at: Named[datetime | None] = Column(INSTANT)
    decided_by_id: Named[int | None] = Column(BigInteger)


RestoreRequest: Final = Table(
    "restore_requests",
    metadata,
    RestoreRequestColumns,
    CheckConstraint("item_type IN ('post', 'comment')", name="item_type"),
    CheckConstraint(
        "state IN ('open', 'approved', 'declined', 'withdrawn', 'obsolete')", name="state"
    ),
    Index(
        "uq_restore_requests_item_open",
        "item_type",
        "item_id",
        unique=True,
        postgresql_where=text("state = 'open'"),
    ),
    Index("ix_restore_requests_item", "item_id", "item_type"),
    Index("ix_restore_requests_author_id", "author_id", "id"),
    Index("ix_restore_requests_state", "state", "id"),
)
