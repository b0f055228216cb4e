"""What is made from a post's words: its search document and its HTML, beside the post.

A soft delete, a restore and an edit of anything else leave these rows alone, so they stay as cheap
as the narrow row of the post (docs/decisions/0010, 0011).
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from blog_api.models.base import Base


class SearchSettings(Base):
    """The one row that says in which language words are indexed, and so must be asked for."""

    __tablename__ = "search_settings"

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    language: Mapped[str]

    __table_args__ = (CheckConstraint("only_row", name="only_row"),)


class PostSearch(Base):
    """Title, excerpt and content as a weighted vector; triggers (migration `search`) keep it."""

    __tablename__ = "post_search"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    document: Mapped[str] = mapped_column(TSVECTOR)

    __table_args__ = (Index("ix_post_search_document", "document", postgresql_using="gin"),)


class PostHtml(Base):
    """Content rendered once; good for exactly this content (SHA-256) and this renderer."""

    __tablename__ = "post_html"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    content_hash: Mapped[bytes]
    renderer: Mapped[int]
    html: Mapped[str]
