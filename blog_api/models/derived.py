"""Data derived from a post's text: its search document and its HTML, in separate tables.

Soft deletes, restores and edits of other fields do not write these rows, and remain as cheap as the
narrow row of the post (docs/decisions/0010, 0011).
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
    """One row: the language in which words are indexed, which queries must use too.

    `keeps_former_terms`: documents also contain the terms that releases before bigrams search for.
    """

    only_row: Named[bool] = Column(primary_key=True, server_default=text("true"))
    language: Named[str] = Column(Text)
    keeps_former_terms: Named[bool] = Column(server_default=text("false"))


SearchSettings: Final = Table(
    "search_settings", metadata, SearchSettingsColumns, CheckConstraint("only_row", name="only_row")
)


class PostSearchColumns(TypedColumns):
    """Title, excerpt and content as a weighted vector, kept by triggers (`db/sql/index_*.sql`)."""

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
    """Rendered content; valid for exactly this content (SHA-256) and this renderer."""

    post_id: Named[int] = Column(
        BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    content_hash: Named[bytes]
    renderer: Named[int] = Column(BigInteger)
    html: Named[str] = Column(Text)


PostHtml: Final = Table("post_html", metadata, PostHtmlColumns)
