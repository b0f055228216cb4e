"""Tags and categories: exact counts, renames and merges in all posts, and their undo."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.factories import Person, World

LATER = "2999-01-01T00:00:00Z"


async def counts(client: httpx2.AsyncClient, kind: str = "tags") -> dict[str, int]:
    answer = await client.get(f"/api/{kind}")
    assert answer.status_code == 200
    return {item["name"]: item["post_count"] for item in answer.json()["items"]}


async def rename(client: httpx2.AsyncClient, admin: Person, path: str, name: str) -> dict[str, Any]:
    """Rename a term; return the recorded change."""
    answer = await client.patch(f"/api/{path}", json={"name": name}, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    change: dict[str, Any] = answer.json()
    return change


async def undo(client: httpx2.AsyncClient, admin: Person, change: dict[str, Any]) -> Any:
    """Undo a change; return the number of posts that got their terms back."""
    answer = await client.post(f"/api/term-changes/{change['id']}/undo", headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def tags_of(world: World, post: dict[str, Any]) -> list[str]:
    """Return the stored tags, also of a post in the trash."""
    [(tags,)] = await world.execute("SELECT tags FROM posts WHERE id = %s", post["id"])
    assert isinstance(tags, list)
    return tags


async def test_counts_follow_a_post_through_its_life(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    url = f"/api/posts/{(await world.post(author, tags=['a', 'b'], category='C'))['id']}"
    assert (await counts(client), await counts(client, "categories")) == (
        {"a": 1, "b": 1},
        {"C": 1},
    )
    for changes, tags in (
        ({"tags": ["b", "c"]}, {"b": 1, "c": 1}),
        ({"status": "draft"}, {}),
        ({"status": "published", "title": "Again"}, {"b": 1, "c": 1}),
        ({"published_at": LATER}, {}),
        ({"published_at": "2020-01-01T00:00:00Z"}, {"b": 1, "c": 1}),
    ):
        await client.patch(url, json=changes, headers=author.headers)
        assert await counts(client) == tags
    await client.delete(url, headers=author.headers)
    assert (await counts(client), await counts(client, "categories")) == ({}, {})
    await client.post(f"{url}/restore", headers=admin.headers)
    assert await counts(client) == {"b": 1, "c": 1}
    await client.delete(f"{url}?hard_delete=true", headers=admin.headers)
    assert await counts(client) == {}


async def test_a_scheduled_post_counts_from_its_hour_on(
    client: httpx2.AsyncClient, world: World
) -> None:
    post = await world.post(tags=["soon"], published_at=LATER)
    await world.post(tags=["soon", "now"])
    assert await counts(client) == {"now": 1, "soon": 1}
    hour = "UPDATE posts SET published_at = now() - interval '1 second' WHERE id = %s"
    await world.execute(hour, post["id"])
    assert await counts(client) == {"soon": 2, "now": 1}


async def test_the_most_used_come_first(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    for tags in (["b", "a"], ["b"], ["c", "b"], ["c"]):
        await world.post(author, tags=tags)
    answer = await client.get("/api/tags?limit=2")
    assert [tuple(item.values()) for item in answer.json()["items"]] == [("b", 3), ("c", 2)]
    assert (await client.get("/api/tags?limit=1001")).status_code == 422


async def test_parallel_writers_of_one_tag_are_counted_exactly(
    client: httpx2.AsyncClient, world: World
) -> None:
    authors = [await world.user() for _ in range(8)]
    posts = await asyncio.gather(*(world.post(a, tags=["hot"]) for a in authors for _ in range(5)))
    assert await counts(client) == {"hot": 40}
    admin = await world.admin()
    await asyncio.gather(
        *(client.delete(f"/api/posts/{p['id']}", headers=admin.headers) for p in posts[:30])
    )
    assert await counts(client) == {"hot": 10}


async def test_a_rename_reaches_every_post_and_moves_its_tag(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    live = await world.post(author, tags=["x", "old", "y"])
    draft = await world.post(author, tags=["old"], status="draft")
    trashed = await world.deleted_post(author, tags=["old", "z"])
    untouched = await world.post(author, tags=["x"])
    tags = [(await client.get(f"/api/posts/{p['id']}")).headers["etag"] for p in (live, untouched)]
    change = await rename(client, admin, "tags/old", "New Name")
    assert (change["new_name"], change["merged"], change["post_count"]) == ("new-name", False, 3)
    after = await client.get(f"/api/posts/{live['id']}")
    assert after.json()["tags"] == ["x", "new-name", "y"]
    assert after.json()["updated_at"] == live["updated_at"]
    assert after.headers["etag"] != tags[0]
    assert (await client.get(f"/api/posts/{untouched['id']}")).headers["etag"] == tags[1]
    assert await tags_of(world, draft) == ["new-name"]
    assert await tags_of(world, trashed) == ["new-name", "z"]
    assert await counts(client) == {"x": 2, "new-name": 1, "y": 1}


async def test_a_merge_and_its_undo_are_exact(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    before = (
        ["js", "x"],
        ["x", "javascript"],
        ["a", "js", "javascript"],
        ["javascript", "b", "js"],
    )
    posts = [await world.post(author, tags=tags) for tags in before]
    change = await rename(client, admin, "tags/js", "javascript")
    assert (change["merged"], change["post_count"]) == (True, 3)
    assert [await tags_of(world, post) for post in posts] == [
        ["javascript", "x"],
        ["x", "javascript"],
        ["a", "javascript"],
        ["javascript", "b"],
    ]
    assert await counts(client) == {"javascript": 4, "x": 2, "a": 1, "b": 1}
    assert await undo(client, admin, change) == {"restored": 3, "left": 0}
    assert tuple([await tags_of(world, post) for post in posts]) == before
    assert await counts(client) == {"js": 3, "javascript": 3, "x": 2, "a": 1, "b": 1}
    assert await undo(client, admin, change) == {"restored": 0, "left": 0}


async def test_an_undo_leaves_what_was_written_since(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    edited, retitled, gone = [await world.post(author, tags=["old"]) for _ in range(3)]
    change = await rename(client, admin, "tags/old", "new")
    for post, body in ((edited, {"tags": ["new", "mine"]}), (retitled, {"title": "Other"})):
        await client.patch(f"/api/posts/{post['id']}", json=body, headers=author.headers)
    await client.delete(f"/api/posts/{gone['id']}?hard_delete=true", headers=admin.headers)
    assert await undo(client, admin, change) == {"restored": 1, "left": 1}
    assert await tags_of(world, edited) == ["new", "mine"]
    assert await tags_of(world, retitled) == ["old"]
    listed = (await client.get("/api/term-changes", headers=admin.headers)).json()["items"]
    assert [(item["id"], item["undone_at"] is not None) for item in listed] == [
        (change["id"], True)
    ]


async def test_categories_likewise(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    first = await world.post(author, category="R&D / 研究")
    await world.post(author, category="Research")
    path = "categories/R%26D%20%2F%20%E7%A0%94%E7%A9%B6"
    change = await rename(client, admin, path, "Research")
    assert (change["merged"], change["post_count"]) == (True, 1)
    assert await counts(client, "categories") == {"Research": 2}
    assert await undo(client, admin, change) == {"restored": 1, "left": 0}
    assert (await client.get(f"/api/posts/{first['id']}")).json()["category"] == "R&D / 研究"
    assert await counts(client, "categories") == {"Research": 1, "R&D / 研究": 1}


async def test_both_are_written_down(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    await world.post(tags=["old"])
    await undo(client, admin, await rename(client, admin, "tags/old", "new"))
    entries = await world.execute(
        "SELECT action, actor_id, details->>'post_count' FROM audit_entries ORDER BY id"
    )
    assert entries == [("tag.rename", admin.id, "1"), ("tag.undo", admin.id, None)]


@pytest.mark.parametrize("path", ["tags/nothing", "categories/nothing", "tags/a%00b"])
async def test_a_name_that_no_post_has(client: httpx2.AsyncClient, world: World, path: str) -> None:
    admin = await world.admin()
    answer = await client.patch(f"/api/{path}", json={"name": "new"}, headers=admin.headers)
    assert answer.status_code in {404, 422}
    assert await world.execute("SELECT * FROM term_changes") == []


async def test_a_new_name_is_another_name(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    await world.post(tags=["same"])
    for name in ("Same", "", "!?", None):
        answer = await client.patch("/api/tags/same", json={"name": name}, headers=admin.headers)
        assert answer.status_code == 422


async def test_only_for_administrators(client: httpx2.AsyncClient, world: World) -> None:
    user = await world.user()
    body = {"name": "new"}
    for method, path in (
        ("PATCH", "tags/a"),
        ("PATCH", "categories/a"),
        ("GET", "term-changes"),
        ("POST", "term-changes/1/undo"),
    ):
        json = body if method == "PATCH" else None
        answer = await client.request(method, f"/api/{path}", json=json, headers=user.headers)
        assert answer.status_code == 403
        assert (await client.request(method, f"/api/{path}", json=json)).status_code == 401


@pytest.mark.parametrize("kind", ["tags", "categories"])
async def test_a_nul_in_a_name_is_refused(
    client: httpx2.AsyncClient, world: World, kind: str
) -> None:
    admin = await world.admin()
    answer = await client.patch(f"/api/{kind}/a%00b", json={"name": "new"}, headers=admin.headers)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["path", "name"]]
