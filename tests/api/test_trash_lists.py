"""Lists of the trash: filters, search, pages."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.factories import Person, World

POSTS = "/api/trash/posts"


async def ids_of(
    client: httpx2.AsyncClient, who: Person, path: str = POSTS, **params: Any
) -> list[int]:
    answer = await client.get(path, params=params, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_by_whom_it_was_deleted(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    own, post = await world.deleted_post(ada), await world.post(ada)
    await world.delete(f"/api/posts/{post['id']}", admin)
    assert await ids_of(client, ada, deleted_by=ada.id) == [own["id"]]
    assert await ids_of(client, admin, deleted_by=admin.id) == [post["id"]]
    assert await ids_of(client, admin, deleted_by=admin.id + 1000) == []


async def test_deleter_who_is_away_is_found_by_administrators_only(
    client: httpx2.AsyncClient, world: World
) -> None:
    boss, admin, ada = await world.admin(), await world.admin(), await world.user()
    post = await world.post(ada)
    comment = await world.comment(ada, post["id"])
    await world.delete(f"/api/comments/{comment['id']}", admin)
    await world.delete(f"/api/posts/{post['id']}", admin)
    lists = {POSTS: post["id"], "/api/trash/comments": comment["id"]}
    for path, item_id in lists.items():
        assert await ids_of(client, ada, path, deleted_by=admin.id) == [item_id]
    await world.delete("/api/users/me", admin)
    for path, item_id in lists.items():
        assert await ids_of(client, ada, path, deleted_by=admin.id) == []
        assert await ids_of(client, boss, path, deleted_by=admin.id) == [item_id]


async def test_what_one_deletion_took(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada, bob = await world.admin(), await world.user(), await world.user()
    post, other = await world.post(ada), await world.deleted_post(bob)
    comment = await world.comment(ada, (await world.post())["id"])
    deletion_id = await world.delete("/api/users/me", ada)
    lists = {POSTS: post["id"], "/api/trash/comments": comment["id"], "/api/trash/users": ada.id}
    for path, item_id in lists.items():
        assert await ids_of(client, admin, path, deletion_id=deletion_id) == [item_id]
    for path in (POSTS, "/api/trash/comments"):
        assert await ids_of(client, bob, path, deletion_id=deletion_id) == []
    assert await ids_of(client, bob, deletion_id=other["deletion_id"]) == [other["id"]]


async def test_when_it_was_deleted(client: httpx2.AsyncClient, world: World) -> None:
    ada = await world.user()
    first, second = await world.deleted_post(ada), await world.deleted_post(ada)
    answer = await client.get(f"{POSTS}/{second['id']}", headers=ada.headers)
    at = answer.json()["deleted_at"]
    assert await ids_of(client, ada, deleted_after=at) == [second["id"]]
    assert await ids_of(client, ada, deleted_before=at) == [first["id"]]
    later = (datetime.fromisoformat(at) + timedelta(microseconds=1)).isoformat()
    assert await ids_of(client, ada, deleted_after=later) == []
    assert await ids_of(client, ada, deleted_before=later) == [second["id"], first["id"]]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("100%", ["100% sure"]),
        ("%", ["100% sure"]),
        ("_", ["snake_case"]),
        ("\\", ["back\\slash"]),
        ("SURE", ["100% sure"]),
        ("the body", ["back\\slash", "snake_case", "100% sure"]),
        ("nowhere", []),
    ],
)
async def test_search_takes_every_character_as_itself(
    client: httpx2.AsyncClient, world: World, search: str, found: list[str]
) -> None:
    ada = await world.user()
    titles = ("100% sure", "snake_case", "back\\slash")
    posts = [await world.deleted_post(ada, title=title, content="The body.") for title in titles]
    by_id = {post["id"]: post["title"] for post in posts}
    assert [by_id[i] for i in await ids_of(client, ada, search=search)] == found


async def test_search_of_comments_and_accounts(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada_x", name="Countess")
    post = await world.post(ada)
    comment = await world.comment(ada, post["id"], "50% off")
    await world.delete("/api/users/me", ada)
    await world.delete("/api/users/me", await world.user("adaxx"))
    assert await ids_of(client, admin, "/api/trash/comments", search="50%") == [comment["id"]]
    assert await ids_of(client, admin, "/api/trash/comments", search="5_%") == []
    for search in ("da_x", "COUNTESS", "ada_x@"):
        assert await ids_of(client, admin, "/api/trash/users", search=search) == [ada.id]


async def test_pages_stay_put_while_things_come_and_go(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    posts = [await world.deleted_post(ada) for _ in range(7)]
    newest_first = [post["id"] for post in reversed(posts)]
    seen: list[int] = []
    path = f"{POSTS}?limit=2"
    while path:
        answer = await client.get(path, headers=ada.headers)
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.links.get("next", {}).get("url", "")
        assert bool(path) == (answer.json()["next_cursor"] is not None)
        await world.deleted_post(ada)
        restored = seen[-1]
        await client.post(f"/api/posts/{restored}/restore", headers=admin.headers)
    assert seen == newest_first


async def test_bulk_shares_one_instant_and_still_pages(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    ids = [(await world.post(ada))["id"] for _ in range(5)]
    await client.post("/api/posts/bulk-delete", json={"ids": ids}, headers=admin.headers)
    first = await client.get(POSTS, params={"limit": 3}, headers=admin.headers)
    cursor = first.json()["next_cursor"]
    rest = await ids_of(client, admin, limit=3, cursor=cursor)
    assert [item["id"] for item in first.json()["items"]] + rest == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"cursor": "x"},
        {"cursor": "bmV3ZXN0LjEuMQ"},
        {"deleted_by": 0},
        {"deleted_by": "me"},
        {"deleted_after": "yesterday"},
        {"search": "a\0b"},
        {"search": "x" * 101},
    ],
)
@pytest.mark.parametrize("path", [POSTS, "/api/trash/comments", "/api/trash/users"])
async def test_malformed_parameters(
    client: httpx2.AsyncClient, world: World, path: str, params: dict[str, Any]
) -> None:
    admin = await world.admin()
    answer = await client.get(path, params=params, headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
