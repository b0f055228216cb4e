"""Commits that outlast their request, while a synchronous standby does not confirm them.

A cancelled COMMIT is worse than a late one: PostgreSQL then ends the wait and commits locally, so
that readers see a row that its author was told is not stored and that a failover loses. A COMMIT
therefore runs in a task of its own, which no deadline cancels (decision 0060).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from blog_api import metrics
from blog_api.errors import BusyError
from blog_api.logs import log_event

logger = logging.getLogger("blog_api.commits")

Connection = AsyncConnection[tuple[Any, ...]]
Pool = AsyncConnectionPool[Connection]

# A COMMIT that takes longer does not count as a connection of the pool, so that reads go on.
ASIDE_AFTER_S: Final = 0.5
CLOSE_S: Final = 1.0
WAITING: Final = "Earlier writes wait for a standby of the database; try again in a moment."


class Commits:
    """The commits of a pool; at most as many as its size wait aside, above that writes get a 503.

    The pool opens another connection for each commit that waits.
    """

    def __init__(self, pool: Pool, size: int) -> None:
        self._pool: Final = pool
        self._size: Final = size
        self._aside: Final[dict[asyncio.Task[None], Connection]] = {}
        self._resizing: Final = asyncio.Lock()

    def require_room(self) -> None:
        """Raise BusyError while too many commits wait."""
        if len(self._aside) >= self._size:
            raise BusyError(WAITING)

    async def run(self, connection: Connection, commit: Callable[[], Awaitable[None]]) -> None:
        """Commit and return the connection to the pool; a cancelled caller leaves both to a task.

        A server that is closing has its own end for them: `close`.
        """
        running = asyncio.create_task(finish(commit))
        try:
            await asyncio.wait({running}, timeout=ASIDE_AFTER_S)
            if not running.done():
                await self._put_aside(running, connection)
                await asyncio.wait({running})
            running.result()
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

    async def _put_aside(self, running: asyncio.Task[None], connection: Connection) -> None:
        if running in self._aside:
            return
        began = time.monotonic()
        self._aside[running] = connection
        metrics.COMMITS_ASIDE.inc()
        log_event(logger, logging.WARNING, "commit.waits", aside=len(self._aside))
        running.add_done_callback(lambda task: self._take_back(task, began))
        await self._resize()

    def _take_back(self, task: asyncio.Task[None], began: float) -> None:
        self._aside.pop(task)
        metrics.COMMITS_ASIDE.dec()
        error = None if task.cancelled() else task.exception()
        log_event(
            logger,
            logging.WARNING,
            "commit.ended",
            seconds=round(time.monotonic() - began + ASIDE_AFTER_S, 1),
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


async def finish(commit: Callable[[], Awaitable[None]]) -> None:
    await commit()
