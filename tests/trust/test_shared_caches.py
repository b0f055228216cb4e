"""Caching: anonymous responses are public, personal ones are not stored."""

import pytest

from tests.factories import World
from tests.trust.conftest import Opening

ANYONES = [
    "/api/posts",
    "/api/posts/{id}",
    "/api/posts/slug/{slug}",
    "/api/posts/{id}/comments",
    "/api/tags",
    "/api/users/{author}",
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
]


async def published(world: World) -> dict[str, object]:
    """Return values for a path."""
    post = await world.post(tags=["news"])
    return {"id": post["id"], "slug": post["slug"], "author": post["author"]["id"]}


@pytest.mark.parametrize("path", ANYONES)
async def test_a_cache_asks_each_time(world: World, path: str) -> None:
    address = path.format_map(await published(world))
    answer = await world.client.get(address)
    assert answer.headers["cache-control"] == "public, no-cache"
    assert "Authorization" in answer.headers["vary"]
    known = {"If-None-Match": answer.headers["etag"]}
    again = await world.client.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == answer.headers[name]


@pytest.mark.parametrize("path", [path for path in ANYONES if path.startswith("/api")])
async def test_no_cache_keeps_what_a_user_is_shown(world: World, path: str) -> None:
    address = path.format_map(await published(world))
    reader = await world.user()
    answer = await world.client.get(address, headers=reader.headers)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_deleted_post_is_not_confirmed(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    paths = ["/api/posts", f"/api/posts/{post['id']}"]
    known = [(await world.client.get(path)).headers["etag"] for path in paths]
    await world.client.delete(paths[1], headers=ada.headers)
    answers = [
        await world.client.get(path, headers={"If-None-Match": tag})
        for path, tag in zip(paths, known, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[1].headers["cache-control"] == "no-store"


async def test_an_operator_may_let_shared_caches_go_without_asking(open_world: Opening) -> None:
    async with open_world(public_cache_seconds=5) as world:
        await world.post()
        answers = [await world.client.get(path) for path in ("/api/posts", "/feed.atom")]
    for answer in answers:
        assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=5"
