"""Views: exact counts without storing the viewers, one for each in 30 minutes."""

import asyncio
from datetime import datetime

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.scopes import Scope
from blog_api.views.commands import add_up_old_views
from tests.access_tokens import make_token
from tests.clients import CheckingTransport
from tests.factories import World

ADDRESSES = ("192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.7")


def visitor(app: FastAPI, address: str) -> httpx2.AsyncClient:
    """Return a client with its own address."""
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
    assert await view_count(client, post_id) == 4
    rows = await world.execute("SELECT count FROM post_views WHERE post_id = %s", post_id)
    assert rows == [(1,)] * 4


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
    assert await world.execute("SELECT count FROM post_views") == [(1,), (1,)]


async def test_one_in_30_minutes(client: httpx2.AsyncClient, world: World) -> None:
    post_id = (await world.post())["id"]
    await client.post(f"/api/posts/{post_id}/views")
    for minutes, expected in ((29, 1), (31, 2), (0, 2)):
        [(before,)] = await age_views(world, minutes)
        assert (await client.post(f"/api/posts/{post_id}/views")).status_code == 204
        assert await view_count(client, post_id) == expected
        [(after, count)] = await world.execute("SELECT last_viewed_at, count FROM post_views")
        assert (after > before, count) == (minutes > 30, expected)


async def test_old_rows_become_one_and_the_sum_stays(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    posts = [(await world.post())["id"] for _ in range(2)]
    for number, expected in ((1, 3), (2, 6)):
        for address in ADDRESSES[:3]:
            for post_id in posts:
                await visitor(app, address).post(f"/api/posts/{post_id}/views")
        await age_views(world, 31)
        await visitor(app, ADDRESSES[3]).post(f"/api/posts/{posts[0]}/views")
        assert await world.db.write(add_up_old_views, 4) == 4
        assert await world.db.write(add_up_old_views, 4) == 2
        assert await world.db.write(add_up_old_views, 4) == 0
        rows = "SELECT post_id, count FROM post_views WHERE visitor = %s ORDER BY post_id"
        assert await world.execute(rows, "") == [(post_id, expected) for post_id in posts]
        assert await view_count(client, posts[0]) == expected + number
        assert await view_count(client, posts[1]) == expected
        [(left,)] = await world.execute("SELECT count(*) FROM post_views WHERE visitor <> ''")
        assert left == 1


async def test_adding_up_while_views_are_counted_and_a_post_is_deleted(
    app: FastAPI, client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    visitors = [visitor(app, address) for address in ADDRESSES]
    for _ in range(10):
        stays, goes = [(await world.post())["id"] for _ in range(2)]
        for each in visitors:
            for post_id in (stays, goes):
                await each.post(f"/api/posts/{post_id}/views")
        await age_views(world, 31)
        again = [each.post(f"/api/posts/{stays}/views") for each in visitors]
        gone = client.delete(f"/api/posts/{goes}?hard_delete=true", headers=admin.headers)
        adding = [world.db.write(add_up_old_views, 3) for _ in range(3)]
        await asyncio.gather(*again, gone, *adding)
        [(total,)] = await world.execute(
            "SELECT sum(count)::int FROM post_views WHERE post_id = %s", stays
        )
        assert await view_count(client, stays) == total == 8


async def view_count(client: httpx2.AsyncClient, post_id: int) -> int:
    return int((await client.get(f"/api/posts/{post_id}")).json()["view_count"])


async def age_views(world: World, minutes: int) -> list[tuple[datetime]]:
    """Move the last views of visitors into the past; return their new dates."""
    return await world.execute(
        "UPDATE post_views SET last_viewed_at = now() - make_interval(mins => %s)"
        " WHERE visitor <> '' RETURNING last_viewed_at",
        minutes,
    )


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


async def test_a_token_sees_no_more_when_its_owner_views_too(world: World) -> None:
    """Views that wait for one commit are committed together only if their callers see the same."""
    admin, author = await world.admin(), await world.user()
    post = await world.post(author, status="draft")
    token = await make_token(world, admin, Scope.POSTS_READ)
    path = f"/api/posts/{post['id']}/views"
    views = []
    async with world.db.pool.connection() as holding, holding.transaction():
        await holding.execute("SELECT 1 FROM posts WHERE id = %s FOR UPDATE", (post["id"],))
        # The first waits for the lock, the others for the first.
        for headers in (admin.headers, admin.headers, token.headers):
            views.append(asyncio.create_task(world.client.post(path, headers=headers)))
            await asyncio.sleep(0.2)
    answers = await asyncio.gather(*views)
    assert [answer.status_code for answer in answers] == [204, 204, 404]
