"""Slugs that posts bore before, so that old links live on."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, TypedColumns, func

from blog_api.models.base import INSTANT, metadata


class PostSlugColumns(TypedColumns):
    """Written by a trigger (migration "old_slugs") whenever a post's slug changes.

    Several posts may have borne one slug, one after the other.
    """

    slug: Named[str] = Column(Text, primary_key=True)
    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    replaced_at: Named[datetime] = Column(INSTANT, server_default=func.now())


PostSlug: Final = Table(
    "post_slugs", metadata, PostSlugColumns, Index("ix_post_slugs_post_id", "post_id")
)
