"""A Core statement compiled once to SQL, and the rows it gives.

Writing the SQL text of a list anew for each request costs more than running it, so a statement is
compiled when its module is imported and afterwards is a string and its constants.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import AsyncRowFactory, args_row
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import ColumnElement, Dialect, Executable, Integer, Text, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Row_co = TypeVar("Row_co", covariant=True)  # a row that is there is also a row or None
DIALECT: Final[Dialect] = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # has no types yet


class Statement(Generic[Row_co]):
    """`row` makes one row: a Pydantic model takes columns by name, other callables by position.

    The rows of a model are validated together, which takes half of the time of one at a time.
    """

    def __init__(self, core: Executable, row: Callable[..., Row_co]) -> None:
        compiled = core.compile(dialect=DIALECT)  # type: ignore[attr-defined]  # Executable is no ClauseElement in its own right
        self.sql: Final[str] = compiled.string
        self._query: Final = self.sql.encode()
        self._constants: Final[Mapping[str, Any]] = {
            name: value for name, value in compiled.params.items() if value is not None
        }
        self._names: Final = frozenset(compiled.params)
        is_model = isinstance(row, type) and issubclass(row, BaseModel)
        self._row_factory: Final[AsyncRowFactory[Any]] = named_row() if is_model else args_row(row)
        self._validate: Final = TypeAdapter(list[row]).validate_python if is_model else None  # type: ignore[valid-type]  # a type where it is a model

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Join what the caller gives to our own constants; a name too many or too few is a bug."""
        bound = {**self._constants, **given}
        if bound.keys() != self._names:
            raise TypeError(f"parameters differ: {sorted(bound.keys() ^ self._names)}")
        return bound

    async def all(self, connection: AsyncConnection[Any], given: Mapping[str, Any]) -> list[Row_co]:
        """Run it on one connection: every row."""
        rows = await (await self._execute(connection, given)).fetchall()
        return self._validate(rows) if self._validate else rows

    async def one(
        self, connection: AsyncConnection[Any], given: Mapping[str, Any]
    ) -> Row_co | None:
        """Run it on one connection: the first row, or None."""
        row = await (await self._execute(connection, given)).fetchone()
        return self._validate([row])[0] if self._validate and row is not None else row

    async def run(self, connection: AsyncConnection[Any], given: Mapping[str, Any]) -> int:
        """Run it on one connection: the number of rows it touched."""
        return (await self._execute(connection, given)).rowcount

    async def _execute(
        self, connection: AsyncConnection[Any], given: Mapping[str, Any]
    ) -> AsyncCursor[Any]:
        cursor = connection.cursor(row_factory=self._row_factory)
        return await cursor.execute(self._query, self.bind(given))


def named_row() -> AsyncRowFactory[dict[str, Any]]:
    """Rows by the names of their columns, which are those of the statement for good."""
    names: list[str] = []

    def make(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], dict[str, Any]]:
        if not names:
            names.extend(column.name for column in cursor.description or ())
        return lambda values: dict(zip(names, values, strict=True))

    return make


def constant(value: str | int) -> ColumnElement[Any]:
    """A value of ours in the SQL text: with a parameter a generic plan uses no partial index."""
    if isinstance(value, int):
        return literal_column(str(value), Integer)
    return literal_column("'" + value.replace("'", "''") + "'", Text)
