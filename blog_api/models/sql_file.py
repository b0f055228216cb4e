"""Applied versions of the files in `db/sql/`."""

from typing import Final

from sqlalchemy import Column, Named, Table, Text, TypedColumns

from blog_api.models.base import metadata


class SqlFileColumns(TypedColumns):
    """`name` is the file name without `.sql`; `sha256` is the hash of the text last applied."""

    name: Named[str] = Column(Text, primary_key=True)
    sha256: Named[str] = Column(Text)


SqlFile: Final = Table("sql_files", metadata, SqlFileColumns)
