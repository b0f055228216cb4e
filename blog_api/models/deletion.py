"""Deletions: one row for each delete, whatever it took along, so that it can be undone whole."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified


class Deletion(Identified, Base):
    """The counts are of the moment of deletion; what is still in the trash carries this row's id.

    `actor_id` has no foreign key: a deletion outlives whoever made it.
    """

    __tablename__ = "deletions"

    kind: Mapped[str]
    actor_id: Mapped[int | None]
    reason: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]
    post_count: Mapped[int] = mapped_column(server_default="0")
    comment_count: Mapped[int] = mapped_column(server_default="0")
    user_count: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        CheckConstraint("kind IN ('post', 'comment', 'bulk', 'account')", name="kind"),
        Index("ix_deletions_actor_id", "actor_id", "id"),
        Index("ix_deletions_kind", "kind", "id"),
    )
