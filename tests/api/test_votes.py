"""Votes: one for each user and post, counted exactly, without blocking writers."""

import asyncio

import anyio
import httpx2
import pytest

from blog_api.db.database import Transaction
from blog_api.permissions import Action, Actor
from blog_api.posts.locking import share_lock_visible_post
from tests.factories import Person, World
from tests.patience import PATIENCE_S


async def seen(
    client: httpx2.AsyncClient, post_id: int, person: Person | None = None
) -> tuple[int, bool]:
    """Return the count of a post, and whether this reader has voted."""
    headers = person.headers if person else None
    post = (await client.get(f"/api/posts/{post_id}", headers=headers)).json()
    return post["vote_count"], post["voted"]


async def test_voting_and_taking_it_back_can_be_said_twice(
    client: httpx2.AsyncClient, world: World
) -> None:
    post, reader = await world.post(), await world.user()
    url = f"/api/posts/{post['id']}/vote"
    for method, expected in (("PUT", (1, True)), ("DELETE", (0, False))):
        for _ in range(2):
            answer = await client.request(method, url, headers=reader.headers)
            assert (answer.status_code, answer.content) == (204, b"")
            assert await seen(client, post["id"], reader) == expected
    assert (await client.put(url)).status_code == 401


async def test_voted_is_of_the_reader(client: httpx2.AsyncClient, world: World) -> None:
    post, reader, other = await world.post(), await world.user(), await world.user()
    await client.put(f"/api/posts/{post['id']}/vote", headers=reader.headers)
    assert await seen(client, post["id"], reader) == (1, True)
    assert await seen(client, post["id"], other) == (1, False)
    assert await seen(client, post["id"]) == (1, False)
    by_slug = await client.get(f"/api/posts/slug/{post['slug']}", headers=reader.headers)
    assert by_slug.json()["voted"] is True


async def test_a_vote_rewrites_nothing(client: httpx2.AsyncClient, world: World) -> None:
    post, reader = await world.post(), await world.user()
    before = await client.get(f"/api/posts/{post['id']}")
    place = "SELECT ctid::text FROM posts"
    stored = await world.execute(place)
    await client.put(f"/api/posts/{post['id']}/vote", headers=reader.headers)
    await client.post(f"/api/posts/{post['id']}/views")
    after = await client.get(f"/api/posts/{post['id']}")
    version, changed = (answer.headers["etag"].rpartition("-") for answer in (before, after))
    assert (changed[0], changed[2] != version[2]) == (version[0], True)
    assert after.json()["updated_at"] == before.json()["updated_at"]
    assert await world.execute(place) == stored


async def test_fifty_parallel_voters_are_counted_exactly(
    client: httpx2.AsyncClient, world: World
) -> None:
    post = await world.post()
    readers = [await world.user() for _ in range(50)]
    url = f"/api/posts/{post['id']}/vote"
    answers = await asyncio.gather(
        *(client.put(url, headers=reader.headers) for reader in readers for _ in range(2))
    )
    assert {answer.status_code for answer in answers} == {204}
    assert await seen(client, post["id"]) == (50, False)
    backs = await asyncio.gather(*(client.delete(url, headers=r.headers) for r in readers[:20]))
    assert {answer.status_code for answer in backs} == {204}
    assert await seen(client, post["id"]) == (30, False)


@pytest.mark.parametrize("state", ["draft", "archived", "scheduled", "trash", "nowhere"])
async def test_what_one_cannot_see_one_cannot_vote_for(
    client: httpx2.AsyncClient, world: World, state: str
) -> None:
    author, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(author)
    url = f"/api/posts/{post['id'] if state != 'nowhere' else 999_999_999}/vote"
    if state == "trash":
        await world.delete(f"/api/posts/{post['id']}", author)
    elif state != "nowhere":
        at = {"published_at": "2999-01-01T00:00:00Z"} if state == "scheduled" else {"status": state}
        await client.patch(f"/api/posts/{post['id']}", json=at, headers=author.headers)
    for method in ("PUT", "DELETE"):
        answer = await client.request(method, url, headers=stranger.headers)
        assert answer.status_code == 404
        hidden = state in {"trash", "nowhere"}
        for person in (author, admin):
            answer = await client.request(method, url, headers=person.headers)
            assert answer.status_code == (404 if hidden else 204)


