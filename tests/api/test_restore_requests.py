"""Asking administrators for a post or comment in the trash, and their decisions."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World

REQUESTS = "/api/restore-requests"


def outcome(answer: httpx2.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else None


async def ask(
    world: World, person: Person, item_id: int, kind: str = "posts", **body: Any
) -> httpx2.Response:
    return await world.client.post(
        f"/api/trash/{kind}/{item_id}/restore-request", json=body, headers=person.headers
    )


async def request(
    world: World, person: Person, item_id: int, kind: str = "posts", **body: Any
) -> dict[str, Any]:
    answer = await ask(world, person, item_id, kind, **body)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def decide(
    world: World, admin: Person, request_id: int, verb: str, **body: Any
) -> httpx2.Response:
    body = body or ({"reason": "No."} if verb == "decline" else {})
    return await world.client.post(
        f"{REQUESTS}/{request_id}/{verb}", json=body, headers=admin.headers
    )


async def withdraw(world: World, person: Person, request_id: int) -> httpx2.Response:
    return await world.client.delete(f"{REQUESTS}/{request_id}", headers=person.headers)


async def listed(world: World, person: Person, query: str = "") -> list[dict[str, Any]]:
    answer = await world.client.get(f"{REQUESTS}{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def deleted_comment(world: World, author: Person, content: str = "Well said.") -> int:
    comment = await world.comment(author, content=content)
    await world.delete(f"/api/comments/{comment['id']}", author)
    return int(comment["id"])


@pytest.fixture
async def people(world: World) -> tuple[Person, Person]:
    return await world.user("ada"), await world.admin("root")


async def test_a_request_is_approved(world: World, people: tuple[Person, Person]) -> None:
    ada, admin = people
    post = await world.deleted_post(ada, title="Hello")
    created = await request(world, ada, post["id"], note="Please.")
    assert created == {
        "id": created["id"],
        "type": "post",
        "item": {"id": post["id"], "title": "Hello"},
        "author": {"id": ada.id, "username": "ada"},
        "note": "Please.",
        "state": "open",
        "reason": None,
        "created_at": created["created_at"],
        "decided_at": None,
        "decided_by": None,
        "plan": None,
    }
    approved = await decide(world, admin, created["id"], "approve")
    assert approved.status_code == 200, approved.text
    assert approved.json()["state"] == "approved"
    assert approved.json()["decided_by"] == {"id": admin.id, "username": "root"}
    live = await world.client.get(f"/api/posts/{post['id']}")
    assert live.json()["status"] == "published"
    assert await listed(world, ada) == [approved.json()]
    assert outcome(await decide(world, admin, created["id"], "approve")) == (409, "request_closed")


async def test_a_comment_is_named_by_its_beginning(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, admin = people
    comment_id = await deleted_comment(world, ada, "x" * 150)
    created = await request(world, ada, comment_id, "comments")
    assert (created["type"], created["note"]) == ("comment", None)
    assert created["item"] == {"id": comment_id, "title": "x" * 100}
    with_slug = await decide(world, admin, created["id"], "approve", slug="x")
    assert with_slug.json()["errors"][0]["loc"] == ["body", "slug"]
    assert (await decide(world, admin, created["id"], "approve")).status_code == 200
    restored = await world.execute(
        "SELECT deleted_at FROM comments WHERE id = %s AND deleted_at IS NULL", comment_id
    )
    assert restored == [(None,)]


async def test_a_declined_item_can_be_asked_for_once_it_is_deleted_again(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, admin = people
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"])
    declined = await decide(world, admin, created["id"], "decline", reason="Spam.")
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "Spam.")
    assert outcome(await ask(world, ada, post["id"])) == (409, "request_declined")
    restored = await world.client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    assert restored.status_code == 200
    await world.delete(f"/api/posts/{post['id']}", ada)
    await request(world, ada, post["id"])
    assert [item["state"] for item in await listed(world, ada)] == ["open", "declined"]


async def test_one_open_request_for_each_item(world: World, people: tuple[Person, Person]) -> None:
    ada, _ = people
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"])
    assert outcome(await ask(world, ada, post["id"])) == (409, "request_open")
    assert (await withdraw(world, ada, created["id"])).status_code == 204
    assert outcome(await withdraw(world, ada, created["id"])) == (409, "request_closed")
    await request(world, ada, post["id"])
    assert [item["state"] for item in await listed(world, ada)] == ["open", "withdrawn"]


async def test_only_the_author_asks_and_withdraws(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, admin = people
    other = await world.user()
    post, live = await world.deleted_post(ada), await world.post(ada)
    assert outcome(await ask(world, other, post["id"])) == (404, "not_found")
    assert outcome(await ask(world, admin, post["id"])) == (403, "forbidden")
    assert outcome(await ask(world, other, live["id"])) == (404, "not_found")
    assert outcome(await ask(world, ada, live["id"])) == (409, "not_deleted")
    assert outcome(await ask(world, ada, 10**6)) == (404, "not_found")
    created = await request(world, ada, post["id"])
    assert outcome(await withdraw(world, other, created["id"])) == (404, "not_found")
    assert outcome(await withdraw(world, admin, created["id"])) == (403, "forbidden")
    assert outcome(await decide(world, ada, created["id"], "approve")) == (403, "admin_only")
    assert outcome(await decide(world, ada, created["id"], "decline")) == (403, "admin_only")


async def test_twenty_open_requests_for_an_account(
    world: World, people: tuple[Person, Person]
) -> None:
    ada, _ = people
    posts = [await world.deleted_post(ada) for _ in range(21)]
    requests = [await request(world, ada, post["id"]) for post in posts[:20]]
    refused = await ask(world, ada, posts[20]["id"])
    assert outcome(refused) == (409, "too_many_open")
    assert refused.json()["limit"] == 20
    await withdraw(world, ada, requests[0]["id"])
    await request(world, ada, posts[20]["id"])


@pytest.mark.parametrize("way", ["restore", "bulk", "undo"])
async def test_a_restore_in_another_way_makes_it_obsolete(
    world: World, people: tuple[Person, Person], way: str
) -> None:
    ada, admin = people
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"])
    path, body = {
        "restore": (f"/api/posts/{post['id']}/restore", {}),
        "bulk": ("/api/posts/bulk-restore", {"ids": [post["id"]]}),
        "undo": (f"/api/deletions/{post['deletion_id']}/undo", {}),
    }[way]
    dry = {"dry_run": True} if way != "restore" else None
    if dry:
        answer = await world.client.post(path, json=body | dry, headers=admin.headers)
        assert answer.status_code == 200
        assert (await listed(world, ada))[0]["state"] == "open"
    assert (await world.client.post(path, json=body, headers=admin.headers)).is_success
    [found] = await listed(world, ada)
    assert (found["state"], found["decided_by"], found["item"]["title"]) == (
        "obsolete",
        None,
        post["title"],
    )
    assert found["decided_at"] is not None
    assert outcome(await decide(world, admin, created["id"], "approve")) == (409, "request_closed")
    assert outcome(await decide(world, admin, created["id"], "decline")) == (409, "request_closed")


@pytest.mark.parametrize("way", ["purge", "hard delete", "post of the comment"])
async def test_a_purge_makes_it_obsolete_and_removes_the_words(
    world: World, people: tuple[Person, Person], way: str
) -> None:
    ada, admin = people
    post = await world.deleted_post(ada)
    kind, item_id = "posts", post["id"]
    if way == "post of the comment":
        comment = await world.comment(ada, (await world.post(ada))["id"])
        await world.delete(f"/api/comments/{comment['id']}", ada)
        kind, item_id, post = "comments", comment["id"], {"id": comment["post_id"]}
    first = await request(world, ada, item_id, kind, note="Secret words.")
    await withdraw(world, ada, first["id"])
    await request(world, ada, item_id, kind, note="More of them.")
    path = f"/api/posts/{post['id']}?hard_delete=true"
    if way == "purge":
        path = f"/api/trash/posts/{post['id']}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    found = await listed(world, admin)
    assert [(item["state"], item["note"], item["item"]) for item in found] == [
        ("obsolete", None, {"id": item_id, "title": None}),
        ("withdrawn", None, {"id": item_id, "title": None}),
    ]
    assert outcome(await ask(world, ada, item_id, kind)) == (404, "not_found")


async def test_a_post_that_is_given_back_has_no_request_of_the_other_author(world: World) -> None:
    ada, bob, admin = await world.user("ada"), await world.user("bob"), await world.admin()
    post = await world.post(ada)
    body = {"to": "bob", "at_once": True}
    path = f"/api/posts/{post['id']}"
    moved = await world.client.post(f"{path}/transfer", json=body, headers=admin.headers)
    assert moved.status_code == 200, moved.text
    await world.delete(path, bob)
    created = await request(world, bob, post["id"])
    undo = f"/api/transfers/{moved.headers['transfer-id']}/undo"
    undone = await world.client.post(undo, headers=admin.headers)
    assert (undone.status_code, undone.json()["returned"]) == (200, [post["id"]]), undone.text
    (seen,) = await listed(world, bob)
    assert (seen["state"], seen["item"]["title"]) == ("obsolete", None)
    assert outcome(await decide(world, admin, created["id"], "approve")) == (409, "request_closed")
    again = await request(world, ada, post["id"])
    assert (await decide(world, admin, again["id"], "approve")).status_code == 200
    assert (await world.client.get(path)).json()["author"]["username"] == "ada"
