"""Choice of the standby that anonymous reads use, and its lag (decision 0061).

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

from blog_api.db.database import POOL_TIMEOUT_S, Database, Reading
from blog_api.db.hosts import list_hosts
from blog_api.db.lag import LagMeter
from blog_api.db.probe import Position, Probe, ignore_error
from blog_api.logs import log_event

logger = logging.getLogger("blog_api.standby")

Result = TypeVar("Result")
OpenPool = Callable[[str], Database]

CHECK_EVERY_S: Final = 0.5
LEAVE_S: Final = 2.0  # a standby that is silent for longer has failed


class Standby:
    """One host of DATABASE_READ_URL: its probe, and its pool while it is read."""

    def __init__(self, name: str, url: str) -> None:
        self.name: Final = name
        self.url: Final = url
        self.probe: Final = Probe(url)
        self.database: Database | None = None
        self.is_promoted = False
        self._heard_at = 0.0
        self._silence = make_future()

    @property
    def has_failed(self) -> bool:
        return time.monotonic() - self._heard_at > LEAVE_S

    def hear(self, position: Position) -> None:
        self.is_promoted = not position.is_standby
        self._heard_at = time.monotonic()
        if self._silence.done():
            self._silence = make_future()

    def end_queries(self) -> None:
        """Fail the queries under way: a frozen server would hold them."""
        if not self._silence.done():
            self._silence.set_result(None)

    async def run(self, read: Callable[[Reading], Awaitable[Result]]) -> Result:
        """Run a query; raise OperationalError if the server falls silent."""
        if self.database is None:
            raise psycopg.OperationalError("the standby was left")
        reading = asyncio.ensure_future(read(self.database))
        either: set[asyncio.Future[Any]] = {reading, self._silence}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                raise psycopg.OperationalError("the standby does not respond")
            return reading.result()
        finally:
            if not reading.done():
                reading.cancel()  # not awaited: psycopg waits up to 10 s for a frozen server
                reading.add_done_callback(ignore_error)
            del reading, either  # an error's traceback has this frame: they would be a cycle


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
        self.primary: Final = primary
        self._open_pool: Final = open_pool
        self._lag: Final = LagMeter(max_lag_s)
        self._at_primary: Final = Probe(primary_url)
        self._hosts: Final = [Standby(name, host) for name, host in list_hosts(url)]
        random.shuffle(self._hosts)  # spreads the processes over the standbys
        self._standby: Standby | None = None
        self._closing: Final[set[asyncio.Task[None]]] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def in_use(self) -> Standby | None:
        return self._standby if self._lag.is_usable() else None

    @property
    def is_primary_away(self) -> bool:
        return self._lag.is_primary_away

    def get_pool_stats(self) -> dict[str, int]:
        """Return the figures of the pool that is read; none without a standby."""
        database = self._standby.database if self._standby is not None else None
        return {} if database is None else database.pool.get_stats()

    def start(self) -> None:
        """Look for a standby from now on; until one is found, reads run at the primary."""
        self._task = asyncio.create_task(self._watch(), name="standby")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        self._leave()
        if self._closing:
            await asyncio.wait(self._closing)
        for probe in (self._at_primary, *(host.probe for host in self._hosts)):
            await probe.close()

    async def _watch(self) -> None:
        while True:
            try:
                await self._check()
            except Exception:
                logger.exception("standby.unknown")
                self._lag.forget_standby()
            await asyncio.sleep(CHECK_EVERY_S)

    async def _check(self) -> None:
        """Measure the lag; without a standby, or with a promoted one, look for another."""
        present = self._standby
        is_settled = present is not None and not present.is_promoted
        asked = [present] if present and is_settled else self._hosts
        written, *found = await asyncio.gather(
            self._at_primary.ask(), *(host.probe.ask() for host in asked)
        )
        self._lag.record_primary(written)
        positions = {host: at for host, at in zip(asked, found, strict=True) if at is not None}
        if present is not None:
            self._judge(present, positions.get(present))
        if self._standby is None or self._standby.is_promoted:
            for host, position in positions.items():
                if position.is_standby and self._lag.would_be_usable(position):
                    await self._use(host, position)
                    break

    def _judge(self, standby: Standby, position: Position | None) -> None:
        """Record the position, or leave a standby that is silent."""
        if position is not None:
            standby.hear(position)
            self._lag.record_standby(position)
            return
        self._lag.forget_standby()
        standby.end_queries()
        if standby.has_failed:
            log_event(logger, logging.WARNING, "standby.left", host=standby.name)
            self._leave()

    async def _use(self, chosen: Standby, position: Position) -> None:
        """Open a pool and read there, or go on as before if it cannot be filled."""
        database = self._open_pool(chosen.url)
        try:
            await database.pool.open(wait=True, timeout=POOL_TIMEOUT_S)
        except PoolTimeout:
            await database.close()
            return
        except asyncio.CancelledError:
            await database.close()
            raise
        self._leave()
        chosen.database = database
        chosen.hear(position)
        self._standby = chosen
        self._lag.record_standby(position)
        log_event(logger, logging.INFO, "standby.chosen", host=chosen.name)

    def _leave(self) -> None:
        """Read no standby; queries that it still answers end first."""
        left, self._standby = self._standby, None
        self._lag.forget_standby()
        if left is None or left.database is None:
            return
        closing = asyncio.create_task(left.database.close())
        left.database = None
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


def make_future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()
