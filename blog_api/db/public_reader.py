"""Queries of anonymous readers: at a standby, or at the primary if that cannot answer."""

from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import psycopg

from blog_api import metrics
from blog_api.db.database import Database, Key, Reading, Transaction
from blog_api.db.errors import refusal_for
from blog_api.db.lookup import Lookup
from blog_api.db.standby import Standby, StandbyReads
from blog_api.db.statements import Statement
from blog_api.errors import DatabaseUnavailableError

Row = TypeVar("Row")
Result = TypeVar("Result")
P = ParamSpec("P")

CONFLICTS: Final = frozenset({"40001", "40P01"})  # of a query with the replay of changes


class StandbyReader:
    """Queries of one request; after one that the primary answered, all others run there.

    Otherwise a request could combine a new row with an old one.
    """

    def __init__(self, standbys: StandbyReads) -> None:
        self._standbys: Final = standbys
        self._is_at_primary = False

    @property
    def can_store(self) -> bool:
        """Return whether the primary is there, for a cache that reads fill."""
        return not self._standbys.is_primary_away

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        return await self._run(lambda db: db.all(statement, **parameters))

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        return await self._run(lambda db: db.one(statement, **parameters))

    async def look_up(self, lookup: Lookup[Row], value: Key, **given: Any) -> Row | None:
        return await self._run(lambda db: db.look_up(lookup, value, **given))

    async def write(
        self,
        command: Callable[Concatenate[Transaction, P], Awaitable[Result]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Result:
        """Run a command at the primary."""
        return await self._standbys.primary.database.write(command, *args, **kwargs)

    async def _run(self, read: Callable[[Reading], Awaitable[Result]]) -> Result:
        first = None if self._is_at_primary else self._standbys.in_use
        try:
            if first is not None:
                return await self._run_at_standby(first, read)
            return await self._run_at_primary(read, "primary")
        except psycopg.Error as error:
            if not is_worth_repeating(error):
                raise
            # By now the first server may be known to be silent.
            second = None if self._is_at_primary else self._standbys.in_use
            if second not in {None, first}:
                return await self._run_at_standby(second, read)
            if first is None:
                raise
        return await self._run_at_primary(read, "repeated")

    async def _run_at_standby(
        self, standby: Standby, read: Callable[[Reading], Awaitable[Result]]
    ) -> Result:
        is_alone = self._standbys.is_primary_away
        metrics.PUBLIC_READS.labels("standby_alone" if is_alone else "standby").inc()
        return await standby.run(read)

    async def _run_at_primary(
        self, read: Callable[[Reading], Awaitable[Result]], why: str
    ) -> Result:
        metrics.PUBLIC_READS.labels(why).inc()
        result = await self._standbys.primary.run(read)
        self._is_at_primary = True
        return result


PublicReader = Database | StandbyReader


def is_worth_repeating(error: psycopg.Error) -> bool:
    """Return True for a conflict with replication and a server that fails; False for a timeout."""
    return error.sqlstate in CONFLICTS or isinstance(refusal_for(error), DatabaseUnavailableError)
