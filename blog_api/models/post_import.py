"""Import runs, and the source of each imported post, so that a repeated import adds nothing."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    func,
    text,
)

from blog_api.models.base import INSTANT, Identified, metadata


class ImportColumns(Identified):
    """`finished_at` is null for a run that was interrupted."""

    source: Named[str] = Column(Text)
    started_at: Named[datetime] = Column(INSTANT, server_default=func.now())
    finished_at: Named[datetime | None] = Column(INSTANT)


Import: Final = Table("imports", metadata, ImportColumns)


class PostImportColumns(TypedColumns):
    """The key identifies a post in its source (docs/decisions/0014)."""

    key: Named[str] = Column(Text, primary_key=True)
    post_id: Named[int] = Column(BigInteger, ForeignKey("posts.id", ondelete="CASCADE"))
    import_id: Named[int | None] = Column(BigInteger, ForeignKey("imports.id", ondelete="SET NULL"))


PostImport: Final = Table(
    "post_imports",
    metadata,
    PostImportColumns,
    Index("ix_post_imports_post_id", "post_id"),
    Index(
        "ix_post_imports_import_id",
        "import_id",
        postgresql_where=text("import_id IS NOT NULL"),
    ),
)
