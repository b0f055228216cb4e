"""Reads at a standby, with the primary for those that it cannot answer (decision 0061).

A process uses one standby until that fails: with two of them in turn, readers would see lists and
pages go back in time.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from blog_api import metrics
from blog_api.db.database import SESSION_SETTINGS, Database, Key, Reading, Transaction
from blog_api.db.errors import is_connection_lost
from blog_api.db.lag import LagMeter
from blog_api.db.lookup import Lookup
from blog_api.db.probe import Probe, ignore_error
from blog_api.db.statements import Statement

logger = logging.getLogger("blog_api.standby")

Row = TypeVar("Row")
Result = TypeVar("Result")
P = ParamSpec("P")

CHECK_EVERY_S: Final = 0.5
READ_ONLY: Final = {**SESSION_SETTINGS, "default_transaction_read_only": "on"}
CONFLICT, CANCELLED = "40001", "57014"
PRIMARY_POSITION: Final = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn() - '0/0' END
"""
# A standby that was promoted has replayed everything.
REPLAYED_POSITION: Final = """
SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)
    - '0/0'
"""


class Standby:
    """A standby in use: its pool, its probe, and a future that is done when it has failed."""

    def __init__(self, url: str, database: Database) -> None:
        self.database: Final = database
        self.probe: Final = Probe(url, REPLAYED_POSITION)
        self.failed: Final[asyncio.Future[None]] = asyncio.get_running_loop().create_future()
        self.has_answered = False

    async def close(self) -> None:
        await self.probe.close()
        await self.database.close()


class StandbyReads:
    """Queries of anonymous readers; commands of theirs run at the primary."""

    def __init__(
        self, primary: Database, primary_url: str, url: str, *, max_lag_s: float, **options: Any
    ) -> None:
        """Take the options of `Database` for the standby."""
        self._primary: Final = primary
        self._hosts: Final = list_hosts(url)
        self._options: Final = options
        self._lag: Final = LagMeter(max_lag_s)
        self._at_primary: Final = Probe(primary_url, PRIMARY_POSITION)
        self._number = random.randrange(len(self._hosts))  # noqa: S311  # spreads processes
        self._standby: Standby | None = None
        self._closing: Final[set[asyncio.Task[None]]] = set()

    @property
    def is_in_use(self) -> bool:
        return self._lag.is_usable()

    async def start(self) -> None:
        """Open the pool of a standby, and measure its lag from now on."""
        await self._use_next()
        self._task = asyncio.create_task(self._watch(), name="standby")

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task, *self._closing})
        await self._at_primary.close()
        if self._standby is not None:
            await self._standby.close()

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
        return await self._primary.write(command, *args, **kwargs)

    async def _run(self, read: Callable[[Reading], Awaitable[Result]]) -> Result:
        standby = self._standby if self.is_in_use else None
        if standby is None:
            metrics.ANONYMOUS_READS.labels("primary").inc()
            return await read(self._primary)
        is_behind = self._lag.is_primary_away
        metrics.ANONYMOUS_READS.labels("standby_alone" if is_behind else "standby").inc()
        reading = asyncio.ensure_future(read(standby.database))
        either: set[asyncio.Future[Any]] = {reading, standby.failed}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                return reading.result()
        except psycopg.Error as error:
            if not is_worth_repeating(error):
                raise
        finally:
            if not reading.done():  # a cancellation, or a standby that may never answer
                reading.cancel()
                reading.add_done_callback(ignore_error)
            del reading, either  # an error's traceback has this frame: they would be a cycle
        metrics.ANONYMOUS_READS.labels("repeated").inc()
        return await read(self._primary)

    async def _watch(self) -> None:
        while True:
            try:
                await self._check()
            except Exception:
                logger.exception("the lag of the standby is unknown; reads go to the primary")
                self._lag.forget_standby()
            await asyncio.sleep(CHECK_EVERY_S)

    async def _check(self) -> None:
        standby = self._standby
        if standby is None:
            return
        asked_at = self._lag.now()
        written, replayed = await asyncio.gather(self._at_primary.ask(), standby.probe.ask())
        self._lag.record_primary(asked_at, written)
        if replayed is not None:
            standby.has_answered = True
            self._lag.record_standby(replayed)
        elif standby.has_answered or not standby.probe.is_connecting:
            await self._use_next()

    async def _use_next(self) -> None:
        """Leave a standby that failed, and its queries; use the next host of the URL."""
        self._lag.forget_standby()
        if self._standby is not None:
            self._standby.failed.set_result(None)
            closing = asyncio.create_task(self._standby.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            self._number = (self._number + 1) % len(self._hosts)
        url = self._hosts[self._number]
        database = Database(url, session_settings=READ_ONLY, **self._options)
        await database.pool.open(wait=False)
        self._standby = Standby(url, database)


Reader = Database | StandbyReads


def is_worth_repeating(error: psycopg.Error) -> bool:
    """Return True for a conflict with replication and a lost connection; False for a timeout."""
    return error.sqlstate == CONFLICT or (is_connection_lost(error) and error.sqlstate != CANCELLED)


def list_hosts(url: str) -> list[str]:
    """Return connection strings of the single hosts of a URL."""
    given = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    hosts = str(given.get("host", "")).split(",")
    ports = str(given.get("port", "")).split(",")
    ports = ports if len(ports) == len(hosts) else ports[:1] * len(hosts)
    single = [{"host": host, "port": port} for host, port in zip(hosts, ports, strict=True)]
    return [
        make_conninfo("", **{**given, **{name: text for name, text in one.items() if text}})
        for one in single
    ]
