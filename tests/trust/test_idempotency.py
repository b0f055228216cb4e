"""Idempotency: the same key and body return the stored response, without a second effect."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from blog_api.errors import InvalidTokenError
from blog_api.http.idempotency import Idempotent
from blog_api.permissions import Actor
from blog_api.posts.bulk_schemas import BulkDeleteIn, BulkDeleteOut
from blog_api.posts.commands.delete import bulk_delete
from tests.factories import Person, World
from tests.trust.conftest import Opening

POST = {"title": "Once", "content": "c"}


async def send(
    world: World, person: Person, key: str, body: dict[str, Any] | None = None
) -> httpx2.Response:
    """Send a post with a key."""
    headers = person.headers | {"Idempotency-Key": key}
    return await world.client.post("/api/posts", json=body or POST, headers=headers)


async def count(world: World) -> int:
    """Return the number of posts."""
    return int((await world.execute("SELECT count(*) FROM posts"))[0][0])


async def test_ten_at_once_make_one_post_and_equal_answers(world: World) -> None:
    ada = await world.user()
    answers = await asyncio.gather(*(send(world, ada, "k1") for _ in range(10)))
    assert {(a.status_code, a.content, a.headers["location"]) for a in answers} == {
        (201, answers[0].content, answers[0].headers["location"])
    }
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert await count(world) == 1


async def test_another_body_is_refused(world: World) -> None:
    ada = await world.user()
    await send(world, ada, "k1")
    answer = await send(world, ada, "k1", POST | {"title": "Other"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("is_null_first", [False, True])
async def test_null_is_not_an_absent_field(world: World, *, is_null_first: bool) -> None:
    """It clears the category, which an absent field leaves."""
    ada = await world.user()
    post = await world.post(ada, category="News")
    absent: dict[str, Any] = {"ids": [post["id"]], "status": "archived"}
    bodies = [absent | {"category": None}, absent]
    headers = {**ada.headers, "Idempotency-Key": "k1"}
    codes = []
    for body in bodies if is_null_first else reversed(bodies):
        answer = await world.client.post("/api/posts/bulk-update", json=body, headers=headers)
        codes.append(answer.json().get("code"))
    assert codes == [None, "idempotency_key_reused"]


async def test_spelling_of_the_body_does_not_matter(world: World) -> None:
    ada = await world.user()
    first = await send(world, ada, "k1")
    headers = ada.headers | {"Idempotency-Key": "k1", "Content-Type": "application/json"}
    spaced = b'{ "content" : "c",\n "title":"\\u004fnce" }'
    again = await world.client.post("/api/posts", content=spaced, headers=headers)
    assert again.content == first.content


async def test_a_key_is_of_its_user_and_path(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    mine = await send(world, ada, "k1")
    theirs = await send(world, bob, "k1")
    assert mine.json()["id"] != theirs.json()["id"]
    comments = f"/api/posts/{mine.json()['id']}/comments"
    headers = ada.headers | {"Idempotency-Key": "k1"}
    first = await world.client.post(comments, json={"content": "x"}, headers=headers)
    again = await world.client.post(comments, json={"content": "x"}, headers=headers)
    assert (first.status_code, again.content) == (201, first.content)


async def test_a_rejected_request_runs_again(world: World) -> None:
    ada = await world.user()
    blocker = await world.post(ada, slug="wanted")
    body = POST | {"slug": "wanted"}
    assert (await send(world, ada, "k1", body)).status_code == 409
    await world.client.delete(f"/api/posts/{blocker['id']}", headers=ada.headers)
    assert (await send(world, ada, "k1", body)).status_code == 201


async def test_a_key_is_forgotten_after_a_day(world: World) -> None:
    ada = await world.user()
    await send(world, ada, "k1")
    await world.execute("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
    assert (await send(world, ada, "k1")).json()["slug"] == "once-2"


async def test_one_that_is_still_running_is_409(open_world: Opening) -> None:
    """With the lock timeout of production."""
    async with open_world(patient=False) as world:
        ada = await world.user()
        async with world.db.pool.connection() as slow, slow.transaction():
            await slow.execute(
                "INSERT INTO idempotency_keys (user_id, key, target, body_hash) "
                "VALUES (%s, 'k1', 'POST /api/posts', '')",
                (ada.id,),
            )
            answer = await send(world, ada, "k1")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")


async def test_bulk_delete_answers_the_same_deletion(world: World) -> None:
    admin, post = await world.admin(), await world.post()
    headers = admin.headers | {"Idempotency-Key": "bulk"}
    url, body = "/api/posts/bulk-delete", {"ids": [post["id"]]}
    first = await world.client.post(url, json=body, headers=headers)
    again = await world.client.post(url, json=body, headers=headers)
    assert first.json()["deleted"] == [post["id"]]
    assert again.content == first.content


async def test_a_malformed_key_is_refused(world: World) -> None:
    ada = await world.user()
    assert (await send(world, ada, "two words")).status_code == 422


async def test_an_account_purged_in_between(world: World) -> None:
    once = Idempotent(world.app.state.database, "POST /api/posts/bulk-delete", "k1")
    nobody = Actor(id=99_999, username="gone", role="admin", session_id=1)
    with pytest.raises(InvalidTokenError):
        await once.report(bulk_delete, nobody, BulkDeleteIn(ids=[1]), BulkDeleteOut)


@pytest.mark.parametrize("how", ["", "?hard_delete=true"])
async def test_a_removed_post_is_not_handed_out(world: World, how: str) -> None:
    admin = await world.admin()
    post = (await send(world, admin, "k1")).json()
    removed = await world.client.delete(f"/api/posts/{post['id']}{how}", headers=admin.headers)
    assert removed.status_code == 204
    answer = await send(world, admin, "k1")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_target_gone")
    assert await count(world) == (0 if how else 1)


async def test_a_repeat_shows_the_post_as_it_is_now(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    first = await send(world, ada, "k1")
    path = f"/api/posts/{first.json()['id']}"
    await world.client.patch(path, json={"title": "Later"}, headers=ada.headers)
    await world.client.put(f"{path}/vote", headers=bob.headers)
    again, now = await send(world, ada, "k1"), await world.client.get(path, headers=ada.headers)
    assert (again.status_code, again.headers["location"]) == (201, path)
    assert (again.json(), again.headers["etag"]) == (now.json(), now.headers["etag"])


async def test_a_removed_comment_is_not_handed_out(world: World) -> None:
    ada, post = await world.user(), await world.post()
    path, headers = f"/api/posts/{post['id']}/comments", ada.headers | {"Idempotency-Key": "k1"}
    first = await world.client.post(path, json={"content": "x"}, headers=headers)
    await world.delete(f"/api/comments/{first.json()['id']}", ada)
    again = await world.client.post(path, json={"content": "x"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_target_gone")


async def test_a_comment_of_a_post_that_the_caller_cannot_see_any_more(world: World) -> None:
    ada, author = await world.user(), await world.user()
    post = await world.post(author)
    path, headers = f"/api/posts/{post['id']}/comments", ada.headers | {"Idempotency-Key": "k1"}
    await world.client.post(path, json={"content": "x"}, headers=headers)
    hidden = {"status": "draft"}
    await world.client.patch(f"/api/posts/{post['id']}", json=hidden, headers=author.headers)
    again = await world.client.post(path, json={"content": "x"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_target_gone")


async def test_a_body_stored_by_the_previous_release_is_not_handed_out(world: World) -> None:
    ada = await world.user()
    post = (await send(world, ada, "k1")).json()
    await world.execute(
        "UPDATE idempotency_keys SET resource_id = NULL, body = %s", json.dumps(post).encode()
    )
    assert (await send(world, ada, "k1")).json() == post
    await world.delete(f"/api/posts/{post['id']}", ada)
    assert (await send(world, ada, "k1")).status_code == 409
