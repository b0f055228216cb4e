"""Insertion of rows with COPY; each batch commits, so memory stays flat and a run can stop."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import psycopg
from psycopg import RawCursor, sql
from psycopg.errors import UniqueViolation

from blog_api.recording.causes import Cause
from blog_api.recording.posts import RECORD_PRESENT
from blog_api.seeding.people import Row

Connection = psycopg.Connection[tuple[Any, ...]]
BATCH: Final = 10_000
ATTEMPTS: Final = 5


def batches(ids: range) -> Iterator[range]:
    for start in range(ids.start, ids.stop, BATCH):
        yield range(start, min(start + BATCH, ids.stop))


def reserve_ids(connection: Connection, table: str, count: int) -> range:
    """Reserve ids: altering the sequence locks it against other inserts until the commit."""
    if count == 0:
        return range(0)
    sequence = sql.Identifier(f"{table}_id_seq")
    with connection.transaction():
        connection.execute(sql.SQL("ALTER SEQUENCE {} INCREMENT BY 1").format(sequence))
        state = sql.SQL("SELECT last_value + is_called::int FROM {}").format(sequence)
        ((first,),) = connection.execute(state).fetchall()
        connection.execute(
            "SELECT setval(%s::regclass, %s)", (f"{table}_id_seq", first + count - 1)
        )
    return range(first, first + count)


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Insert rows by one COPY, which accepts explicit ids even for GENERATED ALWAYS columns."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.transaction(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def record_posts(connection: Connection, ids: range) -> None:
    """Store the first revisions of new posts."""
    given = {"first_id": ids.start, "last_id": ids.stop - 1, **Cause("cli").values}
    RawCursor(connection).execute(RECORD_PRESENT.sql.encode(), RECORD_PRESENT.bind(given))


def copy_unique(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    make_rows: Callable[[str], list[Row]],
) -> list[Row]:
    """Insert rows with unique names; if a name is already taken, retry all with a suffix."""
    for attempt in range(ATTEMPTS):
        rows = make_rows(f"-{attempt}" if attempt else "")
        try:
            copy_rows(connection, table, columns, rows)
        except UniqueViolation:
            continue
        return rows
    raise RuntimeError(f"no free names in {table}")
