"""Votes: one for each user and post, counted exactly."""

import asyncio

import httpx2

from tests.factories import World


async def test_voting_twice_counts_once(client: httpx2.AsyncClient, world: World) -> None:
    post, reader = await world.post(), await world.user()
    for _ in range(2):
        answer = await client.put(f"/api/posts/{post['id']}/vote", headers=reader.headers)
        assert answer.status_code == 204
    seen = await client.get(f"/api/posts/{post['id']}", headers=reader.headers)
    assert (seen.json()["vote_count"], seen.json()["voted"]) == (1, True)


async def test_fifty_parallel_voters_are_counted_exactly(
    client: httpx2.AsyncClient, world: World
) -> None:
    post = await world.post()
    readers = [await world.user() for _ in range(50)]
    url = f"/api/posts/{post['id']}/vote"
    answers = await asyncio.gather(*(client.put(url, headers=r.headers) for r in readers))
    assert {answer.status_code for answer in answers} == {204}
    seen = await client.get(f"/api/posts/{post['id']}")
    assert (seen.json()["vote_count"], seen.json()["voted"]) == (50, False)


async def test_200_parallel_views(client: httpx2.AsyncClient, world: World) -> None:
    post = await world.post()
    url = f"/api/posts/{post['id']}/views"
    answers = await asyncio.gather(*(client.post(url) for _ in range(200)))
    assert {answer.status_code for answer in answers} == {204}
    seen = await client.get(f"/api/posts/{post['id']}")
    assert seen.json()["view_count"] == 200


async def test_comments(client: httpx2.AsyncClient, world: World) -> None:
    post, reader = await world.post(), await world.user()
    url = f"/api/posts/{post['id']}/comments"
    a = await client.post(url, json={"content": "hi"}, headers=reader.headers)
    assert a.status_code == 201, a.text
    assert (await client.get(f"/api/posts/{post['id']}")).json()["comment_count"] == 1
    b = await client.get(url)
    assert len(b.json()["items"]) == 1
    c = await client.delete(f"/api/comments/{a.json()['id']}", headers=reader.headers)
    assert c.status_code == 204
    assert (await client.get(f"/api/posts/{post['id']}")).json()["comment_count"] == 0
    admin = await world.admin()
    d = await client.post(f"/api/comments/{a.json()['id']}/restore", headers=admin.headers)
    assert d.status_code == 200, d.text
    assert (await client.get(f"/api/posts/{post['id']}")).json()["comment_count"] == 1
