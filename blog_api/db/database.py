"""One pool of connections, and the two ways to use it: a read in autocommit, a transaction.

Autocommit keeps psycopg's prepared statements (a ROLLBACK drops them), so a read is one round trip.
"""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import anyio
from psycopg import OperationalError, Rollback
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool
from pydantic_core import from_json

from blog_api.coalescing import Coalescer
from blog_api.db.lookup import Lookup
from blog_api.db.pool import Connection, LastUsedFirst
from blog_api.db.statement import Statement

Row = TypeVar("Row")
Result = TypeVar("Result")
P = ParamSpec("P")

POOL_SIZE: Final = 8
POOL_TIMEOUT_S: Final = 2.0
LANES: Final = 2  # of a lookup: more would share less, and one would wait for one slow row
# The pool doubles its pause from one try to the next, so that a server that was away for a minute
# would be missed for another. It gives up so soon instead, and begins anew.
RECONNECT_S: Final = 0.5
ATTEMPTS: Final = 4
ALLOW_LONG_STATEMENTS: Final = (
    "SELECT set_config('statement_timeout', '30s', true), set_config('work_mem', '64MB', true)"
)
SESSION_SETTINGS: Final[Mapping[str, str]] = {
    "TimeZone": "UTC",
    "jit": "off",
    "statement_timeout": "2s",
    "lock_timeout": "1500ms",
    "idle_in_transaction_session_timeout": "5s",
}
CONNECT_ARGUMENTS: Final[Mapping[str, Any]] = {
    "autocommit": True,
    "connect_timeout": 2,
    "tcp_user_timeout": 4000,
}


class Reading(Protocol):
    """What a query needs: the pool in autocommit and an open transaction both offer it."""

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        """Every row."""

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        """The first row, or None."""

    async def look_up(self, lookup: Lookup[Row], value: int | str, **given: Any) -> Row | None:
        """The row of a unique value, or None."""


class Transaction:
    """One connection between BEGIN and COMMIT; only `Database.write` opens and ends one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._to_tell: list[Callable[[], None]] = []

    def once_committed(self, tell: Callable[[], None]) -> None:
        """Keep something to be told until it is true: it is dropped if this is rolled back."""
        self._to_tell.append(tell)

    def tell_committed(self) -> None:
        """For who committed."""
        for tell in self._to_tell:
            tell()

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        """Every row."""
        return await statement.all(self._connection, parameters)

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        """The first row, or None."""
        return await statement.one(self._connection, parameters)

    async def look_up(self, lookup: Lookup[Row], value: int | str, **given: Any) -> Row | None:
        """The row of a unique value, or None."""
        return (await lookup.find(self._connection, [value], given)).get(value)

    async def run(self, statement: Statement[Any], **parameters: Any) -> int:
        """The number of rows it touched, for a statement that returns none."""
        return await statement.run(self._connection, parameters)

    async def take_time(self) -> None:
        """For what changes very many rows: statements of this transaction may take longer."""
        await self._connection.execute(ALLOW_LONG_STATEMENTS)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo only this block when it raises, so that the transaction can go on after it."""
        told_before = len(self._to_tell)
        try:
            async with self._connection.transaction():
                yield
        except Rollback as unheard:
            # psycopg takes it in, unless the server could not be told to roll back.
            raise OperationalError("the connection was lost in a rollback") from unheard
        except BaseException:
            del self._to_tell[told_before:]
            raise


class Database:
    """Opened in the lifespan, never before a fork: a child would share the parent's sockets."""

    def __init__(
        self,
        url: str,
        *,
        size: int = POOL_SIZE,
        session_settings: Mapping[str, str] = SESSION_SETTINGS,
    ) -> None:
        self._coalescer: Final = Coalescer(LANES)
        self.pool: Final = LastUsedFirst(
            url,
            kwargs=dict(CONNECT_ARGUMENTS),
            min_size=size,
            max_size=size,
            timeout=POOL_TIMEOUT_S,
            reconnect_timeout=RECONNECT_S,
            reconnect_failed=keep_trying,
            configure=partial(apply_session_settings, session_settings),
            open=False,
        )

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        """Every row, read in autocommit."""
        async with self.pool.connection() as connection:
            return await statement.all(connection, parameters)

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        """The first row, or None, read in autocommit."""
        async with self.pool.connection() as connection:
            return await statement.one(connection, parameters)

    async def look_up(self, lookup: Lookup[Row], value: int | str, **given: Any) -> Row | None:
        """The row of a unique value; those who ask while others are read are read together."""
        question = (lookup, *given.values())
        rows = await self._coalescer.ask(question, value, partial(self._find, lookup, given))
        return rows.get(value)

    async def _find(
        self, lookup: Lookup[Row], given: Mapping[str, Any], values: Sequence[int | str]
    ) -> dict[Any, Row]:
        async with self.pool.connection() as connection:
            return await lookup.find(connection, values, given)

    async def write(
        self,
        command: Callable[Concatenate[Transaction, P], Awaitable[Result]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Result:
        """Run a command in a transaction of its own and commit it before returning.

        A command that lost against another transaction (SQLSTATE 40001, 40P01) is run again from
        its beginning, so it must do nothing but talk to the database.
        """
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._write_once(command, *args, **kwargs)
            except (SerializationFailure, DeadlockDetected):
                await anyio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  # jitter, no secret
        return await self._write_once(command, *args, **kwargs)

    async def _write_once(
        self,
        command: Callable[Concatenate[Transaction, P], Awaitable[Result]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Result:
        async with self.pool.connection() as connection:
            transaction = Transaction(connection)
            async with connection.transaction():
                result = await command(transaction, *args, **kwargs)
        transaction.tell_committed()
        return result


async def keep_trying(pool: AsyncConnectionPool[Connection]) -> None:
    """Look for the server again, and drop connections to it that nobody has used since it went."""
    await pool.check()


async def apply_session_settings(settings: Mapping[str, str], connection: Connection) -> None:
    """Bound what one statement may take; a bounded wait is a 503, an unbounded one an outage."""
    set_json_loads(from_json, connection)  # a third of the time of a list went into `json.loads`
    for name, value in settings.items():
        await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
