"""Reads at a standby: whose, how old, and which server runs them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx2
import pytest
from sqlalchemy import func, select

from blog_api.db.public_reader import StandbyReader
from blog_api.db.statements import Statement, constant
from tests.contract.operations import PARAMETER, operations
from tests.factories import Person, World
from tests.replication.anonymous_reads import (
    count,
    paused_replay,
    reading,
    standbys_of,
    titles_for,
    until_shown,
    until_used,
    url_of,
)
from tests.replication.conftest import Node, Pair

# Public reads; every other operation reads the primary.
AT_STANDBY: Final = {
    "GET /api/posts",
    "GET /api/posts/{post_id}",
    "GET /api/posts/slug/{slug}",
    "GET /api/posts/{post_id}/comments",
    "GET /api/tags",
    "GET /api/categories",
    "GET /api/redirects",
    "GET /api/users/{user_id}",
    "GET /api/users/username/{username}",
    "GET /feed.atom",
    "GET /feed.json",
    "GET /sitemap.xml",
    "GET /health/readable",
}
QUERIES: Final = {"/api/redirects": "?path=/old"}
SLOW_AT_THE_STANDBY: Final = """
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY slow ON posts
    USING (CASE WHEN pg_is_in_recovery() THEN pg_sleep(3) IS NOT NULL ELSE true END)
"""
AS_FAST_AS_BEFORE: Final = "DROP POLICY slow ON posts; ALTER TABLE posts DISABLE ROW LEVEL SECURITY"
SLEEPERS: Final = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
READ_ONLY: Final = Statement(
    select(func.current_setting(constant("default_transaction_read_only"))), str
)


async def test_only_public_reads_without_a_token_are_at_the_standby(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby, max_lag_s=30)) as world:
        admin = await world.admin()
        await until_used(world)
        found = set()
        for operation in operations(world.app):
            if operation.method != "GET":
                continue
            template = operation.template
            path = PARAMETER.sub("1", template) + QUERIES.get(template, "")
            before = count("standby")
            await world.client.get(path)
            if count("standby") > before:
                found.add(operation.name)
            before = count("standby", "standby_alone", "primary", "repeated")
            await world.client.get(path, headers=admin.headers)
            assert count("standby", "standby_alone", "primary", "repeated") == before, path
    assert found == AT_STANDBY


async def test_nobody_reads_their_own_past(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby, max_lag_s=30)) as world:
        author = await world.user()
        post = await world.post(author, title="Kept", tags=["old"])
        await until_used(world)
        await until_shown(world, {"Kept"})
        url = f"/api/posts/{post['id']}"
        with paused_replay(pair):
            edit = {"title": "Edited", "tags": ["new"]}
            edited = await world.client.patch(url, json=edit, headers=author.headers)
            assert edited.status_code == 200
            await world.comment(author, post["id"], "A fresh comment.")
            await assert_shown(world, post, "Edited", author.headers)
            await assert_shown(world, post, "Kept", {})
            assert "Edited" in (await at_studio(world, author)).text
            assert (await world.client.delete(url, headers=author.headers)).status_code == 204
            assert (await world.client.get(url, headers=author.headers)).status_code == 404
            assert await titles_for(world, author) == set()
            # This is the promise that DATABASE_READ_URL gives up.
            assert (await world.client.get(url)).status_code == 200
        await until_shown(world, set())


async def assert_shown(
    world: World, post: dict[str, Any], title: str, headers: dict[str, str]
) -> None:
    """Expect one of two states on every page."""
    is_fresh = title == "Edited"
    expected = {
        "/api/posts": title,
        "/api/posts?search=words": title,
        "/api/posts/{id}": title,
        "/api/posts/{id}?render=html": title,
        "/api/posts/slug/{slug}": title,
        "/api/posts/{id}/comments": "A fresh comment." if is_fresh else '"items":[]',
        "/api/tags": "new" if is_fresh else "old",
        "/feed.atom": title,
        "/feed.json": title,
    }
    for page, text in expected.items():
        answer = await world.client.get(page.format_map(post), headers=headers)
        assert text in answer.text, (page, answer.text)


async def at_studio(world: World, author: Person) -> httpx2.Response:
    """Return the author's posts as the studio shows them, by its cookie."""
    token = author.headers["Authorization"].removeprefix("Bearer ")
    cookie = {"Cookie": f"studio-access-80={token}"}
    answer = await world.client.get("/studio/posts", headers=cookie)
    assert answer.status_code == 200
    return answer


