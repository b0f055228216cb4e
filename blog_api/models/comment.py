"""Comments on posts."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base, Identified, Timestamped, Trashable, in_trash_together


class Comment(Identified, Timestamped, Trashable, Base):
    """A comment on a deleted post stays as it is: `LiveComment` hides it while its post is away."""

    __tablename__ = "comments"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    content: Mapped[str]

    __table_args__ = (
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
