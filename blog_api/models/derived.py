"""What is made from a post's words: its search document and its HTML, beside the post.

A soft delete, a restore and an edit of anything else leave these rows alone, so they stay as cheap
as the narrow row of the post (docs/decisions/0010, 0011).
"""

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
    TypedColumns,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from blog_api.models.base import metadata


class SearchSettingsColumns(TypedColumns):
    """The one row that says in which language words are indexed, and so must be asked for."""

    only_row: Named[bool] = Column(primary_key=True, server_default=text("true"))
    language: Named[str] = Column(Text)


SearchSettings: Final = Table(
    "search_settings", metadata, SearchSettingsColumns, CheckConstraint("only_row", name="only_row")
)


class PostSearchColumns(TypedColumns):
    """Title, excerpt and content as a weighted vector; triggers (migration `search`) keep it."""

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    document: Named[str] = Column(TSVECTOR)


PostSearch: Final = Table(
    "post_search",
    metadata,
    PostSearchColumns,
    Index("ix_post_search_document", "document", postgresql_using="gin"),
)


class PostHtmlColumns(TypedColumns):
    """Content rendered once; good for exactly this content (SHA-256) and this renderer."""

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    content_hash: Named[bytes]
    renderer: Named[int] = Column(BigInteger)
    html: Named[str] = Column(Text)


PostHtml: Final = Table("post_html", metadata, PostHtmlColumns)
