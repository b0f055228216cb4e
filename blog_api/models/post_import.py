"""Where imported posts came from, so that an import run twice doubles nothing."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Named, Table, Text, TypedColumns

from blog_api.models.base import metadata


class PostImportColumns(TypedColumns):
    """The key names a post in its source (docs/decisions/0014)."""

    key: Named[str] = Column(Text, primary_key=True)
    post_id: Named[int] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))


PostImport: Final = Table(
    "post_imports", metadata, PostImportColumns, Index("ix_post_imports_post_id", "post_id")
)
