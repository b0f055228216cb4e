"""Views of one post, each acknowledged after its commit reached the synchronous standby."""

import asyncio
import time

import pytest

from blog_api.db.database import Transaction
from blog_api.views import commands
from tests.factories import World
from tests.figures import log_event
from tests.replication.conftest import Node, Pair

VIEWS = 2000
CONCURRENT = 200


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the number of visitors of each commit from now on."""
    sizes: list[int] = []
    count_views = commands.count_views

    async def counted(db: Transaction, viewer: None, post_id: int, visitors: list[str]) -> None:
        sizes.append(len(visitors))
        await count_views(db, viewer, post_id, visitors)

    monkeypatch.setattr(commands, "count_views", counted)
    return sizes


async def view_all(world: World, post_id: int) -> float:
    """Count the views of many visitors as the route does; return the seconds it took."""
    numbers = iter(range(VIEWS))
    coalescer = world.app.state.coalescer

    async def count(visitors: list[str]) -> None:
        await world.db.write(commands.count_views, None, post_id, visitors)

    async def visit() -> None:
        for number in numbers:
            await coalescer.run(("views", post_id, None), f"visitor {number}", count)

    began = time.perf_counter()
    await asyncio.gather(*(visit() for _ in range(CONCURRENT)))
    return time.perf_counter() - began


async def test_the_visitors_of_a_crowd_share_commits(
    pair: Pair, node: Node, batches: list[int]
) -> None:
    """Each commit takes about as long as the one before, so their number decides the rate."""
    async with node() as world:
        post = await world.post()
        seconds = await view_all(world, post["id"])
        seen = (await world.client.get(f"/api/posts/{post['id']}")).json()
        assert seen["view_count"] == sum(batches) == VIEWS
    log_event("views of one post, with a synchronous standby", per_second=int(VIEWS / seconds))
    assert len(batches) <= 2 * VIEWS / CONCURRENT


async def test_concurrent_requests_share_a_commit(
    pair: Pair, node: Node, batches: list[int]
) -> None:
    async with node() as world:
        post = await world.post()
        path = f"/api/posts/{post['id']}/views"
        answers = await asyncio.gather(*(world.client.post(path) for _ in range(50)))
        assert {answer.status_code for answer in answers} == {204}
        assert (await world.client.get(path.removesuffix("/views"))).json()["view_count"] == 1
    assert sum(batches) == 50
    assert len(batches) < 25
