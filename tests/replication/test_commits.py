"""A commit that waits for its standby is never cancelled, and nobody sees it before."""

import asyncio
from typing import Any

import httpx2
import pytest

from blog_api.db import commits
from tests.factories import Person, World
from tests.replication.conftest import Node, Pair
from tests.replication.servers import Server

WRITES = 20
DEADLINE_S = 4  # longer than CHANGE_S
COUNT = "SELECT count(*)::int FROM posts"


def posts_at(server: Server) -> int:
    [[count]] = server.execute(COUNT)
    assert isinstance(count, int)
    return count


async def publish(
    world: World, author: Person, number: int, *, is_keyed: bool = True
) -> httpx2.Response:
    """Publish; without a key by one statement, which is its own transaction."""
    # An equal text would wait for the first transaction that stores it.
    body = {"title": f"Number {number}", "content": f"Words of number {number}."}
    key = {"Idempotency-Key": f"key-{number}"} if is_keyed else {}
    return await world.client.post("/api/posts", json=body, headers=author.headers | key)


async def publish_all(world: World, author: Person) -> list[httpx2.Response]:
    return await asyncio.gather(*(publish(world, author, n) for n in range(WRITES)))


async def until_published(world: World, author: Person, number: int) -> dict[str, Any]:
    """Repeat a keyed write as a client does, until it is acknowledged."""
    for _ in range(100):
        answer = await publish(world, author, number)
        if answer.status_code == 201:
            post: dict[str, Any] = answer.json()
            return post
        assert answer.status_code in {409, 503}
        await asyncio.sleep(0.1)
    raise AssertionError("never published")


async def until_stored(server: Server) -> None:
    for _ in range(300):
        if posts_at(server):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the commit was lost")


async def test_no_write_is_seen_or_acknowledged_before_the_standby_is_back(
    pair: Pair, node: Node
) -> None:
    async with node() as patient, node(request_deadline=DEADLINE_S) as world:
        author = await patient.user()
        pair.standby.freeze()
        first = await publish_all(world, author)
        again = await publish_all(world, author)
        assert {answer.status_code for answer in first} == {503}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in first)
        # 409 is `idempotency_in_progress`: the first request with this key has not ended.
        assert {answer.status_code for answer in again} <= {409, 503}
        await assert_nothing_is_seen(world, pair.primary)
        pair.standby.thaw()
        posts = [await until_published(patient, author, number) for number in range(WRITES)]
        assert len({post["id"] for post in posts}) == posts_at(pair.primary) == WRITES
        listed = (await patient.client.get("/api/posts?limit=50")).json()["items"]
        assert {post["id"] for post in listed} == {post["id"] for post in posts}


async def assert_nothing_is_seen(world: World, primary: Server) -> None:
    """Read as a client, which also shows that reads go on, and as another connection."""
    answer = await world.client.get("/api/posts")
    assert answer.status_code == 200
    assert answer.json()["items"] == []
    assert posts_at(primary) == 0


async def test_a_statement_without_a_transaction_is_not_cancelled_either(
    pair: Pair, node: Node
) -> None:
    async with node() as patient, node(request_deadline=DEADLINE_S) as world:
        author = await patient.user()
        pair.standby.freeze()
        answer = await publish(world, author, 1, is_keyed=False)
        assert answer.status_code == 503
        await assert_nothing_is_seen(world, pair.primary)
        pair.standby.thaw()
        await until_stored(pair.primary)


async def until_refused(world: World, author: Person, size: int) -> httpx2.Response:
    """Write until as many commits wait as may; return the response of the write above that."""
    waiting = await asyncio.gather(*(publish(world, author, number) for number in range(size)))
    assert {answer.status_code for answer in waiting} == {503}
    for number in range(size, WRITES):
        answer = await publish(world, author, number)
        assert answer.status_code == 503
        if answer.json()["detail"] == commits.WAITING:
            return answer
    raise AssertionError("never refused at once")


async def test_above_the_bound_writes_are_refused_at_once(pair: Pair, node: Node) -> None:
    size = 2
    small = {"request_deadline": DEADLINE_S, "database_pool_size": size}
    async with node() as patient, node(**small) as world:
        author = await patient.user()
        pair.standby.freeze()
        refused = await until_refused(world, author, size)
        assert refused.headers["retry-after"] == "1"
        await assert_nothing_is_seen(world, pair.primary)
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
    await until_stored(pair.primary)
