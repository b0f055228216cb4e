"""Snapshots of the whole database: to see the changes of a request, and to undo them."""

from collections.abc import Iterable
from typing import Final

import psycopg
from psycopg import sql

from blog_api.models import metadata
from tests.database import SKIP_TRIGGERS

TABLES: Final = tuple(table.name for table in metadata.sorted_tables)


def for_each(names: Iterable[str], statement: str, between: str = "; ") -> bytes:
    """Return the statement for each table, joined into one."""
    composed = sql.SQL(between).join(
        sql.SQL(statement).format(table=sql.Identifier(name), name=sql.Literal(name))
        for name in names
    )
    return composed.as_bytes()


ROWS: Final = for_each(
    TABLES, "SELECT {name}, coalesce(json_agg(r), '[]')::text FROM {table} r", " UNION ALL "
)
DIGEST: Final = "SELECT {name}, md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM {table} r"
# Each change of a row makes a version with another `xmin`: much cheaper to compare than rows.
COUNT_VERSIONS: Final = "SELECT {name}, count(*), sum(xmin::text::bigint) FROM {table}"
VERSIONS: Final = for_each(TABLES, COUNT_VERSIONS, " UNION ALL ")
AS_IT_WAS: Final = "SELECT * FROM json_populate_recordset(NULL::{table}, %(rows)s)"
DROP_OTHERS: Final = (
    "DELETE FROM {table} r WHERE r::text NOT IN (SELECT w::text FROM (" + AS_IT_WAS + ") w)"
)
ADD_MISSING: Final = (
    "INSERT INTO {table} OVERRIDING SYSTEM VALUE " + AS_IT_WAS + " ON CONFLICT DO NOTHING"
)
RESTORE: Final = {
    name: (for_each([name], DROP_OTHERS), for_each([name], ADD_MISSING)) for name in TABLES
}


class Photograph:
    """A snapshot of every table in the models, so that new ones are included."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Requires the owner's connection in autocommit."""
        self._connection = connection
        self.retake()

    def retake(self) -> None:
        self._rows: dict[str, str] = dict(self._connection.execute(ROWS).fetchall())
        self._digests = self._digest(TABLES)
        self._versions = self._count_versions(VERSIONS)

    def _digest(self, names: Iterable[str]) -> dict[str, str | None]:
        statement = for_each(names, DIGEST, " UNION ALL ")
        return dict(self._connection.execute(statement).fetchall())

    def _count_versions(self, statement: bytes) -> dict[str, tuple[int, int | None]]:
        is_frequent = statement is VERSIONS
        rows = self._connection.execute(statement, prepare=is_frequent).fetchall()
        return {name: (count, total) for name, count, total in rows}

    def _touched_tables(self) -> set[str]:
        """Return the tables with other row versions, whose rows may be equal."""
        now = self._count_versions(VERSIONS)
        return {name for name in TABLES if now[name] != self._versions[name]}

    def changed_tables(self) -> set[str]:
        """Return the tables that differ."""
        touched = self._touched_tables()
        now = self._digest(touched) if touched else {}
        return {name for name in touched if now[name] != self._digests[name]}

    def put_back(self) -> None:
        """Restore all rows, ids included.

        Triggers are off, foreign keys too: what a statement cascades to has other versions itself.
        """
        touched = self._touched_tables()
        if not touched:
            return
        with self._connection.transaction():
            self._connection.execute(SKIP_TRIGGERS)
            for name in touched:
                for statement in RESTORE[name]:
                    self._connection.execute(statement, {"rows": self._rows[name]})
        self._versions |= self._count_versions(for_each(touched, COUNT_VERSIONS, " UNION ALL "))
