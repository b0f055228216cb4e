"""Posts."""

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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.models.base import (
    INSTANT,
    Identified,
    Timestamped,
    Trashable,
    in_trash_together,
    metadata,
)

LIVE = text("deleted_at IS NULL")
PUBLISHED = text("deleted_at IS NULL AND status = 'published'")
UNPUBLISHED = text("deleted_at IS NULL AND status <> 'published'")
IN_TRASH = text("deleted_at IS NOT NULL")


class PostColumns(Trashable, Timestamped, Identified):
    """`version` counts edits and is part of the ETag.

    `excerpt_given`: the author wrote the excerpt. `provisional_slug`: the slug was derived while
    the post was never public, and the first publication derives it again. `history_bytes` is the
    sum of `stored_bytes` of its revisions.
    """

    author_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    slug: Named[str] = Column(Text)
    provisional_slug: Named[bool] = Column(server_default=text("false"))
    title: Named[str] = Column(Text)
    excerpt: Named[str] = Column(Text)
    excerpt_given: Named[bool]
    content: Named[str] = Column(Text)
    category: Named[str | None] = Column(Text)
    tags: Named[list[str]] = Column(ARRAY(Text), server_default="{}")
    image_url: Named[str | None] = Column(Text)
    status: Named[str] = Column(Text)
    published_at: Named[datetime | None] = Column(INSTANT)
    version: Named[int] = Column(BigInteger, server_default="1")
    history_bytes: Named[int] = Column(BigInteger, server_default="0")


Post: Final = Table(
    "posts",
    metadata,
    PostColumns,
    in_trash_together(),
    CheckConstraint("status IN ('draft', 'published', 'archived')", name="status"),
    CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_at"),
    Index("uq_posts_slug_live", "slug", unique=True, postgresql_where=LIVE),
    Index(
        "ix_posts_newest",
        text("published_at DESC"),
        text("id DESC"),
        postgresql_where=PUBLISHED,
    ),
    Index("ix_posts_updated", text("updated_at DESC"), text("id DESC"), postgresql_where=PUBLISHED),
    Index("ix_posts_created", text("created_at DESC"), text("id DESC"), postgresql_where=LIVE),
    Index(
        "ix_posts_author_newest",
        "author_id",
        text("published_at DESC"),
        text("id DESC"),
        postgresql_where=PUBLISHED,
    ),
    # Not partial, so that it also serves the foreign key.
    Index(
        "ix_posts_author",
        "author_id",
        text("(deleted_at IS NULL)"),
        text("created_at DESC"),
        text("id DESC"),
    ),
    Index(
        "ix_posts_author_updated",
        "author_id",
        text("updated_at DESC"),
        text("id DESC"),
        postgresql_where=LIVE,
    ),
    Index(
        "ix_posts_unpublished_newest",
        "status",
        "author_id",
        text("created_at DESC"),
        text("id DESC"),
        postgresql_where=UNPUBLISHED,
    ),
    Index(
        "ix_posts_unpublished_updated",
        "status",
        text("updated_at DESC"),
        text("id DESC"),
        postgresql_where=UNPUBLISHED,
    ),
    Index("ix_posts_tags", "tags", postgresql_using="gin", postgresql_where=PUBLISHED),
    Index("ix_posts_category", "category", postgresql_where=PUBLISHED),
    Index("ix_posts_trash", text("deleted_at DESC"), text("id DESC"), postgresql_where=IN_TRASH),
    Index(
        "ix_posts_author_trash",
        "author_id",
        text("deleted_at DESC"),
        text("id DESC"),
        postgresql_where=IN_TRASH,
    ),
    Index(
        "ix_posts_deletion",
        "deletion_id",
        "id",
        postgresql_where=text("deletion_id IS NOT NULL"),
    ),
)
