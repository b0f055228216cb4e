"""A Core statement compiled once to SQL, and the rows it gives.

Writing the SQL text of a list anew for each request costs more than running it, so a statement is
compiled when its module is imported and afterwards is a string and its constants.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import AsyncRowFactory, args_row, kwargs_row
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Dialect, Executable, Integer, Text, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)  # a row that is there is also a row or None
DIALECT: Final[Dialect] = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # has no types yet


class Statement(Generic[Row_co]):
    """`row` makes one row: a Pydantic model takes columns by name, other callables by position."""

    def __init__(self, core: Executable, row: Callable[..., Row_co]) -> None:
        compiled = core.compile(dialect=DIALECT)  # type: ignore[attr-defined]  # Executable is no ClauseElement in its own right
        self.sql: Final[str] = compiled.string
        self._constants: Final[Mapping[str, Any]] = {
            name: value for name, value in compiled.params.items() if value is not None
        }
        self._names: Final = frozenset(compiled.params)
        self.row_factory: Final[AsyncRowFactory[Row_co]] = row_factory(row)

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Join what the caller gives to our own constants; a name too many or too few is a bug."""
        bound = {**self._constants, **given}
        if bound.keys() != self._names:
            raise TypeError(f"parameters differ: {sorted(bound.keys() ^ self._names)}")
        return bound

    async def execute(
        self, connection: AsyncConnection[Any], given: Mapping[str, Any]
    ) -> AsyncCursor[Row_co]:
        """Run it on one connection."""
        cursor = connection.cursor(row_factory=self.row_factory)
        return await cursor.execute(self.sql.encode(), self.bind(given))


def row_factory(row: Callable[..., Row]) -> AsyncRowFactory[Row]:
    """Choose how psycopg hands the columns over."""
    takes_names = isinstance(row, type) and issubclass(row, BaseModel)
    return kwargs_row(row) if takes_names else args_row(row)


def constant(value: str | int) -> ColumnElement[Any]:
    """A value of ours in the SQL text: with a parameter a generic plan uses no partial index."""
    if isinstance(value, int):
        return literal_column(str(value), Integer)
    return literal_column("'" + value.replace("'", "''") + "'", Text)
