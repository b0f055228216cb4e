"""Comments on posts."""

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

from blog_api.models.base import Identified, Timestamped, Trashable, in_trash_together, metadata


class CommentColumns(Trashable, Timestamped, Identified):
    """A comment on a deleted post is not changed: `LiveComment` hides it during that time.

    An imported comment whose author has no account has `author_name` instead of `author_id`.
    `history_bytes` counts its former versions (`recording/sizes.py`).
    """

    post_id: Named[int] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))
    author_id: Named[int | None] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    author_name: Named[str | None] = Column(Text)
    in_reply_to: Named[int | None] = Column(
        BigInteger, ForeignKey("comments.id", ondelete="SET NULL")
    )
    content: Named[str] = Column(Text)
    history_bytes: Named[int] = Column(BigInteger, server_default="0")


Comment: Final = Table(
    "comments",
    metadata,
    CommentColumns,
    in_trash_together(),
    CheckConstraint("(author_id IS NULL) <> (author_name IS NULL)", name="author"),
    Index(
        "ix_comments_in_reply_to",
        "in_reply_to",
        postgresql_where=text("in_reply_to IS NOT NULL"),
    ),
    # These two are not partial, so that they also serve the foreign keys.
    Index("ix_comments_post", "post_id", text("(deleted_at IS NULL)"), "id"),
    Index("ix_comments_author", "author_id", text("(deleted_at IS NULL)"), text("id DESC")),
    Index(
        "ix_comments_trash",
        text("deleted_at DESC"),
        text("id DESC"),
        postgresql_where=text("deleted_at IS NOT NULL"),
    ),
    Index(
        "ix_comments_author_trash",
        "author_id",
        text("deleted_at DESC"),
        text("id DESC"),
        postgresql_where=text("deleted_at IS NOT NULL"),
    ),
    Index(
        "ix_comments_deletion",
        "deletion_id",
        "id",
        postgresql_where=text("deletion_id IS NOT NULL"),
    ),
)
