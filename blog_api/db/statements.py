"""Core statements that are compiled to SQL once, and validation of their rows.

Compiling the SQL of a list for each request costs more than running it, so a statement is compiled
at its first use; afterwards it is a string and its constants. Compiling all of them at the import
would take a fifth of the processor time of a start, and a command uses few.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from psycopg import AsyncConnection, AsyncCursor, AsyncRawCursor
from psycopg.rows import AsyncRowFactory, args_row, tuple_row
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import ColumnElement, Dialect, Executable, Integer, Text, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Row_co = TypeVar("Row_co", covariant=True)  # covariant: a `Row` is also a `Row | None`
PUBLIC_URL: Final = "public_url"
STORAGE_QUOTA: Final = "storage_quota"
# Parameters that `Database` adds to every statement that uses them.
SHARED: Final = frozenset({PUBLIC_URL, STORAGE_QUOTA})
# `t.id AS id` names the column twice.
REPEATED_NAME: Final = re.compile(r"(\b\w+\.(\w+)) AS \2\b")
# Of our own texts, which are not long; also inside a CTE.
CHANGES: Final = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
# PostgreSQL's own placeholders, $1, which psycopg sends as they are. Its other ones, %(name)s, are
# looked for in each execution of a statement of more than 4,096 characters: 0.3 ms for an update.
DIALECT: Final[Dialect] = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # has no types yet


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL as text and as bytes, its inline constants, and its parameters in the order of $1, $2."""

    sql: str
    query: bytes
    constants: Mapping[str, Any]
    order: tuple[str, ...]
    names: frozenset[str]
    shared: frozenset[str]


class Statement(Generic[Row_co]):
    """Statement and its rows: `row` is a Pydantic model (columns by name) or a callable.

    A callable takes the columns by position. The rows of a model are validated together, which
    takes half the time of one at a time. Outside a transaction, a durable statement is not
    cancelled (decision 0060): by default each that changes rows.
    """

    def __init__(
        self, core: Executable, row: Callable[..., Row_co], *, is_durable: bool = True
    ) -> None:
        self._core: Final = core
        self._row: Final = row
        self._may_be_durable: Final = is_durable
        self._names: Final[list[str]] = []  # of the columns, once they are known

    @cached_property
    def _compiled(self) -> Compiled:
        compiled = self._core.compile(dialect=DIALECT)  # type: ignore[attr-defined]  # Executable is no ClauseElement in its own right
        sql = REPEATED_NAME.sub(r"\1", compiled.string)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        order = tuple(compiled.positiontup or ())
        names = frozenset(order)
        return Compiled(sql, sql.encode(), constants, order, names, SHARED & names)

    @property
    def sql(self) -> str:
        return self._compiled.sql

    @cached_property
    def is_durable(self) -> bool:
        return self._may_be_durable and CHANGES.search(self.sql) is not None

    @cached_property
    def _reading(self) -> tuple[AsyncRowFactory[Any], Callable[[Any], list[Row_co]] | None]:
        """How psycopg makes a row, and how the rows of a model are validated."""
        if isinstance(self._row, type) and issubclass(self._row, BaseModel):
            return tuple_row, TypeAdapter(list[self._row]).validate_python  # type: ignore[name-defined]  # a type here
        return args_row(self._row), None

    def share(self, shared: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self._compiled.shared:
            return given
        return {**{name: shared[name] for name in self._compiled.shared}, **given}

    def bind(self, given: Mapping[str, Any]) -> list[Any]:
        """Merge parameters with constants, in order; a missing or unknown name raises an error."""
        bound = {**self._compiled.constants, **given}
        if bound.keys() != self._compiled.names:
            raise TypeError(f"parameters differ: {sorted(bound.keys() ^ self._compiled.names)}")
        return [bound[name] for name in self._compiled.order]

    async def all(self, connection: AsyncConnection[Any], given: Mapping[str, Any]) -> list[Row_co]:
        make_row, validate = self._reading
        cursor = await self._execute(connection, make_row, given)
        rows = await cursor.fetchall()
        return validate(self._name(cursor, rows)) if validate else rows

    async def one(
        self, connection: AsyncConnection[Any], given: Mapping[str, Any]
    ) -> Row_co | None:
        make_row, validate = self._reading
        cursor = await self._execute(connection, make_row, given)
        row = await cursor.fetchone()
        return row if row is None or not validate else validate(self._name(cursor, [row]))[0]

    async def run(self, connection: AsyncConnection[Any], given: Mapping[str, Any]) -> int:
        return (await self._execute(connection, self._reading[0], given)).rowcount

    def _name(
        self, cursor: AsyncCursor[Any], rows: Sequence[Sequence[Any]]
    ) -> list[dict[str, Any]]:
        """Return rows as columns by name; a row factory would be a call for each row."""
        if not self._names:
            self._names.extend(column.name for column in cursor.description or ())
        return [dict(zip(self._names, row, strict=True)) for row in rows]

    async def _execute(
        self,
        connection: AsyncConnection[Any],
        make_row: AsyncRowFactory[Any],
        given: Mapping[str, Any],
    ) -> AsyncCursor[Any]:
        cursor = AsyncRawCursor(connection, row_factory=make_row)
        return await cursor.execute(self._compiled.query, self.bind(given))


def constant(value: str | int) -> ColumnElement[Any]:
    """Return an inline constant: with a parameter, generic plans cannot use a partial index."""
    if isinstance(value, int):
        return literal_column(str(value), Integer)
    return literal_column("'" + value.replace("'", "''") + "'", Text)
