"""One connection pool with two ways to use it: reads in autocommit, and transactions.

Autocommit keeps psycopg's prepared statements (a ROLLBACK drops them), so a read is one round trip.
"""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import anyio
from psycopg import OperationalError, Rollback
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from blog_api.coalescing import Coalescer
from blog_api.db.commits import CHANGE_S, Commits
from blog_api.db.connections import (
    CONNECT_ARGUMENTS,
    RECONNECT_S,
    SESSION_SETTINGS,
    Autocommitting,
    Connection,
    apply_session_settings,
    keep_trying,
)
from blog_api.db.errors import RETRIED_ERRORS
from blog_api.db.lookup import Lookup
from blog_api.db.statements import PUBLIC_URL, STORAGE_QUOTA, Statement

Row = TypeVar("Row")
Result = TypeVar("Result")
P = ParamSpec("P")
Key = int | str | bytes  # a unique value

POOL_SIZE: Final = 8
POOL_TIMEOUT_S: Final = 2.0
MAX_CONCURRENCY: Final = 2  # per lookup: more would share less, one would wait for a slow row
MAX_IDLE_S: Final = 60.0  # of connections beyond the size, opened while commits waited
ATTEMPTS: Final = 4
ALLOW_LONG_STATEMENTS: Final = (
    "SELECT set_config('statement_timeout', '30s', true), set_config('work_mem', '64MB', true)"
)
ALLOW_PAUSES: Final = "SET LOCAL idle_in_transaction_session_timeout = 0"


class Reading(Protocol):
    """Interface of a query, implemented by the pool in autocommit and by an open transaction."""

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        """Return all rows."""

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        """Return the first row, or None."""

    async def look_up(self, lookup: Lookup[Row], value: Key, **given: Any) -> Row | None:
        """Return the row of a unique value, or None."""


class Transaction:
    """One connection between BEGIN and COMMIT; only `Database.write` opens and ends it."""

    def __init__(self, connection: Connection, shared: Mapping[str, Any]) -> None:
        self._connection = connection
        self._shared = shared
        self._on_commit: list[Callable[[], None]] = []

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call a function after the commit; it is dropped if the transaction is rolled back."""
        self._on_commit.append(callback)

    def run_on_commit(self) -> None:
        for callback in self._on_commit:
            callback()

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        return await statement.all(self._connection, statement.share(self._shared, parameters))

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        return await statement.one(self._connection, statement.share(self._shared, parameters))

    async def look_up(self, lookup: Lookup[Row], value: Key, **given: Any) -> Row | None:
        return (
            await lookup.find(self._connection, [value], lookup.one.share(self._shared, given))
        ).get(value)

    async def run(self, statement: Statement[Any], **parameters: Any) -> int:
        """Return the number of affected rows, for a statement that returns none."""
        return await statement.run(self._connection, statement.share(self._shared, parameters))

    async def allow_long_statements(self) -> None:
        """Raise the statement timeout of this transaction, for changes of very many rows."""
        await self._connection.execute(ALLOW_LONG_STATEMENTS)

    async def allow_pauses(self) -> None:
        """Disable the timeout between statements, for a command that works in between."""
        await self._connection.execute(ALLOW_PAUSES)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Roll back only this block if it raises, so that the transaction can continue."""
        told_before = len(self._on_commit)
        is_kept = False  # psycopg swallows a Rollback, so a dry run ends without an error
        try:
            async with self._connection.transaction():
                yield
                is_kept = True
        except Rollback as unheard:
            # psycopg handles a Rollback, unless the server could not be reached to roll back.
            raise OperationalError("the connection was lost in a rollback") from unheard
        except BaseException:
            is_kept = False
            raise
        finally:
            if not is_kept:
                del self._on_commit[told_before:]


