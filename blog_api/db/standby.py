"""Choice of the standby that anonymous reads use (decision 0061).

A process reads one standby until that fails: with two of them in turn, readers would see lists and
pages go back in time.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import psycopg
from psycopg_pool import PoolTimeout

from blog_api import metrics
from blog_api.db.database import Database, Reading
from blog_api.db.hosts import list_hosts, place_of
from blog_api.db.lag import LagMeter
from blog_api.db.probe import Position, ignore_error
from blog_api.db.watch import Host
from blog_api.logs import log_event

logger = logging.getLogger("blog_api.standby")

Result = TypeVar("Result")
OpenPool = Callable[[str], Database]

LEAVE_S: Final = 2.0  # the pool of a standby that is silent for longer is closed


class Server:
    """A pool whose queries end when its server falls silent: a frozen one would hold them."""

    def __init__(self, database: Database) -> None:
        self.database: Final = database
        self._silence = asyncio.get_running_loop().create_future()

    def end_queries(self) -> None:
        if not self._silence.done():
            self._silence.set_result(None)

    def resume(self) -> None:
        if self._silence.done():
            self._silence = asyncio.get_running_loop().create_future()

    async def run(self, read: Callable[[Reading], Awaitable[Result]]) -> Result:
        """Run a query; raise OperationalError if the server falls silent."""
        reading = asyncio.ensure_future(read(self.database))
        either: set[asyncio.Future[Any]] = {reading, self._silence}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                raise psycopg.OperationalError("the server does not respond")
            return reading.result()
        finally:
            if not reading.done():
                reading.cancel()  # not awaited: psycopg waits up to 10 s for a frozen server
                reading.add_done_callback(ignore_error)
            del reading, either  # an error's traceback has this frame: they would be a cycle


class Standby(Server):
    """The server that is read; it may have been promoted since it was chosen."""

    def __init__(self, host: Host, database: Database) -> None:
        super().__init__(database)
        self.host: Final = host

    @property
    def is_promoted(self) -> bool:
        return self.host.is_primary


class StandbyReads:
    """Chooses the standby that this process reads, and measures its lag."""

    def __init__(
        self,
        primary: Database,
        primary_url: str,
        url: str,
        *,
        max_lag_s: float,
        open_pool: OpenPool,
    ) -> None:
        """Take what makes the pool of a standby: it connects to one host of the URL."""
        self.primary: Final = Server(primary)
        self._open_pool: Final = open_pool
        self._lag: Final = LagMeter(max_lag_s)
        self._readable: Final = [Host(name, each) for name, each in list_hosts(url)]
        random.shuffle(self._readable)  # spreads the processes over the standbys
        known = {place_of(host.url): host for host in self._readable}
        self._writable: Final = [
            known.get(place_of(each)) or Host(name, each) for name, each in list_hosts(primary_url)
        ]
        self._standby: Standby | None = None
        self._watching: Final[list[asyncio.Task[None]]] = []
        self._opening: asyncio.Task[None] | None = None
        self._chosen: Host | None = None  # the host whose pool is opening
        self._closing: Final[set[asyncio.Task[None]]] = set()

    @property
    def in_use(self) -> Standby | None:
        used = self._standby
        return used if used is not None and self._is_usable(used.host) else None

    @property
    def is_primary_away(self) -> bool:
        return self._lag.is_primary_away

    def get_pool_stats(self) -> dict[str, int]:
        """Return the figures of the pool that is read; none without a standby."""
        return {} if self._standby is None else self._standby.database.pool.get_stats()

    def start(self) -> None:
        """Watch the hosts from now on; until a standby is found, reads run at the primary."""
        for host in self._hosts:
            task = asyncio.create_task(host.watch(self._judge), name=f"standby {host.name}")
            self._watching.append(task)

    async def stop(self) -> None:
        ending = [*self._watching, *([self._opening] if self._opening else [])]
        for task in ending:
            task.cancel()
        await asyncio.wait(ending)
        self._leave()
        while self._closing:
            await asyncio.wait(self._closing)
        for host in self._hosts:
            await host.close()

    @property
    def _hosts(self) -> list[Host]:
        return list(dict.fromkeys([*self._readable, *self._writable]))

    def _is_usable(self, host: Host) -> bool:
        return host.present is not None and self._lag.is_recent(host.as_of)

    def _judge(self, heard: Host) -> None:
        """Take note of what a host has answered; look for another standby if there is reason."""
        if not any(host.position or host.silent_since for host in self._writable):
            return  # whether there is a primary is not known yet
        self._lag.record_primary(self._find_primary())
        if heard.present is not None:
            # Without a time, it is still where it was: it lags by more than what is kept.
            heard.as_of = self._lag.time_of(heard.present) or heard.as_of
        if self._standby is not None:
            self._judge_standby(self._standby)
        if not self.is_primary_away:
            self.primary.resume()
        elif self.in_use is not None:
            self.primary.end_queries()
        self._look_for_better()

    def _look_for_better(self) -> None:
        if self._chosen is not None and self._chosen.present is None:
            self._give_up_opening()
        better = self._find_better()
        if better is not None and self._opening is None:
            self._chosen = better
            self._opening = asyncio.create_task(self._use(better))
            self._opening.add_done_callback(self._end_opening)

    def _give_up_opening(self) -> None:
        """Let another standby be chosen: the pool would wait 2 s or more for the silent one."""
        if self._opening is not None:
            self._opening.cancel()
            self._await_at_stop(self._opening)
        self._opening = self._chosen = None

    def _find_primary(self) -> Position | None:
        """Return its position; an old primary that still believes itself one is behind."""
        found = [host.present for host in self._writable if host.present and host.is_primary]
        return max(found, key=lambda position: position.lsn, default=None)

    def _judge_standby(self, used: Standby) -> None:
        host = used.host
        if host.silent_since is None:
            used.resume()
            if host.as_of is not None:
                metrics.STANDBY_LAG.set(self._lag.lag_of(host.as_of))
            return
        used.end_queries()
        if time.monotonic() - host.silent_since > LEAVE_S:
            self._leave()

    def _find_better(self) -> Host | None:
        """Return a standby to read from now on, or None to go on as before."""
        used = self._standby.host if self._standby is not None else None
        others = [host for host in self._readable if host.is_standby and host is not used]
        usable = [host for host in others if self._is_usable(host)]
        if self.is_primary_away:
            # Each acknowledged commit is at one of them, and there are no more to come.
            usable = sorted(usable, key=replayed_by, reverse=True)
        if used is None:
            # One that lags is ready for the moment when the primary is away.
            return next(iter(usable), max(others, key=replayed_by, default=None))
        if not self._is_usable(used):
            return next(iter(usable), None)
        if self.is_primary_away:
            return next((host for host in usable if replayed_by(host) > replayed_by(used)), None)
        return next(iter(usable), None) if used.is_primary else None

    async def _use(self, chosen: Host) -> None:
        """Open a pool and read there, or go on as before if no connection is to be had."""
        database = self._open_pool(chosen.url)
        try:
            await database.pool.open()
            async with database.pool.connection():
                pass
        except (PoolTimeout, asyncio.CancelledError):
            # Not awaited: it waits for attempts to connect, and no other standby is chosen before.
            self._await_at_stop(asyncio.create_task(database.close()))
            raise
        self._leave()
        self._standby = Standby(chosen, database)
        log_event(logger, logging.INFO, "standby.chosen", host=chosen.name)

    def _end_opening(self, opening: asyncio.Task[None]) -> None:
        if self._opening is opening:
            self._opening = self._chosen = None
        ignore_error(opening)

    def _leave(self) -> None:
        """Read no standby; queries that it still answers end first."""
        left, self._standby = self._standby, None
        if left is None:
            return
        if left.host.present is None:
            log_event(logger, logging.WARNING, "standby.left", host=left.host.name)
        self._await_at_stop(asyncio.create_task(left.database.close()))

    def _await_at_stop(self, closing: asyncio.Task[None]) -> None:
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


def replayed_by(host: Host) -> int:
    return host.present.lsn if host.present is not None else 0
