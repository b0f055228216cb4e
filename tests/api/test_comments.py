"""Comments: flat list, oldest first; edited by their author, hidden with their post."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def listed(
    client: httpx2.AsyncClient, post_id: int, headers: dict[str, str] | None = None
) -> list[int]:
    answer = await client.get(f"/api/posts/{post_id}/comments?limit=100", headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def comment_count(client: httpx2.AsyncClient, post_id: int) -> int:
    count: int = (await client.get(f"/api/posts/{post_id}")).json()["comment_count"]
    return count


async def change_status(
    client: httpx2.AsyncClient, post_id: int, author: Person, status: str
) -> None:
    answer = await client.patch(
        f"/api/posts/{post_id}", json={"status": status}, headers=author.headers
    )
    assert answer.status_code == 200


async def test_a_comment_as_its_author_gets_it_back(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, post = await world.user("ada", name="Ada"), await world.post()
    comment = await world.comment(ada, post["id"], "  *Kept* as written \n")
    assert comment == {
        "id": comment["id"],
        "post_id": post["id"],
        "author": {"id": ada.id, "username": "ada", "name": "Ada", "avatar_url": None},
        "author_name": None,
        "in_reply_to": None,
        "edited_at": None,
        "content": "  *Kept* as written \n",
        "created_at": comment["created_at"],
        "updated_at": comment["created_at"],
    }
    page = (await client.get(f"/api/posts/{post['id']}/comments")).json()
    assert page == {"items": [comment], "next_cursor": None, "total": None}


@pytest.mark.parametrize("content", ["", " \n", "\0", "x" * 10_001, None, 1])
async def test_content_has_to_say_something(
    client: httpx2.AsyncClient, world: World, content: Any
) -> None:
    ada = await world.user()
    comment = await world.comment(ada, content="x" * 10_000)
    for method, url in (
        ("POST", f"/api/posts/{comment['post_id']}/comments"),
        ("PATCH", f"/api/comments/{comment['id']}"),
    ):
        answer = await client.request(method, url, json={"content": content}, headers=ada.headers)
        assert answer.status_code == 422


async def test_pages_go_from_the_oldest_to_the_newest_while_comments_come_and_go(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, post = await world.user(), await world.post()
    initial = [(await world.comment(ada, post["id"]))["id"] for _ in range(7)]
    seen: list[int] = []
    url: str | None = f"/api/posts/{post['id']}/comments?limit=2"
    while url:
        answer = await client.get(url)
        ids = [item["id"] for item in answer.json()["items"]]
        seen += ids
        for comment_id in ids:
            await world.delete(f"/api/comments/{comment_id}", ada)
        if len(seen) < len(initial):
            await world.comment(ada, post["id"])
        url = answer.links.get("next", {}).get("url")
    assert seen[:7] == initial
    assert seen == sorted(set(seen))


async def test_only_its_author_and_administrators_change_it(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post()
    comment = await world.comment(ada, post["id"])
    url = f"/api/comments/{comment['id']}"
    for headers, status in ((None, 401), (stranger.headers, 403)):
        answer = await client.patch(url, json={"content": "Mine"}, headers=headers)
        assert answer.status_code == status
        assert (await client.delete(url, headers=headers)).status_code == status
    for person in (ada, admin):
        edited = await client.patch(
            url, json={"content": f"By {person.username}"}, headers=person.headers
        )
        assert edited.json()["content"] == f"By {person.username}"
        assert edited.json()["created_at"] == comment["created_at"]
        assert edited.json()["updated_at"] > comment["updated_at"]
    assert (await client.delete(url, headers=admin.headers)).status_code == 204


async def test_deleted_and_restored(client: httpx2.AsyncClient, world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    comment = await world.comment(ada)
    url = f"/api/comments/{comment['id']}"
    await world.delete(url, ada)
    assert await listed(client, comment["post_id"]) == []
    for method in ("PATCH", "DELETE"):
        json = {"content": "Again"} if method == "PATCH" else None
        answer = await client.request(method, url, json=json, headers=ada.headers)
        assert answer.status_code == 404
    assert (await client.post(f"{url}/restore", headers=ada.headers)).status_code == 403
    restored = await client.post(f"{url}/restore", headers=admin.headers)
    assert (restored.status_code, restored.json()) == (200, comment)
    assert await listed(client, comment["post_id"]) == [comment["id"]]
    again = await client.post(f"{url}/restore", headers=admin.headers)
    assert (again.status_code, again.json()["code"]) == (409, "not_deleted")
    deletion = await world.execute("SELECT kind, undone_at IS NULL FROM deletions")
    assert deletion == [("comment", False)]
    actions = await world.execute("SELECT action FROM audit_entries ORDER BY id")
    assert actions == [("comment.delete",), ("comment.restore",)]


async def test_a_deleted_post_takes_its_comments_out_of_sight_and_brings_each_back_as_it_was(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, ada, admin = await world.user(), await world.user(), await world.admin()
    post_id = (await world.post(author))["id"]
    kept, trashed = await world.comment(ada, post_id), await world.comment(ada, post_id)
    await world.delete(f"/api/comments/{trashed['id']}", ada)
    await world.delete(f"/api/posts/{post_id}", author)
    assert (await client.get(f"/api/posts/{post_id}/comments")).status_code == 404
    url = f"/api/comments/{kept['id']}"
    for person in (ada, admin):
        answer = await client.patch(url, json={"content": "Ghost"}, headers=person.headers)
        assert answer.status_code == 404
        assert (await client.delete(url, headers=person.headers)).status_code == 404
    restore = f"/api/comments/{trashed['id']}/restore"
    answer = await client.post(restore, headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "post_deleted")
    assert answer.json()["post_id"] == post_id
    await client.post(f"/api/posts/{post_id}/restore", headers=admin.headers)
    assert await listed(client, post_id) == [kept["id"]]
    assert await comment_count(client, post_id) == 1
    assert (await client.post(restore, headers=admin.headers)).status_code == 200
    assert await comment_count(client, post_id) == 2


@pytest.mark.parametrize("status", ["draft", "archived"])
async def test_an_unpublished_post_hides_its_comments(
    client: httpx2.AsyncClient, world: World, status: str
) -> None:
    author, ada = await world.user(), await world.user()
    post_id = (await world.post(author))["id"]
    comment = await world.comment(ada, post_id)
    await change_status(client, post_id, author, status)
    url, on_post = f"/api/comments/{comment['id']}", f"/api/posts/{post_id}/comments"
    for headers in (None, ada.headers):
        assert (await client.get(on_post, headers=headers)).status_code == 404
    body = {"content": "Hidden"}
    assert (await client.post(on_post, json=body, headers=ada.headers)).status_code == 404
    assert (await client.patch(url, json=body, headers=ada.headers)).status_code == 404
    assert (await client.delete(url, headers=ada.headers)).status_code == 404
    assert await listed(client, post_id, author.headers) == [comment["id"]]
    await change_status(client, post_id, author, "published")
    assert await listed(client, post_id) == [comment["id"]]


async def test_an_account_takes_its_live_comments_along_and_undo_brings_just_those_back(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, admin, post = await world.user(), await world.admin(), await world.post()
    live, trashed = await world.comment(ada, post["id"]), await world.comment(ada, post["id"])
    await world.delete(f"/api/comments/{trashed['id']}", ada)
    deletion_id = await world.delete("/api/users/me", ada)
    assert await listed(client, post["id"]) == []
    assert await comment_count(client, post["id"]) == 0
    restore = f"/api/comments/{trashed['id']}/restore"
    answer = await client.post(restore, headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "author_deleted")
    undone = await client.post(f"/api/deletions/{deletion_id}/undo", headers=admin.headers)
    assert undone.json()["restored"] == {"posts": 0, "comments": 1, "users": 1}
    assert await listed(client, post["id"]) == [live["id"]]
    assert await comment_count(client, post["id"]) == 1


async def test_a_hard_deleted_account_leaves_the_count_right(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, admin, post = await world.user(), await world.admin(), await world.post()
    live, trashed = await world.comment(ada, post["id"]), await world.comment(ada, post["id"])
    await world.delete(f"/api/comments/{trashed['id']}", ada)
    others = await world.comment(post_id=post["id"])
    url = f"/api/users/{ada.id}?hard_delete=true"
    assert (await client.delete(url, headers=admin.headers)).status_code == 204
    assert await listed(client, post["id"]) == [others["id"]]
    assert await comment_count(client, post["id"]) == 1
    assert live["id"] != others["id"]


async def test_fifty_parallel_comments_while_the_post_is_edited(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, ada = await world.user(), await world.user()
    url = f"/api/posts/{(await world.post(author))['id']}"
    comments = [
        client.post(f"{url}/comments", json={"content": "Yes."}, headers=ada.headers)
        for _ in range(50)
    ]
    edits = [
        client.patch(url, json={"title": f"Title {n}"}, headers=author.headers) for n in range(10)
    ]
    answers = await asyncio.gather(*comments, *edits)
    assert [answer.status_code for answer in answers] == [201] * 50 + [200] * 10
    assert (await client.get(url)).json()["comment_count"] == 50


@pytest.mark.parametrize("path", ["posts/{}/comments", "comments/{}", "comments/{}/restore"])
async def test_what_is_not_there(client: httpx2.AsyncClient, world: World, path: str) -> None:
    admin = await world.admin()
    method = "PATCH" if path == "comments/{}" else "POST"
    body = None if path.endswith("restore") else {"content": "Hm."}
    url = f"/api/{path.format(999_999_999)}"
    answer = await client.request(method, url, json=body, headers=admin.headers)
    assert answer.status_code == 404