class Database:
    """Connection pool, opened in the lifespan and never before a fork.

    A child process would share its sockets. `public_url` is the prefix for paths of our own images;
    without it they stay paths. `storage_quota` is in bytes per account; 0 is no limit, as on the
    command line.
    """

    can_store: Final = True  # a cache that reads fill; a standby cannot while the primary is away

    def __init__(
        self,
        url: str,
        *,
        public_url: str = "",
        storage_quota: int = 0,
        size: int = POOL_SIZE,
        session_settings: Mapping[str, str] = SESSION_SETTINGS,
    ) -> None:
        self._shared: Final = {PUBLIC_URL: public_url, STORAGE_QUOTA: storage_quota}
        self._coalescer: Final = Coalescer(MAX_CONCURRENCY)
        self.pool: Final = AsyncConnectionPool[Connection](
            url,
            kwargs=dict(CONNECT_ARGUMENTS),
            min_size=size,
            max_size=size,
            timeout=POOL_TIMEOUT_S,
            max_idle=MAX_IDLE_S,
            reconnect_timeout=RECONNECT_S,
            reconnect_failed=keep_trying,
            configure=partial(apply_session_settings, session_settings),
            open=False,
        )
        self._commits: Final = Commits(self.pool, size)

    async def open(self) -> None:
        """Open the pool, and wait up to POOL_TIMEOUT_S for its first connection."""
        await self.pool.open(wait=False)
        with suppress(PoolTimeout):
            async with self.pool.connection():
                pass

    async def close(self) -> None:
        """Close the pool, and without cancelling them the commits that wait for a standby."""
        await self._commits.close()
        await self.pool.close()

    async def all(self, statement: Statement[Row], **parameters: Any) -> list[Row]:
        async with Autocommitting(self.pool) as connection:
            return await statement.all(connection, statement.share(self._shared, parameters))

    async def one(self, statement: Statement[Row], **parameters: Any) -> Row | None:
        given = statement.share(self._shared, parameters)
        if statement.is_durable:
            return await self._change(statement, given)
        async with Autocommitting(self.pool) as connection:
            return await statement.one(connection, given)

    async def _change(self, statement: Statement[Row], given: Mapping[str, Any]) -> Row | None:
        """Run a statement that is a transaction of its own: its commit is never cancelled."""
        connection = await self._commits.take_connection()

        async def change() -> Row | None:
            try:
                return await statement.one(connection, given)
            finally:
                await self.pool.putconn(connection)

        return await self._commits.run(connection, change, CHANGE_S)

    async def look_up(self, lookup: Lookup[Row], value: Key, **given: Any) -> Row | None:
        key = (lookup, *given.values())
        rows = await self._coalescer.run(key, value, partial(self._find, lookup, given))
        return rows.get(value)

    async def _find(
        self, lookup: Lookup[Row], given: Mapping[str, Any], values: Sequence[Key]
    ) -> dict[Any, Row]:
        async with Autocommitting(self.pool) as connection:
            return await lookup.find(connection, values, lookup.one.share(self._shared, given))

    async def write(
        self,
        command: Callable[Concatenate[Transaction, P], Awaitable[Result]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Result:
        """Run a command in its own transaction and commit before returning.

        A command that fails with a serialization error or deadlock (SQLSTATE 40001, 40P01), or
        raises RowChangedError, is retried from its beginning, so it must have no effects outside
        the database.
        """
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._write_once(command, *args, **kwargs)
            except RETRIED_ERRORS:
                await anyio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  # jitter, not a secret
        return await self._write_once(command, *args, **kwargs)

    async def _write_once(
        self,
        command: Callable[Concatenate[Transaction, P], Awaitable[Result]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Result:
        connection = await self._commits.take_connection()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.pool.putconn, connection)
            await stack.enter_async_context(connection.transaction())
            transaction = Transaction(connection, self._shared)
            result = await command(transaction, *args, **kwargs)
            ending = stack.pop_all()
        await self._commits.run(connection, partial(end_transaction, ending, transaction))
        return result


async def end_transaction(ending: AsyncExitStack, transaction: Transaction) -> None:
    await ending.aclose()
    transaction.run_on_commit()
