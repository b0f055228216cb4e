"""`GET /posts`: filters and their permissions, sorts, and `count`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from blog_api.posts import listing
from tests.factories import Person, World

POSTS = "/api/posts"
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def titles(world: World, viewer: Person | None = None, **query: Any) -> list[str]:
    headers = viewer.headers if viewer else {}
    answer = await world.client.get(POSTS, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


async def of_every_status(world: World, author: Person, name: str) -> None:
    await world.post(author, title=f"{name} published")
    await world.post(author, title=f"{name} draft", status="draft")
    await world.post(author, title=f"{name} archived", status="archived")
    await world.post(author, title=f"{name} scheduled", published_at=TOMORROW)
    await world.deleted_post(author, title=f"{name} deleted")


async def test_published_posts_without_their_content(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await of_every_status(world, ada, "ada")
    answer = await world.client.get(POSTS)
    assert [item["title"] for item in answer.json()["items"]] == ["ada published", post["title"]]
    assert (answer.json()["next_cursor"], answer.json()["total"]) == (None, None)
    del post["content"], post["voted"]
    assert answer.json()["items"][1] == post


async def test_the_same_for_everyone(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    await of_every_status(world, ada, "ada")
    for viewer in (ada, admin, None):
        assert await titles(world, viewer) == ["ada published"]
        assert await titles(world, viewer, status="published") == ["ada published"]


async def test_all_of_ones_own(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    await of_every_status(world, ada, "ada")
    await of_every_status(world, admin, "admin")
    mine = ["ada scheduled", "ada archived", "ada draft", "ada published"]
    assert await titles(world, ada, author="me") == mine
    assert await titles(world, admin, author="me") == [t.replace("ada", "admin") for t in mine]
    assert await titles(world, ada, author="me", status="draft") == ["ada draft"]
    assert await titles(world, ada, author="me", status="published") == ["ada published"]


@pytest.mark.parametrize("status", ["draft", "archived"])
async def test_other_statuses_are_ones_own_and_everyones_for_admins(
    world: World, status: str
) -> None:
    ada, grace, admin = await world.user(), await world.user("grace"), await world.admin()
    await of_every_status(world, ada, "ada")
    await of_every_status(world, grace, "grace")
    assert await titles(world, ada, status=status) == [f"ada {status}"]
    assert await titles(world, ada, status=status, author="grace") == []
    assert await titles(world, admin, status=status) == [f"grace {status}", f"ada {status}"]
    assert await titles(world, admin, status=status, author=ada.id) == [f"ada {status}"]


@pytest.mark.parametrize(
    "query",
    [
        *({"author": "me"}, {"author": "me", "status": "published"}),
        *({"status": "draft"}, {"status": "archived"}, {"status": "draft", "author": "ada"}),
    ],
)
async def test_nobody_has_none_of_their_own(
    client: httpx2.AsyncClient, query: dict[str, str]
) -> None:
    answer = await client.get(POSTS, params=query)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_by_author(world: World) -> None:
    ada, grace = await world.user("ada"), await world.user("Grace")
    await world.post(ada, title="by ada")
    await world.post(grace, title="by grace")
    assert await titles(world, author=ada.id) == ["by ada"]
    assert await titles(world, author="gRACE") == ["by grace"]
    for nobody in ("nobody", "", 2**63 - 1, "%", "12x"):
        assert await titles(world, author=nobody) == []


@pytest.mark.parametrize("rare", [False, True])
async def test_a_tag_that_many_posts_have_and_one_that_few_have(
    world: World, monkeypatch: pytest.MonkeyPatch, rare: bool
) -> None:
    """The query strategies differ; the results must not."""

    async def is_rare(*_: object) -> bool:
        return rare

    monkeypatch.setattr(listing, "is_rare", is_rare)
    ada = await world.user("ada")
    for name in ("a", "b", "c"):
        await world.post(title=name, tags=["x", name], content="kelp")
    await world.post(ada, title="d", tags=["x"], content="kelp")
    await world.post(ada, title="draft", tags=["x"], status="draft")
    await world.post(ada, title="scheduled", tags=["x"], published_at=TOMORROW)
    await world.deleted_post(ada, title="deleted", tags=["x"])
    for sort in ("newest", "updated"):
        assert await titles(world, tag="x", sort=sort) == ["d", "c", "b", "a"]
    assert await titles(world, tag="x", sort="oldest", page=2, limit=3) == ["d"]
    assert await titles(world, tag="x", author="ada") == ["d"]
    assert await titles(world, tag="x", search="kelp") == ["d", "c", "b", "a"]
    assert await titles(world, ada, tag="x", status="draft") == ["draft"]
    assert await titles(world, tag="nothing") == await titles(world, tag="draft") == []
    first = (await world.client.get(POSTS, params={"tag": "x", "limit": 3})).json()
    assert await titles(world, tag="x", cursor=first["next_cursor"]) == ["a"]
    counted = await world.client.get(POSTS, params={"tag": "x", "count": "exact"})
    assert counted.json()["total"] == 4


async def test_by_tag(world: World) -> None:
    long = "漢字" * 20
    await world.post(title="both", tags=["Web Dev", "news"])
    await world.post(title="one", tags=["news", long])
    assert await titles(world, tag="news") == ["one", "both"]
    assert await titles(world, tag="web-dev") == await titles(world, tag="Web  Dev!") == ["both"]
    assert await titles(world, tag=long) == ["one"], "cut like the tag itself"
    for nothing in ("new", "%", "!!!", ""):
        assert await titles(world, tag=nothing) == []


async def test_by_category(world: World) -> None:
    await world.post(title="a", category="R & D")
    await world.post(title="b", category="r & d")
    await world.post(title="c")
    assert await titles(world, category="R & D") == ["a"]
    assert await titles(world, category="") == []


async def test_by_time_of_writing(world: World) -> None:
    """`created_after` is inclusive, `created_before` exclusive; publication does not matter."""
    ada = await world.user()
    first = await world.post(ada, title="first", published_at="2001-02-03T04:05:06Z")
    second = await world.post(ada, title="second")
    assert await titles(world, created_after=second["created_at"]) == ["second"]
    assert await titles(world, created_before=second["created_at"]) == ["first"]
    both = {"created_after": first["created_at"], "created_before": second["created_at"]}
    assert await titles(world, **both) == ["first"]
    assert await titles(world, created_before="2026-01-01T00:00:00+14:00") == []


async def test_filters_together(world: World) -> None:
    ada = await world.user("ada")
    await world.post(ada, title="hit", tags=["x"], category="c")
    await world.post(ada, title="other category", tags=["x"], category="d")
    await world.post(ada, title="other tag", tags=["y"], category="c")
    await world.post(title="other author", tags=["x"], category="c")
    assert await titles(world, author="ada", tag="x", category="c") == ["hit"]


async def test_sorts(world: World) -> None:
    """Published posts are dated by publication, a mixture by creation."""
    ada = await world.user()
    one = await world.post(ada, title="one", published_at="2003-01-01T00:00:00Z")
    await world.post(ada, title="two", published_at="2001-01-01T00:00:00Z")
    await world.post(ada, title="three", published_at="2002-01-01T00:00:00Z")
    path = f"{POSTS}/{one['id']}"
    await world.client.patch(path, json={"category": "c"}, headers=ada.headers)
    assert await titles(world) == await titles(world, sort="newest") == ["one", "three", "two"]
    assert await titles(world, sort="oldest") == ["two", "three", "one"]
    assert await titles(world, sort="updated") == ["one", "three", "two"]
    assert await titles(world, ada, author="me") == ["three", "two", "one"]
    assert await titles(world, ada, author="me", sort="oldest") == ["one", "two", "three"]
    assert await titles(world, ada, author="me", sort="updated") == ["one", "three", "two"]


async def test_count(world: World) -> None:
    ada = await world.user()
    await of_every_status(world, ada, "ada")
    await world.post(tags=["x"])
    for query, total in (
        ({}, 2),
        ({"limit": 1}, 2),
        ({"tag": "x"}, 1),
        ({"author": "me"}, 4),
        ({"status": "draft"}, 1),
        ({"page": 9}, 2),
    ):
        params = {"count": "exact"} | query
        answer = await world.client.get(POSTS, params=params, headers=ada.headers)
        assert answer.json()["total"] == total


@pytest.mark.parametrize(
    "query",
    [
        *({"limit": 0}, {"limit": 101}, {"limit": -1}, {"limit": "x"}, {"limit": "1.0"}),
        *({"limit": "+1"}, {"limit": "1_0"}, {"limit": ""}, {"limit": "9" * 5000}),
        *({"page": 0}, {"page": -1}, {"page": 2**63}, {"page": 2**62}, {"page": "x"}),
        *({"skip": -1}, {"skip": 2**63}, {"skip": 2**63 - 1}, {"skip": "0x1"}),
        *({"page": 1, "skip": 0}, {"page": 1, "cursor": "x"}, {"skip": 0, "cursor": "x"}),
        *({"sort": "random"}, {"sort": "id; DROP TABLE posts"}, {"count": "yes"}, {"status": "x"}),
        *({"author": "9" * 20}, {"author": "a\0"}, {"author": "x" * 101}, {"tag": "\0"}),
        *({"tag": "x" * 101}, {"category": "\0"}, {"category": "x" * 101}),
        *({"created_after": "yesterday"}, {"created_after": "2001-02-03T04:05:06"}),
        *({"created_before": "9999-12-31T23:59:59-12:00"}, {"created_before": "1234567890"}),
    ],
)
async def test_malformed_query(client: httpx2.AsyncClient, query: dict[str, Any]) -> None:
    answer = await client.get(POSTS, params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["errors"][0]["loc"][0] == "query"


async def test_unknown_parameters_are_ignored(world: World) -> None:
    await world.post(title="here")
    assert await titles(world, utm_source="mail", items="no") == ["here"]
