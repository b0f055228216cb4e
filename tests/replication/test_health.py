"""Readiness to write and to read, at a standby and across releases; limits of log-ins."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from pydantic import SecretStr

from blog_api.db.revision import HEAD_REVISION
from tests.embedded.observe import wait_for
from tests.factories import World
from tests.replication.conftest import Node, Pair
from tests.replication.servers import Server


async def probe(world: World, name: str) -> tuple[int, str]:
    answer = await world.client.get(f"/health/{name}")
    return answer.status_code, answer.json().get("code", "ok")


@contextmanager
def schema_of(primary: Server, revision: str, serving: str) -> Iterator[None]:
    """Pretend that another release has migrated."""
    before = primary.execute("SELECT revisions FROM schema_compatibility")
    primary.execute(f"UPDATE alembic_version SET version_num = '{revision}'")
    primary.execute(f"UPDATE schema_compatibility SET revisions = '{{{serving}}}'")
    try:
        yield
    finally:
        [[revisions]] = before
        assert isinstance(revisions, list)
        primary.execute(f"UPDATE alembic_version SET version_num = '{HEAD_REVISION}'")
        stored = ",".join(revisions)
        primary.execute(f"UPDATE schema_compatibility SET revisions = '{{{stored}}}'")


def test_migrate_stores_the_releases_that_can_serve(pair: Pair) -> None:
    [[revisions]] = pair.primary.execute("SELECT revisions FROM schema_compatibility")
    assert isinstance(revisions, list)
    assert {HEAD_REVISION, "administration"} <= set(revisions)
    assert "access_tokens" not in revisions


async def test_ready_means_that_it_can_write(pair: Pair, node: Node) -> None:
    async with node() as world:
        assert await probe(world, "ready") == await probe(world, "readable") == (200, "ok")
    async with node(database_url=SecretStr(pair.standby.serving)) as world:
        assert await probe(world, "ready") == (503, "database_read_only")
        assert await probe(world, "readable") == (200, "ok")


async def test_a_newer_schema_that_declares_itself_compatible(pair: Pair, node: Node) -> None:
    async with node() as world:
        with schema_of(pair.primary, "of_tomorrow", f"{HEAD_REVISION},of_tomorrow"):
            assert await probe(world, "ready") == await probe(world, "readable") == (200, "ok")
        with schema_of(pair.primary, "of_tomorrow", "of_tomorrow"):
            assert await probe(world, "ready") == (503, "not_migrated")
            assert await probe(world, "readable") == (503, "not_migrated")
        with schema_of(pair.primary, "administration", "access_tokens,administration"):
            assert await probe(world, "ready") == (503, "not_migrated")


async def test_a_schema_from_before_that_table(pair: Pair, node: Node) -> None:
    async with node() as world:
        pair.primary.execute("ALTER TABLE schema_compatibility RENAME TO hidden")
        try:
            assert await probe(world, "ready") == (503, "not_migrated")
        finally:
            pair.primary.execute("ALTER TABLE hidden RENAME TO schema_compatibility")


SOME_LIMITS = "SELECT count(*) > 0 FROM login_limits"


async def guess(world: World) -> httpx2.Response:
    form = {"username": "nobody", "password": "a wrong password"}
    return await world.client.post("/api/auth/login", data=form)


async def test_limits_of_log_ins_are_at_the_standby_too(pair: Pair, node: Node) -> None:
    async with node(rate_limits_enabled=True) as world:
        answers = [(await guess(world)).status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]
    assert wait_for(lambda: pair.standby.execute(SOME_LIMITS) == [(True,)])
    async with node(
        rate_limits_enabled=True, database_url=SecretStr(pair.standby.serving)
    ) as world:
        answer = await guess(world)
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
