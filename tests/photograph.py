"""The whole database as it was at one moment: to see what a request changed, and to undo it."""

from typing import Final

import psycopg
from psycopg import sql

from blog_api.models import Base

TABLES: Final = tuple(table.name for table in Base.metadata.sorted_tables)


def every_table(statement: str, *, children_first: bool = False) -> list[sql.Composed]:
    """The statement for each table, parents before what refers to them unless asked otherwise."""
    names = reversed(TABLES) if children_first else TABLES
    return [
        sql.SQL(statement).format(table=sql.Identifier(name), name=sql.Literal(name))
        for name in names
    ]


ROWS: Final = sql.SQL(" UNION ALL ").join(
    every_table("SELECT {name}, coalesce(json_agg(row), '[]')::text FROM {table} AS row")
)
DIGESTS: Final = sql.SQL(" UNION ALL ").join(
    every_table("SELECT {name}, md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM {table} AS r")
)
CLEAR: Final = sql.SQL("; ").join(
    [
        *every_table("ALTER TABLE {table} DISABLE TRIGGER USER"),
        *every_table("DELETE FROM {table}", children_first=True),
    ]
)
ARM: Final = sql.SQL("; ").join(every_table("ALTER TABLE {table} ENABLE TRIGGER USER"))
FILL: Final = dict(
    zip(
        TABLES,
        every_table(
            "INSERT INTO {table} OVERRIDING SYSTEM VALUE "
            "SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
        ),
        strict=True,
    )
)


class Photograph:
    """Of every table that the models know, so that a new one is in it from the first day."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """The connection is in autocommit, and owns the tables."""
        self._connection = connection
        self._rows: dict[str, str] = dict(connection.execute(ROWS).fetchall())
        self._digests = self._digest()

    def _digest(self) -> dict[str, str | None]:
        return dict(self._connection.execute(DIGESTS).fetchall())

    def changed_tables(self) -> set[str]:
        """The tables that are not as they were."""
        now = self._digest()
        return {name for name in TABLES if now[name] != self._digests[name]}

    def put_back(self) -> None:
        """Everything as it was, ids included."""
        with self._connection.transaction():
            self._connection.execute(CLEAR)
            for name in TABLES:
                self._connection.execute(FILL[name], [self._rows[name]])
            self._connection.execute(ARM)
