"""Posts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified, Timestamped, Trashable, in_trash_together

LIVE = text("deleted_at IS NULL")
PUBLISHED = text("deleted_at IS NULL AND status = 'published'")
IN_TRASH = text("deleted_at IS NOT NULL")


class Post(Identified, Timestamped, Trashable, Base):
    """`version` counts what was written and makes the ETag.

    `excerpt_given` tells whose words the excerpt is.
    """

    __tablename__ = "posts"

    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    slug: Mapped[str]
    title: Mapped[str]
    excerpt: Mapped[str]
    excerpt_given: Mapped[bool]
    content: Mapped[str]
    category: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(server_default="{}")
    image_url: Mapped[str | None]
    status: Mapped[str]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (
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
        Index(
            "ix_posts_updated", text("updated_at DESC"), text("id DESC"), postgresql_where=PUBLISHED
        ),
        Index("ix_posts_created", text("created_at DESC"), text("id DESC"), postgresql_where=LIVE),
        Index(
            "ix_posts_author_newest",
            "author_id",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_where=PUBLISHED,
        ),
        # Not only of live posts, so that the foreign key needs no index of its own.
        Index(
            "ix_posts_author",
            "author_id",
            text("(deleted_at IS NULL)"),
            text("created_at DESC"),
            text("id DESC"),
        ),
        Index("ix_posts_tags", "tags", postgresql_using="gin", postgresql_where=PUBLISHED),
        Index("ix_posts_category", "category", postgresql_where=PUBLISHED),
        Index(
            "ix_posts_trash", text("deleted_at DESC"), text("id DESC"), postgresql_where=IN_TRASH
        ),
        Index(
            "ix_posts_author_trash",
            "author_id",
            text("deleted_at DESC"),
            text("id DESC"),
            postgresql_where=IN_TRASH,
        ),
        Index(
            "ix_posts_deletion_id", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")
        ),
    )
