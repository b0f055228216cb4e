"""Tags have one form when written, filtered, counted, renamed and used in feeds."""

from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from blog_api.slugs import slugify
from tests.api.test_terms import counts, rename, tags_of
from tests.factories import World

FIVE = ["C", "C++", "C#", ".NET", "日本語"]
FORMS = ["c", "c++", "c#", ".net", "日本語"]


async def found(client: httpx2.AsyncClient, query: str) -> list[int]:
    answer = await client.get(f"/api/posts?{query}")
    assert answer.status_code == 200
    return [item["id"] for item in answer.json()["items"]]


async def test_five_names_are_five_tags(client: httpx2.AsyncClient, world: World) -> None:
    post = await world.post(tags=[*FIVE, "#c#", " .Net "])
    assert post["tags"] == FORMS
    assert await counts(client) == dict.fromkeys(FORMS, 1)
    for tag in FIVE:
        assert await found(client, f"tag={quote(tag, safe='')}") == [post["id"]], tag


async def test_a_plus_that_became_a_blank_is_tried(
    client: httpx2.AsyncClient, world: World
) -> None:
    plus, plain = await world.post(tags=["C++"]), await world.post(tags=["c"])
    assert await found(client, "tag=C++") == [plus["id"]]
    assert await found(client, "tag=C%2B%2B") == [plus["id"]]
    assert await found(client, "tag=C%20") == [plain["id"]]
    assert await found(client, "tag=C") == [plain["id"]]


async def test_a_tag_of_an_earlier_release_is_found_by_both_its_names(
    client: httpx2.AsyncClient, world: World
) -> None:
    post = await world.post(tags=["net", slugify("日本語")])
    for asked in ("net", ".NET", "日本語", slugify("日本語")):
        assert await found(client, f"tag={quote(asked)}") == [post["id"]], asked
    newer = await world.post(tags=[".NET"])
    assert await found(client, "tag=.NET") == [newer["id"]]
    assert await found(client, "tag=net") == [post["id"]]


async def test_ones_own_drafts_by_tag(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    draft = await world.post(author, tags=["C++"], status="draft")
    answer = await client.get("/api/posts?author=me&tag=C%2B%2B", headers=author.headers)
    assert [item["id"] for item in answer.json()["items"]] == [draft["id"]]


@pytest.mark.parametrize("tag", ["", "💩", "#", "+", "\u3164", "\u0301"])
async def test_a_tag_without_letter_or_digit_is_refused(world: World, tag: str) -> None:
    author = await world.user()
    answer = await world.client.post(
        "/api/posts", json={"title": "t", "content": "c", "tags": [tag]}, headers=author.headers
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "tags", 0]


@pytest.mark.parametrize("tag", FIVE)
async def test_renaming_and_feeds(client: httpx2.AsyncClient, world: World, tag: str) -> None:
    admin, post = await world.admin(), await world.post(tags=[tag])
    path = quote(tag, safe="")
    for feed in ("/feed.json", "/feed.atom"):
        assert (await client.get(f"{feed}?tag={path}")).status_code == 200
    self_url = (await client.get(f"/feed.json?tag={path}")).json()["feed_url"]
    assert self_url.endswith(f"?tag={quote(FORMS[FIVE.index(tag)], safe='.')}")
    change: dict[str, Any] = await rename(client, admin, f"tags/{path}", "F#")
    assert (change["old_name"], change["new_name"]) == (FORMS[FIVE.index(tag)], "f#")
    assert await tags_of(world, post) == ["f#"]
    back = await rename(client, admin, "tags/F%23", tag)
    assert back["post_count"] == 1
    assert await counts(client) == {FORMS[FIVE.index(tag)]: 1}


async def test_a_path_that_names_no_tag(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    answer = await client.patch("/api/tags/%F0%9F%92%A9", json={"name": "x"}, headers=admin.headers)
    assert answer.status_code == 404
