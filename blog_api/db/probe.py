"""Position of a server in the write-ahead log (LSN), read on a connection of its own."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

ANSWER_S: Final = 0.4
GIVE_UP_S: Final = 2.0
CONNECT_TIMEOUT_S: Final = 2  # for each host; libpq allows no less
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


class Probe:
    """Reads the position of a server again and again."""

    def __init__(self, url: str) -> None:
        self._url: Final = url
        self._connection: AsyncConnection[Any] | None = None
        self._asking: asyncio.Task[Position] | None = None
        self._asked_at: float | None = None

    async def ask(self) -> Position | None:
        """Return the position, or None if the server does not respond within ANSWER_S.

        The next call waits for the same response, unless the server is silent for GIVE_UP_S.
        """
        asking = self._asking = self._asking or asyncio.create_task(self._ask())
        try:
            await asyncio.wait({asking}, timeout=ANSWER_S)
            if asking.done():
                self._asking = None
                return asking.result()
            if self._asked_at is not None and time.monotonic() - self._asked_at > GIVE_UP_S:
                self._abandon()
        except (psycopg.Error, OSError):
            pass  # the server is down, starting or stopping: the next call connects again
        finally:
            del asking  # an error's traceback has this frame: with the task it would be a cycle
        return None

    async def close(self) -> None:
        self._abandon()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    def _abandon(self) -> None:
        """Leave the query, which closes its connection; psycopg waits up to 10 s for that."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking.add_done_callback(ignore_error)
            self._asking = None

    async def _ask(self) -> Position:
        connection, self._connection, self._asked_at = self._connection, None, None
        try:
            if connection is None:
                # Unprepared statements: a pooler can lose prepared ones.
                connection = await AsyncConnection.connect(
                    self._url,
                    autocommit=True,
                    prepare_threshold=None,
                    connect_timeout=CONNECT_TIMEOUT_S,
                )
            self._asked_at = time.monotonic()
            position = await read_position(connection, self._asked_at)
        except BaseException:
            if connection is not None:
                await connection.close()
            raise
        self._connection = connection
        return position


async def read_position(connection: AsyncConnection[Any], now: float) -> Position:
    row = await (await connection.execute(SELECT_POSITION)).fetchone()
    if row is None or row[1] is None:
        raise psycopg.OperationalError("the standby has replayed nothing yet")
    return Position(now, int(row[1]), is_standby=row[0])


def ignore_error(task: asyncio.Future[Any]) -> None:
    """Retrieve the error of a task that nobody waits for, so that it is not logged."""
    if not task.cancelled():
        task.exception()