async def test_signed_in_and_anonymous_readers_share_no_lookup(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby, max_lag_s=30)) as world:
        author = await world.user()
        post = await world.post(author, title="Kept")
        await until_used(world)
        await until_shown(world, {"Kept"})
        url = f"/api/posts/{post['id']}"
        with paused_replay(pair):
            edited = await world.client.patch(url, json={"title": "New"}, headers=author.headers)
            assert edited.status_code == 200
            asked = [author.headers, {}] * 10
            answers = await asyncio.gather(
                *(world.client.get(url, headers=headers) for headers in asked),
            )
            feeds = await asyncio.gather(
                *(world.client.get("/feed.json", headers=headers) for headers in asked),
            )
        assert [answer.json()["title"] for answer in answers] == ["New", "Kept"] * 10
        shown = [answer.json()["items"][0]["title"] for answer in feeds]
        assert shown == ["New", "Kept"] * 10


async def test_a_standby_that_lags_is_left_for_the_primary(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby)) as world:
        author = await world.user()
        await until_used(world)
        with paused_replay(pair):
            await world.post(author, title="Late")
            await until_shown(world, {"Late"})
            assert standbys_of(world).in_use is None
        await until_used(world)
        assert await titles_for(world) == {"Late"}


async def test_a_request_does_not_go_back_to_the_standby(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.standby)) as world:
        await until_used(world)
        reader = StandbyReader(standbys_of(world))
        assert await reader.one(READ_ONLY) == "on"
        with paused_replay(pair):
            await world.post(title="Late")
            while standbys_of(world).in_use is not None:
                await asyncio.sleep(0.05)
            assert await reader.one(READ_ONLY) == "off"
        await until_used(world)
        assert await reader.one(READ_ONLY) == "off"
        assert await StandbyReader(standbys_of(world)).one(READ_ONLY) == "on"


@contextmanager
def slow_standby(pair: Pair) -> Iterator[None]:
    """Make rows of posts take seconds at the standby, where a conflict cancels at once."""
    pair.primary.execute(SLOW_AT_THE_STANDBY)
    pair.standby.execute("ALTER SYSTEM SET max_standby_streaming_delay = 0")
    pair.standby.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        pair.standby.execute("ALTER SYSTEM RESET max_standby_streaming_delay")
        pair.standby.execute("SELECT pg_reload_conf()")
        pair.primary.execute(AS_FAST_AS_BEFORE)


@pytest.mark.parametrize("cause", ["conflict", "terminated"])
async def test_a_query_that_the_standby_cancels_runs_at_the_primary(
    pair: Pair, node: Node, cause: str
) -> None:
    async with node(**reading(pair.standby, max_lag_s=30)) as world:
        post = await world.post(title="Kept")
        await until_used(world)
        await until_shown(world, {"Kept"})
        with slow_standby(pair):
            sleepers = f"SELECT count(*)::int {SLEEPERS}"
            before = count("repeated")
            asked = asyncio.create_task(world.client.get(f"/api/posts/{post['id']}"))
            while pair.standby.execute(sleepers) == [(0,)]:
                assert not asked.done()
                await asyncio.sleep(0.02)
            if cause == "conflict":
                pair.primary.execute("UPDATE posts SET title = title")
                pair.primary.execute("VACUUM posts")
            else:
                pair.standby.execute(f"SELECT pg_terminate_backend(pid) {SLEEPERS}")
            answer = await asked
        assert (answer.status_code, answer.json()["title"]) == (200, "Kept")
        assert count("repeated") == before + 1


async def test_a_standby_is_preferred_and_its_connections_are_read_only(
    pair: Pair, node: Node
) -> None:
    url = url_of(pair.primary, pair.standby, attributes="prefer-standby")
    for _ in range(3):  # the order of the hosts is random
        async with node(database_read_url=url) as world:
            await until_used(world)
            used = standbys_of(world).in_use
            assert used is not None
            assert not used.is_promoted
            assert used.database is not None
            assert await used.database.one(READ_ONLY) == "on"
            assert await world.db.one(READ_ONLY) == "off"


async def test_a_primary_is_no_standby(pair: Pair, node: Node) -> None:
    async with node(**reading(pair.primary)) as world:
        await world.post(title="Kept")
        before = count("primary")
        while standbys_of(world).is_primary_away:
            await asyncio.sleep(0.05)
        assert await titles_for(world) == {"Kept"}
        assert count("primary") == before + 1
