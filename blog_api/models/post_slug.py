"""Slugs that posts bore before, so that old links live on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base


class PostSlug(Base):
    """Written by a trigger (migration "old_slugs") whenever a post's slug changes.

    Several posts may have borne one slug, one after the other.
    """

    __tablename__ = "post_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    replaced_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_post_slugs_post_id", "post_id"),)
