"""Position of a server in the write-ahead log (LSN), read on a connection of its own."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

ANSWER_S: Final = 0.2
GIVE_UP_S: Final = 2.0
CONNECT_TIMEOUT_S: Final = 2  # libpq allows no less
SELECT_POSITION: Final = b"""
SELECT in_recovery,
    pg_wal_lsn_diff(
        CASE WHEN in_recovery THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0'
    )
FROM pg_is_in_recovery() AS in_recovery
"""


@dataclass(frozen=True, slots=True)
class Position:
    """Bytes of WAL that a server had written or, as a standby, replayed; not before `asked_at`."""

    asked_at: float
    lsn: int
    is_standby: bool


Answer = tuple[AsyncConnection[Any], Position]


class Probe:
    """Reads the position of a server again and again."""

    def __init__(self, url: str) -> None:
        self._url: Final = url
        self._connection: AsyncConnection[Any] | None = None
        self._asking: Final[dict[asyncio.Task[Answer], float]] = {}

    async def ask(self) -> Position | None:
        """Return the position, or None if the server does not respond within ANSWER_S.

        The next call asks on another connection and waits for both: after an outage, TCP repeats
        what it sent before only seconds later.
        """
        began = time.monotonic()
        self._asking[asyncio.create_task(self._ask())] = began
        while self._asking:
            rest = began + ANSWER_S - time.monotonic()
            done, _ = await asyncio.wait(
                self._asking, timeout=max(0, rest), return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                break
            for asking in done:
                if (position := await self._take(asking)) is not None:
                    return position
        self._give_up(began - GIVE_UP_S)
        return None

    async def close(self) -> None:
        self._give_up()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _take(self, asking: asyncio.Task[Answer]) -> Position | None:
        """Keep the connection that responded and leave the others; return None for an error."""
        if self._asking.pop(asking, None) is None:
            return None  # it was left for another one
        try:
            connection, position = asking.result()
        except (psycopg.Error, OSError):
            return None  # the server is down, starting or stopping: the next call connects again
        finally:
            del asking  # an error's traceback has this frame: with the task it would be a cycle
        self._give_up()
        if self._connection is not None:
            await self._connection.close()
        self._connection = connection
        return position

    def _give_up(self, before: float = float("inf")) -> None:
        """Leave questions that are older, which closes their connections.

        psycopg waits up to 10 s for that.
        """
        for asking, began in list(self._asking.items()):
            if began < before:
                del self._asking[asking]
                asking.cancel()
                asking.add_done_callback(leave)

    async def _ask(self) -> Answer:
        connection, self._connection = self._connection, None
        try:
            if connection is None:
                # Unprepared statements: a pooler can lose prepared ones.
                connection = await AsyncConnection.connect(
                    self._url,
                    autocommit=True,
                    prepare_threshold=None,
                    connect_timeout=CONNECT_TIMEOUT_S,
                )
            position = await read_position(connection, time.monotonic())
        except BaseException:
            if connection is not None:
                await connection.close()
            raise
        return connection, position


async def read_position(connection: AsyncConnection[Any], now: float) -> Position:
    row = await (await connection.execute(SELECT_POSITION)).fetchone()
    if row is None or row[1] is None:
        raise psycopg.OperationalError("the standby has replayed nothing yet")
    return Position(now, int(row[1]), is_standby=row[0])


def leave(asking: asyncio.Task[Answer]) -> None:
    """Close the connection of an answer that came too late; retrieve its error otherwise."""
    if asking.cancelled() or asking.exception() is not None:
        return
    connection, _ = asking.result()
    connection.pgconn.finish()


def ignore_error(task: asyncio.Future[Any]) -> None:
    """Retrieve the error of a task that nobody waits for, so that it is not logged."""
    if not task.cancelled():
        task.exception()
