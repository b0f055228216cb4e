"""Lookup of one row by a unique value, batched with concurrent lookups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, Generic, Self, TypeVar

from psycopg import AsyncConnection
from sqlalchemy import Column, Select, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statements import Statement

Row_co = TypeVar("Row_co", covariant=True)
# PostgreSQL estimates ten values for an array in a generic plan; shorter arrays are planned each
# time.
PLANNED_FOR: Final = 10
AT_ONCE: Final = 50  # keeps a batch within the time of one statement


@dataclass(frozen=True, eq=False)
class Lookup(Generic[Row_co]):
    """Two statements for the same rows: one for a single value and one for several."""

    one: Statement[Row_co]
    several: Statement[Row_co]
    value_of: Callable[[Any], Any]

    @classmethod
    def by(
        cls,
        column: Column[Any],
        rows: Select[*tuple[Any, ...]],
        row: Callable[..., Row_co],
        name: str | None = None,
    ) -> Self:
        """Build a lookup by a column that the row also has, possibly under the attribute `name`."""
        among = any_(bindparam("values", type_=ARRAY(column.type)))
        return cls(
            Statement(rows.where(column == bindparam("value")), row),
            Statement(rows.where(column == among), row),
            attrgetter(name or column.key),
        )

    async def find(
        self, connection: AsyncConnection[Any], values: Sequence[Any], given: Mapping[str, Any]
    ) -> dict[Any, Row_co]:
        """Return the rows of these values by value; `given` are parameters shared by all."""
        wanted = list(dict.fromkeys(values))
        if len(wanted) == 1:
            row = await self.one.one(connection, {**given, "value": wanted[0]})
            return {} if row is None else {wanted[0]: row}
        found: dict[Any, Row_co] = {}
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            some += some[:1] * (PLANNED_FOR - len(some))
            rows = await self.several.all(connection, {**given, "values": some})
            found.update((self.value_of(row), row) for row in rows)
        return found
