"""Core statements that are compiled to SQL once, and validation of their rows.

Compiling the SQL of a list for each request costs more than running it, so a statement is compiled
when its module is imported; afterwards it is a string and its constants.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import AsyncRowFactory, args_row
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import ColumnElement, Dialect, Executable, Integer, Text, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Row_co = TypeVar("Row_co", covariant=True)  # covariant: a `Row` is also a `Row | None`
PUBLIC_URL: Final = "public_url"
STORAGE_QUOTA: Final = "storage_quota"
# Parameters that `Database` adds to every statement that uses them.
SHARED: Final = frozenset({PUBLIC_URL, STORAGE_QUOTA})
# `t.id AS id` names the column twice. psycopg caches its reading of a statement only up to 4,096
# characters, and reads a longer one for each execution.
REPEATED_NAME: Final = re.compile(r"(\b\w+\.(\w+)) AS \2\b")
# Of our own texts, which are not long; also inside a CTE.
CHANGES: Final = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
DIALECT: Final[Dialect] = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # has no types yet


class Statement(Generic[Row_co]):
    """Compiled statement; `row` is a Pydantic model (columns by name) or a callable (by position).

    The rows of a model are validated together, which takes half the time of one at a time. Outside
    a transaction, a durable statement is not cancelled (decision 0060): by default each that
    changes rows.
    """

    def __init__(
        self, core: Executable, row: Callable[..., Row_co], *, is_durable: bool = True
    ) -> None:
        compiled = core.compile(dialect=DIALECT)  # type: ignore[attr-defined]  # Executable is no ClauseElement in its own right
        self.sql: Final[str] = REPEATED_NAME.sub(r"\1", compiled.string)
        self.is_durable: Final = is_durable and CHANGES.search(self.sql) is not None
        self._query: Final = self.sql.encode()
        self._constants: Final[Mapping[str, Any]] = {
            name: value for name, value in compiled.params.items() if value is not None
        }
        self._names: Final = frozenset(compiled.params)
        self._shared: Final = SHARED & self._names
        is_model = isinstance(row, type) and issubclass(row, BaseModel)
        self._row_factory: Final[AsyncRowFactory[Any]] = named_row() if is_model else args_row(row)
        self._validate: Final = TypeAdapter(list[row]).validate_python if is_model else None  # type: ignore[valid-type]  # a type where it is a model

    def share(self, shared: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self._shared:
            return given
        return {**{name: shared[name] for name in self._shared}, **given}

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Merge parameters with constants; a missing or unknown name raises an error."""
        bound = {**self._constants, **given}
        if bound.keys() != self._names:
            raise TypeError(f"parameters differ: {sorted(bound.keys() ^ self._names)}")
        return bound

    async def all(self, connection: AsyncConnection[Any], given: Mapping[str, Any]) -> list[Row_co]:
        rows = await (await self._execute(connection, given)).fetchall()
        return self._validate(rows) if self._validate else rows

    async def one(
        self, connection: AsyncConnection[Any], given: Mapping[str, Any]
    ) -> Row_co | None:
        row = await (await self._execute(connection, given)).fetchone()
        return self._validate([row])[0] if self._validate and row is not None else row

    async def run(self, connection: AsyncConnection[Any], given: Mapping[str, Any]) -> int:
        return (await self._execute(connection, given)).rowcount

    async def _execute(
        self, connection: AsyncConnection[Any], given: Mapping[str, Any]
    ) -> AsyncCursor[Any]:
        cursor = connection.cursor(row_factory=self._row_factory)
        return await cursor.execute(self._query, self.bind(given))


def named_row() -> AsyncRowFactory[dict[str, Any]]:
    names: list[str] = []

    def make(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], dict[str, Any]]:
        if not names:
            names.extend(column.name for column in cursor.description or ())
        return lambda values: dict(zip(names, values, strict=True))

    return make


def constant(value: str | int) -> ColumnElement[Any]:
    """Return an inline constant: with a parameter, generic plans cannot use a partial index."""
    if isinstance(value, int):
        return literal_column(str(value), Integer)
    return literal_column("'" + value.replace("'", "''") + "'", Text)
