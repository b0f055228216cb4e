"""A commit that waits for its standby is never cancelled, and nobody sees it before."""

import asyncio
import time
from typing import Any

import httpx2
import pytest

from blog_api.db import commits
from tests.factories import Person, World
from tests.replication.conftest import Node, Pair
from tests.replication.servers import Server

WRITES = 20
DEADLINE_S = 3
COUNT = "SELECT count(*)::int FROM posts"


def posts_at(server: Server) -> int:
    [[count]] = server.execute(COUNT)
    assert isinstance(count, int)
    return count


async def publish(world: World, author: Person, number: int) -> httpx2.Response:
    body = {"title": f"Number {number}", "content": "Words."}
    headers = author.headers | {"Idempotency-Key": f"key-{number}"}
    return await world.client.post("/api/posts", json=body, headers=headers)


async def publish_all(world: World, author: Person) -> list[httpx2.Response]:
    return await asyncio.gather(*(publish(world, author, n) for n in range(WRITES)))


async def until_published(world: World, author: Person, number: int) -> dict[str, Any]:
    """Repeat a keyed write as a client does, until it is acknowledged."""
    for _ in range(100):
        answer = await publish(world, author, number)
        if answer.status_code == 201:
            post: dict[str, Any] = answer.json()
            return post
        assert answer.status_code == 503
        await asyncio.sleep(0.1)
    raise AssertionError("never published")


async def test_no_write_is_seen_or_acknowledged_before_the_standby_is_back(
    pair: Pair, node: Node
) -> None:
    async with node() as patient, node(request_deadline=DEADLINE_S) as world:
        author = await patient.user()
        pair.standby.freeze()
        first = await publish_all(world, author)
        again = await publish_all(world, author)
        assert {answer.status_code for answer in first + again} == {503}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in first + again)
        await assert_nothing_is_seen(world, pair.primary)
        pair.standby.thaw()
        posts = [await until_published(patient, author, number) for number in range(WRITES)]
        assert len({post["id"] for post in posts}) == posts_at(pair.primary) == WRITES
        listed = (await patient.client.get("/api/posts?limit=50")).json()["items"]
        assert {post["id"] for post in listed} == {post["id"] for post in posts}


async def assert_nothing_is_seen(world: World, primary: Server) -> None:
    """Read as a client, which also shows that reads go on, and as another connection."""
    began = time.monotonic()
    answer = await world.client.get("/api/posts")
    assert answer.status_code == 200
    assert answer.json()["items"] == []
    assert time.monotonic() - began < DEADLINE_S
    assert posts_at(primary) == 0


async def until_refused(world: World, author: Person) -> None:
    """Write until as many commits wait as may."""
    for number in range(100):
        answer = await publish(world, author, number)
        assert answer.status_code == 503
        if answer.json()["detail"] == commits.WAITING:
            return
    raise AssertionError("never refused at once")


async def test_above_the_bound_writes_are_refused_at_once(pair: Pair, node: Node) -> None:
    small = {"request_deadline": DEADLINE_S, "database_pool_size": 2}
    async with node() as patient, node(**small) as world:
        author = await patient.user()
        pair.standby.freeze()
        await until_refused(world, author)
        began = time.monotonic()
        refused = await publish(world, author, WRITES)
        assert time.monotonic() - began < commits.ASIDE_AFTER_S
        assert refused.status_code == 503
        assert refused.json()["detail"] == commits.WAITING
        assert refused.headers["retry-after"] == "1"
        pair.standby.thaw()
        await until_published(world, author, WRITES)


async def test_a_server_that_stops_leaves_its_commits_waiting(
    pair: Pair, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "CLOSE_S", 0.2)
    async with node() as patient:
        author = await patient.user()
    async with node(request_deadline=DEADLINE_S) as world:
        pair.standby.freeze()
        answer = await publish(world, author, 1)
        assert answer.status_code == 503
    assert posts_at(pair.primary) == 0
    pair.standby.thaw()
    for _ in range(100):
        if posts_at(pair.primary):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the commit was lost")