async def test_votes_outlast_the_trash_of_a_post_but_not_a_hard_delete(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    leaving, gone, staying = [await world.user() for _ in range(3)]
    post_id = (await world.post(author))["id"]
    for reader in (leaving, gone, staying):
        await client.put(f"/api/posts/{post_id}/vote", headers=reader.headers)
    await world.delete("/api/users/me", leaving)
    assert await seen(client, post_id, staying) == (2, True)
    await client.delete(f"/api/users/{gone.id}?hard_delete=true", headers=admin.headers)
    assert await seen(client, post_id, staying) == (1, True)
    await world.delete(f"/api/posts/{post_id}", author)
    await client.post(f"/api/posts/{post_id}/restore", headers=admin.headers)
    assert await seen(client, post_id, staying) == (1, True)
    await client.delete(f"/api/posts/{post_id}?hard_delete=true", headers=admin.headers)
    for table in ("votes", "post_counters"):
        assert await world.execute(f"SELECT * FROM {table}") == []  # a constant


async def test_two_hard_deletes_of_voters_at_once(client: httpx2.AsyncClient, world: World) -> None:
    admin, post = await world.admin(), await world.post()
    readers = [await world.user() for _ in range(12)]
    for reader in readers:
        await client.put(f"/api/posts/{post['id']}/vote", headers=reader.headers)
    answers = await asyncio.gather(
        *(
            client.delete(f"/api/users/{r.id}?hard_delete=true", headers=admin.headers)
            for r in readers[:8]
        ),
        *(client.delete(f"/api/posts/{post['id']}/vote", headers=r.headers) for r in readers[8:10]),
    )
    assert {answer.status_code for answer in answers} == {204}
    assert await seen(client, post["id"]) == (2, False)


async def test_voters_do_not_block_each_other(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    post = await world.post(author)
    voter, edited = Actor(author.id, author.username, "user", session_id=1), anyio.Event()

    async def linger(db: Transaction) -> None:
        await share_lock_visible_post(db, voter, Action.VOTE, post["id"])
        await edited.wait()

    async with anyio.create_task_group() as group:
        group.start_soon(world.db.write, linger)
        await anyio.sleep(0.1)
        with anyio.fail_after(PATIENCE_S):
            url, body = f"/api/posts/{post['id']}", {"title": "Edited"}
            answer = await client.patch(url, json=body, headers=author.headers)
            assert answer.status_code == 200
            await world.delete(url, author)
        edited.set()


async def vote_count(world: World, post_id: int) -> int:
    [[count]] = await world.execute(
        "SELECT vote_count FROM post_counters WHERE post_id = %s", post_id
    )
    return int(count)


async def test_votes_go_and_come_back_with_their_account(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, bob, post = await world.admin(), await world.user(), await world.post()
    for person in (admin, bob):
        await client.put(f"/api/posts/{post['id']}/vote", headers=person.headers)
    tagged = (await client.get(f"/api/posts/{post['id']}")).headers["etag"]
    deletion_id = await world.delete(f"/api/users/{bob.id}", admin)
    assert await seen(client, post["id"], admin) == (1, True)
    assert (await client.get(f"/api/posts/{post['id']}")).headers["etag"] != tagged
    undone = await client.post(f"/api/deletions/{deletion_id}/undo", headers=admin.headers)
    assert undone.status_code == 200
    assert await seen(client, post["id"], admin) == (2, True)


@pytest.mark.parametrize("first", ["", "trash"])
async def test_votes_of_an_account_that_is_removed_are_taken_off_once(
    client: httpx2.AsyncClient, world: World, first: str
) -> None:
    admin, bob, post = await world.admin(), await world.user(), await world.post()
    for person in (admin, bob):
        await client.put(f"/api/posts/{post['id']}/vote", headers=person.headers)
    if first:
        await world.delete(f"/api/users/{bob.id}", admin)
        assert await vote_count(world, post["id"]) == 1
    await world.execute("DELETE FROM users WHERE id = %s", bob.id)
    assert await vote_count(world, post["id"]) == 1
