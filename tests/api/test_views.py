"""Views: counted exactly, and without keeping who looked."""

import asyncio

import httpx2
import pytest
from fastapi import FastAPI

from tests.clients import CheckingTransport
from tests.factories import World

ADDRESSES = ("192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.7")


def visitor(app: FastAPI, address: str) -> httpx2.AsyncClient:
    """A client at an address of its own."""
    return httpx2.AsyncClient(transport=CheckingTransport(app, address), base_url="http://test")


async def test_200_parallel_views_of_several_visitors(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    post_id = (await world.post())["id"]
    visitors = [visitor(app, address) for address in ADDRESSES]
    answers = await asyncio.gather(
        *(visitors[n % 4].post(f"/api/posts/{post_id}/views") for n in range(200))
    )
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    assert (await client.get(f"/api/posts/{post_id}")).json()["view_count"] == 200
    rows = await world.execute("SELECT count FROM post_views WHERE post_id = %s", post_id)
    assert rows == [(50,)] * 4


async def test_a_visitor_is_no_address(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    posts = [(await world.post())["id"] for _ in range(2)]
    for address in ADDRESSES[:2]:
        for post_id in posts:
            await visitor(app, address).post(f"/api/posts/{post_id}/views")
    rows = await world.execute("SELECT visitor, last_viewed_at::text, count FROM post_views")
    assert len({row[0] for row in rows}) == 2
    assert not [address for address in ADDRESSES if address in str(rows)]
    assert all(len(row[0]) == 64 for row in rows)


async def test_an_ipv6_network_is_one_visitor(app: FastAPI, world: World) -> None:
    path = f"/api/posts/{(await world.post())['id']}/views"
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
        await visitor(app, address).post(path)
    assert await world.execute("SELECT count FROM post_views ORDER BY count") == [(1,), (2,)]


async def test_the_last_time_moves(client: httpx2.AsyncClient, world: World) -> None:
    post_id = (await world.post())["id"]
    times = []
    for _ in range(2):
        await client.post(f"/api/posts/{post_id}/views")
        times += await world.execute("SELECT last_viewed_at FROM post_views")
    assert times[0] < times[1]


@pytest.mark.parametrize("state", ["draft", "scheduled", "trash", "nowhere"])
async def test_what_one_cannot_see_one_cannot_view(
    client: httpx2.AsyncClient, world: World, state: str
) -> None:
    author = await world.user()
    hidden: dict[str, dict[str, str]] = {
        "draft": {"status": "draft"},
        "scheduled": {"published_at": "2999-01-01T00:00:00Z"},
    }
    post = await world.post(author, **hidden.get(state, {}))
    if state == "trash":
        await world.delete(f"/api/posts/{post['id']}", author)
    url = f"/api/posts/{999_999_999 if state == 'nowhere' else post['id']}/views"
    assert (await client.post(url)).status_code == 404
    own = await client.post(url, headers=author.headers)
    assert own.status_code == (204 if state in hidden else 404)


async def test_many_at_once_while_the_post_is_edited_and_deleted(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    url = f"/api/posts/{(await world.post(author))['id']}"
    views = [client.post(f"{url}/views") for _ in range(60)]
    edits = [client.patch(url, json={"title": f"T{n}"}, headers=author.headers) for n in range(5)]
    gone = client.delete(f"{url}?hard_delete=true", headers=admin.headers)
    answers = await asyncio.gather(*views[:30], *edits, gone, *views[30:])
    assert {answer.status_code for answer in answers} <= {200, 204, 404}
    assert await world.execute("SELECT * FROM post_views") == []
