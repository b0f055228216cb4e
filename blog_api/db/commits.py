"""Commits that outlast their request, while a synchronous standby does not confirm them.

A cancelled COMMIT is worse than a late one: PostgreSQL then ends the wait and commits locally, so
that readers see a row that its author was told is not stored and that a failover loses. A COMMIT
therefore runs in a task of its own, which no deadline cancels (decision 0060).
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from blog_api import metrics
from blog_api.db.connections import Connection, Pool
from blog_api.errors import BusyError
from blog_api.logs import log_event

logger = logging.getLogger("blog_api.commits")

Result = TypeVar("Result")

# A COMMIT that takes longer does not count as a connection of the pool, so that reads go on.
COMMIT_S: Final = 1.0
# The same for a statement with its commit: the statement alone is ended by `statement_timeout`.
CHANGE_S: Final = 2.5
CLOSE_S: Final = 1.0
WAITING: Final = "Earlier writes wait for a standby of the database; try again in a moment."


class Commits:
    """The commits of a pool; at most as many as its size wait aside, above that writes get a 503.

    The pool opens another connection for each commit that waits.
    """

    def __init__(self, pool: Pool, size: int) -> None:
        self._pool: Final = pool
        self._size: Final = size
        self._aside: Final[dict[asyncio.Task[Any], Connection]] = {}
        self._resizing: Final = asyncio.Lock()

    async def take_connection(self) -> Connection:
        """Take a connection from the pool for a write, which the caller returns to it.

        Raise BusyError while too many commits wait.
        """
        self._require_room()
        connection = await self._pool.getconn()
        try:
            self._require_room()  # again, after the wait for a connection
        except BusyError:
            await self._pool.putconn(connection)
            raise
        return connection

    def _require_room(self) -> None:
        if len(self._aside) >= self._size:
            raise BusyError(WAITING)

    async def run(
        self,
        connection: Connection,
        commit: Callable[[], Coroutine[Any, Any, Result]],
        aside_after_s: float = COMMIT_S,
    ) -> Result:
        """Commit and return the connection to the pool; a cancelled caller leaves both to a task.

        A server that is closing has its own end for them: `close`.
        """
        running = asyncio.create_task(commit())
        try:
            await asyncio.wait({running}, timeout=aside_after_s)
            if not running.done():
                await self._put_aside(running, connection)
                await asyncio.wait({running})
            return running.result()
        except asyncio.CancelledError:
            if not running.done():
                await self._put_aside(running, connection)
            raise
        finally:
            del running  # an error's traceback has this frame: with the task it would be a cycle

    async def close(self) -> None:
        """Wait a moment for the commits aside, then close their connections without a cancel.

        PostgreSQL goes on waiting for the standby after that, and then commits.
        """
        if self._aside:
            await asyncio.wait(self._aside, timeout=CLOSE_S)
        for connection in list(self._aside.values()):
            await connection.close()
        if self._aside:
            await asyncio.wait(self._aside, timeout=CLOSE_S)

    async def _put_aside(self, running: asyncio.Task[Any], connection: Connection) -> None:
        if running in self._aside:
            return
        began = time.monotonic()
        self._aside[running] = connection
        metrics.COMMITS_ASIDE.inc()
        log_event(logger, logging.WARNING, "commit.waits", aside=len(self._aside))
        running.add_done_callback(lambda task: self._take_back(task, began))
        await self._resize()

    def _take_back(self, task: asyncio.Task[Any], began: float) -> None:
        self._aside.pop(task)
        metrics.COMMITS_ASIDE.dec()
        error = None if task.cancelled() else task.exception()
        log_event(
            logger,
            logging.WARNING,
            "commit.ended",
            seconds=round(time.monotonic() - began, 1),
            error=type(error).__name__ if error else None,
        )
        if not self._pool.closed:
            resizing = asyncio.create_task(self._resize())
            resizing.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _resize(self) -> None:
        """Let the pool grow by the connections that are aside; idle ones are closed in time."""
        async with self._resizing:
            aside = min(len(self._aside), self._size)
            await self._pool.resize(self._size, self._size + aside)
