"""`GET /posts/{id}` and `/posts/slug/{slug}`: visibility."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.factories import World

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def seen_by(world: World, post: dict[str, Any], headers: dict[str, str]) -> set[int]:
    paths = (f"/api/posts/{post['id']}", f"/api/posts/slug/{post['slug']}")
    return {(await world.client.get(path, headers=headers)).status_code for path in paths}


async def test_by_id_and_by_slug_are_the_same(world: World) -> None:
    post = await world.post(content="# Markdown", tags=["a", "b"])
    by_id = await world.client.get(f"/api/posts/{post['id']}")
    by_slug = await world.client.get(f"/api/posts/slug/{post['slug']}")
    assert by_id.json() == by_slug.json() == post
    assert by_id.headers["etag"] == by_slug.headers["etag"]
    assert by_id.headers["etag"].startswith(f'"post-{post["id"]}-1-')


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "archived"}, {"published_at": TOMORROW}]
)
async def test_what_is_not_public_its_author_and_administrators_see(
    world: World, fields: dict[str, Any]
) -> None:
    ada, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(ada, **fields)
    assert await seen_by(world, post, ada.headers) == {200}
    assert await seen_by(world, post, admin.headers) == {200}
    assert await seen_by(world, post, stranger.headers) == {404}
    assert await seen_by(world, post, {}) == {404}


async def test_what_is_in_the_trash_nobody_sees(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    for headers in (ada.headers, admin.headers, {}):
        assert await seen_by(world, post, headers) == {404}


async def test_scheduled_post_appears_when_its_time_has_come(world: World) -> None:
    post = await world.post(published_at=TOMORROW)
    await world.execute("UPDATE posts SET published_at = now()")
    assert await seen_by(world, post, {}) == {200}


@pytest.mark.parametrize("slug", ["nothing", "Not-A-Slug", "ä", "%25", "a%2Fb", "x" * 300])
async def test_unknown_slug(client: httpx2.AsyncClient, slug: str) -> None:
    answer = await client.get(f"/api/posts/slug/{slug}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_slug_that_cannot_be(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/posts/slug/a%00b")
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["path", "slug"])


@pytest.mark.parametrize("post_id", ["0", "-1", "x", "1.5", str(2**63), "1%00"])
async def test_malformed_id(client: httpx2.AsyncClient, post_id: str) -> None:
    assert (await client.get(f"/api/posts/{post_id}")).status_code == 422


async def test_trailing_slash_and_head(world: World) -> None:
    post = await world.post()
    path = f"/api/posts/{post['id']}"
    assert (await world.client.get(f"{path}/")).json() == post
    head = await world.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"].startswith(f'"post-{post["id"]}-1-')
    assert int(head.headers["content-length"]) > 0
