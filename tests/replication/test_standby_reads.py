"""Reads at a standby: by whom, how old, and what happens if a server is away."""

import asyncio
import time
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from blog_api.db.lag import MAX_LAG_ALONE_S, LagMeter
from blog_api.db.standby import is_worth_repeating, list_hosts
from tests.factories import Person, World
from tests.replication.conftest import Node, Pair

READ_GAP_S = 1.0


def reading(pair: Pair, max_lag_s: int = 1) -> dict[str, Any]:
    return {
        "database_read_url": SecretStr(pair.standby.serving),
        "read_max_lag_seconds": max_lag_s,
    }


async def titles(world: World, person: Person | None = None) -> set[str]:
    headers = person.headers if person else {}
    answer = await world.client.get("/api/posts", headers=headers)
    assert answer.status_code == 200, answer.text
    return {post["title"] for post in answer.json()["items"]}


async def until_at_standby(world: World) -> None:
    """Wait until the lag is known."""
    for _ in range(200):
        if world.app.state.standby.is_in_use:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the standby is never used")


async def test_who_sends_a_token_reads_at_the_primary(pair: Pair, node: Node) -> None:
    async with node(**reading(pair, max_lag_s=30)) as world:
        author = await world.user()
        await until_at_standby(world)
        pair.standby.execute("SELECT pg_wal_replay_pause()")
        try:
            await world.post(author, title="Fresh")
            assert await titles(world, author) == {"Fresh"}
            assert await titles(world) == set()
            feed = await world.client.get("/feed.json", headers=author.headers)
            assert feed.json()["items"] == []
        finally:
            pair.standby.execute("SELECT pg_wal_replay_resume()")
        await until(world, {"Fresh"}, 5)


async def until(world: World, wanted: set[str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while await titles(world) != wanted:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_a_standby_that_lags_is_left_for_the_primary(pair: Pair, node: Node) -> None:
    async with node(**reading(pair)) as world:
        author = await world.user()
        await until_at_standby(world)
        pair.standby.execute("SELECT pg_wal_replay_pause()")
        try:
            await world.post(author, title="Late")
            await until(world, {"Late"}, 4)
        finally:
            pair.standby.execute("SELECT pg_wal_replay_resume()")


async def slowest_read(world: World, seconds: float) -> float:
    """Read as an anonymous caller for so long; every answer is a 200."""
    slowest, deadline = 0.0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        began = time.monotonic()
        assert await titles(world) == {"Kept"}
        slowest = max(slowest, time.monotonic() - began)
        await asyncio.sleep(0.02)
    return slowest


@pytest.mark.parametrize("frozen", ["primary", "standby"])
async def test_reads_go_on_while_a_server_is_frozen(pair: Pair, node: Node, frozen: str) -> None:
    server = getattr(pair, frozen)
    async with node() as patient, node(**reading(pair), request_deadline=2) as world:
        author = await patient.user()
        await patient.post(author, title="Kept")
        await until_at_standby(world)
        await until(world, {"Kept"}, 5)
        server.freeze()
        try:
            assert await slowest_read(world, 5) <= READ_GAP_S
            body = {"title": "Not now", "content": "Words."}
            refused = await world.client.post("/api/posts", json=body, headers=author.headers)
            assert refused.status_code == 503
        finally:
            server.thaw()


async def test_unset_it_is_not_there(pair: Pair, node: Node) -> None:
    async with node() as world:
        assert world.app.state.standby is None


def test_the_lag_is_that_of_the_newest_position(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(LagMeter, "now", lambda _self: now)
    lag = LagMeter(1)
    assert not lag.is_usable()
    for at, position in ((100, 10), (101, 20), (102, 30)):
        now = at
        lag.record_primary(at, position)
    lag.record_standby(20)
    assert lag.is_usable()
    now = 103
    lag.record_primary(103, 40)
    lag.record_standby(20)
    assert not lag.is_usable(), "two seconds"
    lag.record_primary(103, None)
    lag.record_standby(20)
    assert lag.is_usable(), "better than nothing"
    now = 101 + MAX_LAG_ALONE_S + 1
    lag.record_primary(now, None)
    assert not lag.is_usable()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.SerializationFailure, True),  # a conflict with replication
        (psycopg.errors.AdminShutdown, True),
        (psycopg.OperationalError, True),
        (psycopg.errors.QueryCanceled, False),
        (psycopg.errors.SyntaxError, False),
    ],
)
def test_what_is_repeated_at_the_primary(error: type[psycopg.Error], expected: bool) -> None:
    assert is_worth_repeating(error()) is expected


def test_hosts_of_a_url() -> None:
    found = list_hosts("postgresql://ada:x@one:5433,two:5434/blog?sslmode=require")
    assert [(part.count("host=one"), part.count("port=5434")) for part in found] == [(1, 0), (0, 1)]
    assert all("sslmode=require" in part and "dbname=blog" in part for part in found)
