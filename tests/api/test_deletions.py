"""Deletions as administrators read them, and the purge of the trash."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World

DELETIONS = "/api/deletions"


async def list_deletions(
    client: httpx2.AsyncClient, admin: Person, **params: Any
) -> list[dict[str, Any]]:
    answer = await client.get(DELETIONS, params=params, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def bulk_delete(
    client: httpx2.AsyncClient, admin: Person, posts: list[dict[str, Any]], **fields: Any
) -> int:
    body = {"ids": [post["id"] for post in posts]} | fields
    answer = await client.post("/api/posts/bulk-delete", json=body, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    deletion_id: int = answer.json()["deletion_id"]
    return deletion_id


async def test_each_kind_with_what_it_took(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin("boss"), await world.user("ada")
    post = await world.deleted_post(ada)
    posts = [await world.post(ada) for _ in range(2)]
    comment = await world.comment(ada, (await world.post(admin))["id"])
    await world.delete(f"/api/comments/{comment['id']}", ada)
    bulk = await bulk_delete(client, admin, posts, reason="Spam.")
    await world.post(ada)
    await world.comment(ada)
    await world.delete("/api/users/me", ada)
    shown = [
        (item["kind"], item["actor"]["username"], item["reason"], *item["counts"].values())
        for item in await list_deletions(client, admin)
    ]
    assert shown == [
        ("account", "ada", None, 1, 1, 1),
        ("bulk", "boss", "Spam.", 2, 0, 0),
        ("comment", "ada", None, 0, 1, 0),
        ("post", "ada", None, 1, 0, 0),
    ]
    one = await client.get(f"{DELETIONS}/{bulk}", headers=admin.headers)
    assert (one.json()["id"], one.json()["undone_at"]) == (bulk, None)
    assert post["deletion_id"] < bulk


async def test_filters_and_pages(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada, bob = await world.admin(), await world.user(), await world.user()
    of_ada = [(await world.deleted_post(ada))["deletion_id"] for _ in range(3)]
    await world.deleted_post(bob)
    account = await world.delete("/api/users/me", ada)
    newest_first = [account, *reversed(of_ada)]
    found = await list_deletions(client, admin, actor=ada.id)
    assert [item["id"] for item in found] == newest_first
    found = await list_deletions(client, admin, kind="account")
    assert [item["id"] for item in found] == [account]
    params: dict[str, Any] = {"actor": ada.id, "limit": 3}
    first = await client.get(DELETIONS, params=params, headers=admin.headers)
    await world.deleted_post(bob)
    rest = await client.get(first.links["next"]["url"], headers=admin.headers)
    assert [i["id"] for i in first.json()["items"] + rest.json()["items"]] == newest_first
    assert "next" not in rest.links


async def test_actor_who_is_away_is_named_until_gone_for_good(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    deletion_id = await world.delete("/api/users/me", ada)
    url = f"{DELETIONS}/{deletion_id}"
    answer = await client.get(url, headers=admin.headers)
    assert answer.json()["actor"] == {"id": ada.id, "username": "ada"}
    hard = {"hard_delete": "true"}
    await client.delete(f"/api/users/{ada.id}", params=hard, headers=admin.headers)
    answer = await client.get(url, headers=admin.headers)
    assert answer.json()["actor"] is None
    assert answer.json()["counts"] == {"posts": 0, "comments": 0, "users": 1}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", DELETIONS),
        ("GET", f"{DELETIONS}/1"),
        ("POST", f"{DELETIONS}/1/undo"),
        ("DELETE", "/api/trash/posts/1"),
        ("GET", "/api/audit"),
    ],
)
async def test_administrators_only(
    client: httpx2.AsyncClient, world: World, method: str, path: str
) -> None:
    ada = await world.user()
    refused = await client.request(method, path, headers=ada.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")
    assert (await client.request(method, path)).status_code == 401


async def test_missing_deletion(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    url = f"{DELETIONS}/{2**63 - 1}"
    assert (await client.get(url, headers=admin.headers)).status_code == 404
    assert (await client.post(f"{url}/undo", headers=admin.headers)).status_code == 404


async def test_purge_is_for_good(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    post = await world.post(ada)
    await world.comment(ada, post["id"])
    deletion_id = await world.delete(f"/api/posts/{post['id']}", ada)
    url = f"/api/trash/posts/{post['id']}"
    assert (await client.delete(url, headers=admin.headers)).status_code == 204
    assert (await client.get(url, headers=admin.headers)).status_code == 404
    assert (await client.delete(url, headers=admin.headers)).status_code == 404
    restored = await client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    assert restored.status_code == 404
    assert await world.execute("SELECT 1 FROM comments") == []
    undone = await client.post(f"{DELETIONS}/{deletion_id}/undo", headers=admin.headers)
    assert undone.json()["restored"] == {"posts": 0, "comments": 0, "users": 0}
    deletion = await client.get(f"{DELETIONS}/{deletion_id}", headers=admin.headers)
    assert deletion.json()["undone_at"] is None
    [entry] = await world.execute(
        "SELECT actor_id, target_id, deletion_id FROM audit_entries WHERE action = 'post.purge'"
    )
    assert entry == (admin.id, post["id"], deletion_id)


async def test_live_post_is_not_purged(client: httpx2.AsyncClient, world: World) -> None:
    admin, post = await world.admin(), await world.post()
    refused = await client.delete(f"/api/trash/posts/{post['id']}", headers=admin.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_deleted")
    assert (await client.get(f"/api/posts/{post['id']}")).status_code == 200
    assert await world.execute("SELECT 1 FROM audit_entries") == []
