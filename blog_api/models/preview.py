"""Preview links: a post before it is public."""

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
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import BYTEA

from blog_api.models.base import INSTANT, Identified, metadata


class PostPreviewColumns(Identified):
    """SHA-256 of 256 random bits. The row is deleted when the link is revoked or has expired.

    `show` is `current`, `working-copy` (the maker's) or `version`, which `version` then names.
    """

    token_hash: Named[bytes] = Column(BYTEA)
    post_id: Named[int] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))
    maker_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    show: Named[str] = Column(Text)
    version: Named[int | None] = Column(BigInteger)
    label: Named[str | None] = Column(Text)
    created_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    expires_at: Named[datetime] = Column(INSTANT)


PostPreview: Final = Table(
    "post_previews",
    metadata,
    PostPreviewColumns,
    CheckConstraint("show IN ('current', 'working-copy', 'version')", name="show"),
    CheckConstraint("(show = 'version') = (version IS NOT NULL)", name="version"),
    UniqueConstraint("token_hash"),
    Index("ix_post_previews_post_id", "post_id", text("created_at DESC"), text("id DESC")),
    Index("ix_post_previews_maker_id", "maker_id"),
    Index("ix_post_previews_expires_at", "expires_at"),
)
