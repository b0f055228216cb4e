"""Anonymous reads go on while a server is stopped, frozen or replaced, with no 5xx."""

import asyncio
import time
from collections import Counter
from typing import Final

import httpx2
import pytest
from pydantic import SecretStr

from tests.embedded.observe import wait_for
from tests.factories import Person, World
from tests.replication.anonymous_reads import (
    count,
    reading,
    reading_on,
    standbys_of,
    stopped,
    titles_for,
    until_read,
    until_shown,
    until_used,
    url_of,
)
from tests.replication.conftest import NewPair, Node, Pair

DEADLINE_S: Final = 5
PAUSE_S: Final = 2.0  # one second as a rule; these tests share their processors


async def test_reads_go_on_without_the_standby(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby), request_deadline=DEADLINE_S) as world:
        author = await world.user()
        post = await world.post(author, title="Kept")
        await until_used(world)
        await until_shown(world, {"Kept"})
        async with reading_on(world, post) as statuses:
            await until_read(statuses, 20)
            async with stopped(pair.standby):
                before = count("primary")
                await until_read(statuses, 100)
                assert count("primary") > before
            await until_used(world)
            await until_read(statuses, 20)
        assert statuses.keys() == {200}


async def test_reads_go_on_without_the_primary(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby), request_deadline=DEADLINE_S) as world:
        author = await world.user()
        post = await world.post(author, title="Kept")
        await until_used(world)
        await until_shown(world, {"Kept"})
        async with reading_on(world, post) as statuses, stopped(pair.primary):
            before = count("standby_alone")
            refused = await publish(world, author)
            assert refused.status_code == 503
            assert "retry-after" in refused.headers
            assert (await world.client.get("/health/ready")).status_code == 503
            await until_read(statuses, 200)
            assert count("standby_alone") > before
        assert statuses.keys() == {200}


async def publish(world: World, author: Person) -> httpx2.Response:
    body = {"title": "Not now", "content": "Words."}
    return await world.client.post("/api/posts", json=body, headers=author.headers)


async def test_html_that_is_not_cached_is_shown_without_the_primary(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby), request_deadline=DEADLINE_S) as world:
        post = await world.post(content="A **word**.")
        pair.primary.execute("DELETE FROM post_html")
        await until_used(world)
        assert wait_for(lambda: pair.standby.execute("SELECT count(*) FROM post_html") == [(0,)])
        async with stopped(pair.primary):
            while not standbys_of(world).is_primary_away:
                await asyncio.sleep(0.05)
            answer = await world.client.get(f"/api/posts/{post['id']}?render=html")
            assert "<strong>word</strong>" in answer.json()["content_html"]


@pytest.mark.parametrize("frozen", ["primary", "standby"])
async def test_reads_go_on_while_a_server_is_frozen(pair: Pair, node: Node, frozen: str) -> None:
    server = pair.primary if frozen == "primary" else pair.standby
    async with node(**reading(pair.standby), request_deadline=DEADLINE_S) as world:
        post = await world.post(title="Kept")
        await until_used(world)
        await until_shown(world, {"Kept"})
        async with reading_on(world, post) as statuses:
            await until_read(statuses, 20)
            server.freeze()
            try:
                await until_read(statuses, 100)
            finally:
                server.thaw()
        assert statuses.keys() == {200}


async def until_read_soon(statuses: Counter[int]) -> None:
    began = time.monotonic()
    before = statuses[200]
    while statuses[200] < before + 2:  # one may have been under way
        await asyncio.sleep(0.02)
    assert time.monotonic() - began < PAUSE_S


