"""Comments on posts."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, text

from blog_api.models.base import Identified, Timestamped, Trashable, in_trash_together, metadata


class CommentColumns(Trashable, Timestamped, Identified):
    """A comment on a deleted post stays as it is: `LiveComment` hides it while its post is away."""

    post_id: Named[int] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))
    author_id: Named[int] = Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    content: Named[str] = Column(Text)


Comment: Final = Table(
    "comments",
    metadata,
    CommentColumns,
    in_trash_together(),
    Index("ix_comments_post_id", "post_id", "id", postgresql_where=text("deleted_at IS NULL")),
    Index("ix_comments_author_id", "author_id"),
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
        "ix_comments_deletion_id",
        "deletion_id",
        postgresql_where=text("deletion_id IS NOT NULL"),
    ),
)
