"""Reads at a standby cost nothing without DATABASE_READ_URL."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Generator
from typing import Any, TypeVar

import httpx2
import pytest

from tests.factories import World

Result = TypeVar("Result")


@pytest.fixture
async def tasks() -> AsyncIterator[list[str]]:
    """Record the tasks that are started."""
    started: list[str] = []

    def start(
        loop: asyncio.AbstractEventLoop,
        coro: Coroutine[Any, Any, Result] | Generator[Any, None, Result],
        /,
        **options: Any,
    ) -> asyncio.Task[Result]:
        started.append(str(coro))
        return asyncio.Task(coro, loop=loop, **options)

    loop = asyncio.get_running_loop()
    loop.set_task_factory(start)
    yield started
    loop.set_task_factory(None)


# Statements and tasks of a read, anonymous and with a token, as in the release before
# DATABASE_READ_URL.
COSTS = {
    "/api/posts": [(1, 1), (2, 1)],
    "/api/posts/{id}": [(1, 2), (2, 1)],
    "/api/posts/{id}?render=html": [(2, 2), (3, 1)],
    "/api/posts/{id}/comments": [(2, 2), (3, 2)],
    "/api/tags": [(1, 1), (2, 1)],
    "/feed.json": [(4, 2), (4, 2)],
    "/sitemap.xml": [(2, 1), (2, 1)],
    "/health/readable": [(1, 0), (1, 0)],
}


async def test_without_a_standby_reads_cost_nothing_more(
    client: httpx2.AsyncClient, world: World, statements: list[str], tasks: list[str]
) -> None:
    author = await world.user()
    post = await world.post(author)
    found: dict[str, list[tuple[int, int]]] = {page: [] for page in COSTS}
    for page, costs in found.items():
        path = page.format_map(post)
        await client.get(path)  # a process reads the identity of the blog once
        for headers in ({}, author.headers):
            statements.clear()
            tasks.clear()
            assert (await client.get(path, headers=headers)).status_code == 200
            costs.append((len(statements), len(tasks)))
    assert found == COSTS
    assert world.app.state.standbys is None
