"""The server removes expired rows, on one node at a time, also after database errors."""

import asyncio
from typing import Final

import psycopg
import pytest

from blog_api import tidying
from tests.factories import World
from tests.scrape import Scrape
from tests.trust.conftest import Opening

WAIT_S: Final = 30
BATCHES: Final = 2.5
EXPIRE: Final = {
    "sessions": "UPDATE sessions SET expires_at = now() - interval '1 day' RETURNING id",
    "throttles": "INSERT INTO throttles (key, full_at) SELECT n::text, now() - interval '1 second' "
    "FROM generate_series(1, %s) AS n RETURNING key",
    "login_limits": "INSERT INTO login_limits (key, full_at) "
    "SELECT n::text, now() - interval '1 second' FROM generate_series(1, %s) AS n RETURNING key",
    "one_time_tokens": "INSERT INTO one_time_tokens "
    "(token_hash, purpose, user_id, email, expires_at) "
    "VALUES ('x', 'reset_password', %s, 'a@example.com', now() - interval '1 day') "
    "RETURNING user_id",
    "idempotency_keys": "UPDATE idempotency_keys SET created_at = now() - interval '2 days' "
    "RETURNING user_id",
}


async def count(world: World, table: str) -> int:
    [(number,)] = await world.execute(f"SELECT count(*) FROM {table}")
    return int(number)


async def until_removed(world: World, table: str) -> None:
    async with asyncio.timeout(WAIT_S):
        while await count(world, table):
            await asyncio.sleep(0.05)


async def make_throttles(world: World, number: int) -> None:
    await world.execute(EXPIRE["throttles"], number)


async def removed(world: World, kind: str) -> float:
    seen = Scrape((await world.client.get("/metrics")).text)
    return seen.value("blog_expired_rows_total", kind=kind)


async def test_what_has_expired_is_removed_in_batches(open_world: Opening) -> None:
    async with open_world(tidy_interval=1) as world:
        before = await removed(world, "throttles")
        ada = await world.user()
        key = ada.headers | {"Idempotency-Key": "k"}
        body = {"title": "t", "content": "c"}
        assert (await world.client.post("/api/posts", json=body, headers=key)).is_success
        rows = int(tidying.BATCH_SIZE * BATCHES)
        await make_throttles(world, rows)
        await world.execute(EXPIRE["idempotency_keys"])
        await world.execute(EXPIRE["one_time_tokens"], ada.id)
        await world.execute(EXPIRE["sessions"])
        for table in EXPIRE:
            await until_removed(world, table)
        assert await removed(world, "throttles") - before == rows
        assert await count(world, "posts") == 1


async def test_one_node_at_a_time(open_world: Opening) -> None:
    async with open_world(tidy_interval=1) as world:
        async with world.db.pool.connection() as other, other.transaction():
            await other.execute("SELECT pg_advisory_xact_lock(%s)", (tidying.LOCK_KEY,))
            await make_throttles(world, 1)
            await asyncio.sleep(2.5)
            assert await count(world, "throttles") == 1
        await until_removed(world, "throttles")


async def test_a_database_that_fails_does_not_end_it(
    open_world: Opening, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_world(patient=False, tidy_interval=1) as world:
        await make_throttles(world, 1)
        with psycopg.connect(database_url) as owner:
            owner.execute("LOCK TABLE throttles IN ACCESS EXCLUSIVE MODE")
            async with asyncio.timeout(WAIT_S):
                while "tidying waits for the database" not in caplog.text:
                    await asyncio.sleep(0.05)
        await until_removed(world, "throttles")


async def test_only_purge_where_it_is_turned_off(open_world: Opening) -> None:
    async with open_world(tidy_interval=0) as world:
        await make_throttles(world, 1)
        await asyncio.sleep(1.5)
        assert await count(world, "throttles") == 1
