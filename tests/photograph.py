"""The whole database as it was at one moment: to see what a request changed, and to undo it."""

from collections.abc import Iterable
from typing import Final

import psycopg
from psycopg import sql

from blog_api.models import metadata

TABLES: Final = tuple(table.name for table in metadata.sorted_tables)
PARENTS: Final = {
    table.name: {key.column.table.name for key in table.foreign_keys}
    for table in metadata.sorted_tables
}
ARMED: Final = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
Statements = sql.Composed


def for_each(names: Iterable[str], statement: str, between: str = "; ") -> Statements:
    """The statement for each table, joined into one."""
    return sql.SQL(between).join(
        sql.SQL(statement).format(table=sql.Identifier(name), name=sql.Literal(name))
        for name in names
    )


ROWS: Final = for_each(
    TABLES, "SELECT {name}, coalesce(json_agg(r), '[]')::text FROM {table} r", " UNION ALL "
)
DIGESTS: Final = for_each(
    TABLES,
    "SELECT {name}, md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM {table} r",
    " UNION ALL ",
)
AS_IT_WAS: Final = "SELECT * FROM json_populate_recordset(NULL::{table}, %(rows)s)"
DROP_OTHERS: Final = (
    "DELETE FROM {table} r WHERE r::text NOT IN (SELECT w::text FROM (" + AS_IT_WAS + ") w)"
)
ADD_MISSING: Final = (
    "INSERT INTO {table} OVERRIDING SYSTEM VALUE " + AS_IT_WAS + " ON CONFLICT DO NOTHING"
)


class Photograph:
    """Of every table that the models know, so that a new one is in it from the first day."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """The connection is in autocommit, and owns the tables."""
        self._connection = connection
        self._rows: dict[str, str] = dict(connection.execute(ROWS).fetchall())
        self._digests = self._digest()
        self._armed = {name for (name,) in connection.execute(ARMED)}

    def _digest(self) -> dict[str, str | None]:
        return dict(self._connection.execute(DIGESTS).fetchall())

    def changed_tables(self) -> set[str]:
        """The tables that are not as they were."""
        now = self._digest()
        return {name for name in TABLES if now[name] != self._digests[name]}

    def put_back(self) -> None:
        """Everything as it was, ids included; triggers and identities sleep meanwhile."""
        changed = self.changed_tables()
        reached = with_children(changed)
        armed = [name for name in reached if name in self._armed]
        with self._connection.transaction():
            self._switch(armed, "DISABLE")
            self._run([name for name in reversed(TABLES) if name in changed], DROP_OTHERS)
            self._run(reached, ADD_MISSING)
            self._switch(armed, "ENABLE")

    def _switch(self, names: list[str], way: str) -> None:
        if names:
            self._connection.execute(
                for_each(names, "ALTER TABLE {table} " + way + " TRIGGER USER")
            )

    def _run(self, names: list[str], statement: str) -> None:
        for name in names:
            self._connection.execute(for_each([name], statement), {"rows": self._rows[name]})


def with_children(names: set[str]) -> list[str]:
    """These and whatever a deletion from them reaches, parents first."""
    reached = set(names)
    for table in TABLES:
        if PARENTS[table] & reached:
            reached.add(table)
    return [table for table in TABLES if table in reached]
