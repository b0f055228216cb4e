"""Releases that can serve the schema as it is."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Named, Table, Text, TypedColumns, text
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.models.base import metadata


class SchemaCompatibilityColumns(TypedColumns):
    """One row, written by `migrate`: the HEAD_REVISION of every release that can serve."""

    only_row: Named[bool] = Column(primary_key=True, server_default=text("true"))
    revisions: Named[list[str]] = Column(ARRAY(Text), server_default=text("'{}'"))


SchemaCompatibility: Final = Table(
    "schema_compatibility",
    metadata,
    SchemaCompatibilityColumns,
    CheckConstraint("only_row", name="only_row"),
)