async def test_another_standby_is_read_when_one_leaves_with_the_primary(
    node: Node, new_pair: NewPair
) -> None:
    with new_pair() as pair:
        second = pair.primary.standby(pair.primary.data_dir.parent / "second")
        standbys = {"standby": pair.standby, "second": second}
        url = url_of(pair.standby, second)
        async with node(
            database_url=SecretStr(pair.primary.serving),
            database_read_url=url,
            request_deadline=DEADLINE_S,
        ) as world:
            post = await world.post(title="Kept")
            await until_used(world)
            await until_shown(world, {"Kept"})
            used = standbys_of(world).in_use
            assert used is not None
            [read] = [server for name, server in standbys.items() if f"/{name}/" in used.host.url]
            async with reading_on(world, post) as statuses:
                await until_read(statuses, 20)
                for server in (read, pair.primary):
                    server.freeze()
                try:
                    await until_read_soon(statuses)
                    await until_read(statuses, 50)
                    now = standbys_of(world).in_use
                    assert now is not None
                    assert now.host is not used.host
                finally:
                    for server in (read, pair.primary):
                        server.thaw()
        second.stop()


async def test_without_the_primary_the_standby_that_has_most_is_read(
    node: Node, new_pair: NewPair
) -> None:
    """A commit is acknowledged when one of two standbys has it: the other may lack it."""
    with new_pair() as pair:
        second = pair.primary.standby(pair.primary.data_dir.parent / "second")
        standbys = {"standby": pair.standby, "second": second}
        async with node(
            database_url=SecretStr(pair.primary.serving),
            database_read_url=url_of(pair.standby, second),
            read_max_lag_seconds=30,
            request_deadline=DEADLINE_S,
        ) as world:
            await world.post(title="Kept")
            await until_used(world)
            await until_shown(world, {"Kept"})
            used = standbys_of(world).in_use
            assert used is not None
            [read] = [server for name, server in standbys.items() if f"/{name}/" in used.host.url]
            read.execute("SELECT pg_wal_replay_pause()")
            await world.post(title="Acknowledged")
            assert await titles_for(world) == {"Kept"}
            async with stopped(pair.primary):
                await until_shown(world, {"Kept", "Acknowledged"})
        second.stop()


async def test_a_standby_that_was_away_is_read_as_soon_as_the_primary_is(
    pair: Pair, node: Node
) -> None:
    """It lags by more than the limit, which holds only as long as there is a primary."""
    pair.primary.wait_for_standbys()
    async with node(**reading(pair.standby), request_deadline=DEADLINE_S) as world:
        post = await world.post(title="Kept")
        await until_used(world)
        await until_shown(world, {"Kept"})
        async with reading_on(world, post) as statuses:
            pair.standby.freeze()
            await until_read(statuses, 20)
            for number in range(5):
                await world.post(title=f"Late {number}")
                await asyncio.sleep(0.5)
            pair.primary.freeze()
            pair.standby.thaw()
            try:
                await until_read_soon(statuses)
                await until_read(statuses, 50)
            finally:
                pair.primary.thaw()
        assert statuses.keys() <= {200, 503}


async def test_reads_go_on_through_a_failover(node: Node, new_pair: NewPair) -> None:
    with new_pair() as pair:
        several = {
            "database_url": url_of(pair.primary, pair.standby, attributes="read-write"),
            "database_read_url": url_of(pair.primary, pair.standby, attributes="prefer-standby"),
        }
        async with node(**several, request_deadline=DEADLINE_S) as world:
            author = await world.user()
            post = await world.post(author, title="Kept")
            await until_used(world)
            await until_shown(world, {"Kept"})
            async with reading_on(world, post) as statuses:
                await asyncio.to_thread(pair.primary.stop)
                await until_read(statuses, 20)
                pair.standby.promote()
                await until_published(world, author)
                await until_read(statuses, 100)
                used = standbys_of(world).in_use
                assert used is not None
                assert used.is_promoted
            assert statuses.keys() == {200}
            await until_shown(world, {"Kept", "Not now"})


async def until_published(world: World, author: Person) -> None:
    for _ in range(600):
        answer = await publish(world, author)
        if answer.status_code == 201:
            return
        assert answer.status_code == 503
        await asyncio.sleep(0.05)
    raise AssertionError("never published")
