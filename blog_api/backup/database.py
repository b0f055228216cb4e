"""Contents of a database, inspected before it is backed up or overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, LiteralString, NamedTuple

import psycopg
from psycopg import IsolationLevel, sql

from blog_api.backup.errors import BackupError
from blog_api.backup.programs import Server
from blog_api.models.base import metadata

CONNECT_TIMEOUT_S: Final = 5
# Not the tables of an extension, and not UNLOGGED ones: a crash may truncate those.
TABLES: Final = """
SELECT c.relname, c.relpersistence = 'p' FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""
OURS: Final = frozenset({"alembic_version", *metadata.tables})
# Tables that migrations fill, and the record of backups.
BORN_WITH_ROWS: Final = frozenset(
    {
        "alembic_version",
        "backups",
        "blog_settings",
        "login_limits",
        "schema_compatibility",
        "search_settings",
        "sql_files",
        "token_issuers",
    }
)
RECORD: Final = "INSERT INTO backups (began_at, size) VALUES (%s, %s)"
UNHURRIED: Final[tuple[LiteralString, ...]] = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)


class Contents(NamedTuple):
    """Tables with their numbers of rows; for UNLOGGED ones only the names."""

    server: Server
    rows: dict[str, int]
    unlogged: frozenset[str]

    @property
    def tables(self) -> frozenset[str]:
        return self.unlogged | self.rows.keys()

    @property
    def is_empty(self) -> bool:
        """Return True if the database has nothing but the result of migrations."""
        return not any(count for name, count in self.rows.items() if name not in BORN_WITH_ROWS)


class Moment(NamedTuple):
    """Exported snapshot of a database that other connections can read too."""

    snapshot: str
    revision: str
    contents: Contents


@contextmanager
def hold_moment(url: str) -> Iterator[Moment]:
    """Export a snapshot that is valid while the context is open; writers are not blocked."""
    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        contents = read_contents(connection)
        if "alembic_version" not in contents.tables:
            raise BackupError("There is nothing to back up: this database has no blog in it.")
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()[0][0]
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchall()[0][0]
        yield Moment(snapshot, revision, contents)


def record_backup(url: str, began_at: datetime, size: int) -> bool:
    """Store that a backup has ended; return False where that is impossible.

    The database may be a standby, or at a schema without the table: the backup is good anyway.
    """
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
            connection.execute(RECORD, (began_at, size))
    except psycopg.Error:
        return False
    return True


def look_into(url: str) -> Contents:
    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        return read_contents(connection)


def read_contents(connection: psycopg.Connection) -> Contents:
    for statement in UNHURRIED:
        connection.execute(statement)
    found = connection.execute(TABLES).fetchall()
    rows = {name: count_rows(connection, name) for name, is_logged in found if is_logged}
    server = Server(connection.info.server_version // 10_000, connection.pgconn.ssl_in_use)
    return Contents(server, rows, frozenset(name for name, is_logged in found if not is_logged))


def count_rows(connection: psycopg.Connection, table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    return int(connection.execute(query).fetchall()[0][0])
