"""Former slugs of posts, so that old links work."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, TypedColumns, func

from blog_api.models.base import INSTANT, metadata


class PostSlugColumns(TypedColumns):
    """A trigger inserts them when a slug changes (`db/sql/remember_slug.sql`).

    Several posts may have had the same slug, one after the other.
    """

    slug: Named[str] = Column(Text, primary_key=True)
    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    replaced_at: Named[datetime] = Column(INSTANT, server_default=func.now())


PostSlug: Final = Table(
    "post_slugs", metadata, PostSlugColumns, Index("ix_post_slugs_post_id", "post_id")
)
