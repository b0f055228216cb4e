"""One connection that answers a question within a time, or is closed."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

ANSWER_S: Final = 0.4
CONNECT_TIMEOUT_S: Final = 2  # libpq allows no less


class Probe:
    """Asks a server one statement again and again, each time for a number.

    A frozen server answers no cancellation either, so that a late connection is closed instead.
    """

    def __init__(self, url: str, statement: str) -> None:
        self._url: Final = url
        self._statement: Final = statement
        self._connection: AsyncConnection[Any] | None = None
        self._asking: asyncio.Task[int] | None = None

    @property
    def is_connecting(self) -> bool:
        return self._asking is not None

    async def ask(self) -> int | None:
        """Return the answer, or None if there is none in time; a connection attempt goes on."""
        asking = self._asking = self._asking or asyncio.create_task(self._ask())
        await asyncio.wait({asking}, timeout=ANSWER_S)
        if not asking.done() and self._connection is None:
            return None
        self._asking = None
        if not asking.done():
            await self.close()
            asking.add_done_callback(ignore_error)
            return None
        try:
            return asking.result()
        except (psycopg.Error, OSError):
            await self.close()
            return None
        finally:
            del asking  # an error's traceback has this frame: with the task it would be a cycle

    async def close(self) -> None:
        asking, self._asking = self._asking, None
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
        elif asking is not None:
            asking.cancel()
            with suppress(asyncio.CancelledError, psycopg.Error, OSError):
                await asking

    async def _ask(self) -> int:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
            )
        cursor = await self._connection.execute(self._statement.encode())
        row = await cursor.fetchone()
        if row is None or row[0] is None:
            raise psycopg.OperationalError("the server does not say how far it is")
        return int(row[0])


def ignore_error(task: asyncio.Task[Any]) -> None:
    """Retrieve the error of a task that nobody waits for."""
    if not task.cancelled():
        task.exception()
