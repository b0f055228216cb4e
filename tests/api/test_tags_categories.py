"""`GET /tags` and `/categories`: terms of published posts."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import World

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def listed(world: World, path: str) -> list[tuple[str, int]]:
    answer = await world.client.get(path)
    assert answer.status_code == 200
    return [(item["name"], item["post_count"]) for item in answer.json()["items"]]


async def test_tags_the_most_used_first(world: World) -> None:
    await world.post(tags=["rare", "common"])
    await world.post(tags=["common", "also-rare"])
    await world.post()
    assert await listed(world, "/api/tags") == [("common", 2), ("also-rare", 1), ("rare", 1)]


async def test_categories_the_most_used_first(world: World) -> None:
    for category in ("b", "a", "R & D", "R & D", None):
        await world.post(category=category)
    assert await listed(world, "/api/categories") == [("R & D", 2), ("a", 1), ("b", 1)]


@pytest.mark.parametrize("path", ["/api/tags", "/api/categories"])
async def test_only_what_anyone_may_read_counts(world: World, path: str) -> None:
    ada = await world.user()
    about = {"tags": ["x"], "category": "x"}
    await world.post(ada, status="draft", **about)
    await world.post(ada, status="archived", **about)
    await world.post(ada, published_at=TOMORROW, **about)
    await world.deleted_post(ada, **about)
    assert await listed(world, path) == []
    answer = await world.client.get(path, headers=ada.headers)
    assert answer.json() == {"items": []}
