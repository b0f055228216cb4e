"""One row by a unique value, read together with those that others ask for at the same time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, Generic, Self, TypeVar

from psycopg import AsyncConnection
from sqlalchemy import Column, Select, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statement import Statement

Row_co = TypeVar("Row_co", covariant=True)
# A plan that is kept for any array is one for ten values; less is planned anew each time.
PLANNED_FOR: Final = 10
AT_ONCE: Final = 50  # so that what is read together stays within the time of one statement


@dataclass(frozen=True, eq=False)
class Lookup(Generic[Row_co]):
    """The same rows, by one value and by several."""

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
        """By a column that the row has as well, if under another name."""
        among = any_(bindparam("values", type_=ARRAY(column.type)))
        return cls(
            Statement(rows.where(column == bindparam("value")), row),
            Statement(rows.where(column == among), row),
            attrgetter(name or column.key),
        )

    async def find(
        self, connection: AsyncConnection[Any], values: Sequence[Any], given: Mapping[str, Any]
    ) -> dict[Any, Row_co]:
        """What there is of these values; what else the statement asks for is the same for all."""
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
