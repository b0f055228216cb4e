"""Choice of a standby while servers leave: an opening pool holds up no other choice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from typing_extensions import override

from blog_api.db.connections import READ_ONLY_SETTINGS
from blog_api.db.database import Database
from blog_api.db.standby import StandbyReads
from tests.replication.anonymous_reads import url_of
from tests.replication.conftest import NewPair, Pair
from tests.replication.servers import Server

OPENING_S = 120.0  # longer than `until_used` waits


class Pools:
    """Opens pools; the server of the first one freezes just before, and so does not respond."""

    def __init__(self, *servers: Server) -> None:
        self._servers = servers
        self.frozen: Server | None = None

    def open(self, url: str) -> Database:
        database = Database(url, session_settings=READ_ONLY_SETTINGS)
        if self.frozen is None:
            self.frozen = next(each for each in self._servers if f"/{each.name}/" in url)
            self.frozen.freeze()
            database.pool.timeout = OPENING_S
        return database

    def end_faults(self) -> None:
        if self.frozen is not None:
            self.frozen.thaw()


class StuckPool(Database):
    """A pool that gives no connection, and waits for attempts to connect while it closes."""

    def __init__(self, url: str, ended: asyncio.Event) -> None:
        super().__init__(url, session_settings=READ_ONLY_SETTINGS)
        self.pool.timeout = 0.001
        self._ended = ended

    @override
    async def close(self) -> None:
        await self._ended.wait()
        await super().close()


class StuckPools(Pools):
    """Opens pools; the first one is stuck."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = asyncio.Event()
        self.opened: list[Database] = []

    @override
    def open(self, url: str) -> Database:
        stuck = not self.opened
        database = (
            StuckPool(url, self.ended)
            if stuck
            else Database(url, session_settings=READ_ONLY_SETTINGS)
        )
        self.opened.append(database)
        return database

    @override
    def end_faults(self) -> None:
        self.ended.set()


@asynccontextmanager
async def reads_of(pair: Pair, second: Server, pools: Pools) -> AsyncIterator[StandbyReads]:
    primary = Database(pair.primary.serving)
    await primary.open()
    url = url_of(pair.standby, second).get_secret_value()
    reads = StandbyReads(primary, pair.primary.serving, url, max_lag_s=30, open_pool=pools.open)
    reads.start()
    try:
        yield reads
    finally:
        pools.end_faults()
        await reads.stop()
        await primary.close()


async def until_used(reads: StandbyReads) -> str:
    """Return the URL of the standby that is read."""
    for _ in range(600):
        if (used := reads.in_use) is not None:
            return used.host.url
        await asyncio.sleep(0.05)
    raise AssertionError("no standby is ever used")


async def test_a_standby_that_falls_silent_while_its_pool_opens_is_given_up(
    new_pair: NewPair,
) -> None:
    """Two that leave together: the second was chosen before it was known to be away."""
    with new_pair() as pair:
        second = pair.primary.standby(pair.primary.data_dir.parent / "second")
        try:
            pools = Pools(pair.standby, second)
            async with reads_of(pair, second, pools) as reads:
                used = await until_used(reads)
                assert pools.frozen is not None
                assert f"/{pools.frozen.name}/" not in used
        finally:
            second.stop()


async def test_a_pool_that_closes_slowly_holds_up_no_choice(new_pair: NewPair) -> None:
    with new_pair() as pair:
        second = pair.primary.standby(pair.primary.data_dir.parent / "second")
        try:
            pools = StuckPools()
            async with reads_of(pair, second, pools) as reads:
                await until_used(reads)
                assert len(pools.opened) > 1
                assert not pools.ended.is_set()
        finally:
            second.stop()
