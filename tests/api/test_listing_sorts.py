"""Sorting by votes and views, and stable pages while posts are added and deleted."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def page_through(
    client: httpx2.AsyncClient, query: str, headers: dict[str, str] | None = None
) -> list[int]:
    """Return the ids of all pages of three."""
    ids: list[int] = []
    cursor = ""
    while True:
        answer = await client.get(f"/api/posts?limit=3&{query}{cursor}", headers=headers)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        ids += [post["id"] for post in page["items"]]
        if page["next_cursor"] is None:
            return ids
        cursor = f"&cursor={page['next_cursor']}"


async def counted_posts(world: World, author: Person, **fields: Any) -> list[int]:
    """Return seven posts with 0, 1, 2, 0, 1, 2, 0 votes, and ten times as many views."""
    posts = [(await world.post(author, **fields))["id"] for _ in range(7)]
    sql = "UPDATE post_counters SET vote_count = %s, view_count = %s WHERE post_id = %s"
    for number, post_id in enumerate(posts):
        await world.execute(sql, number % 3, number % 3 * 10, post_id)
    return posts


@pytest.mark.parametrize("sort", ["top", "views"])
async def test_the_highest_first_then_the_newest(
    client: httpx2.AsyncClient, world: World, sort: str
) -> None:
    posts = await counted_posts(world, await world.user())
    expected = [posts[n] for n in (5, 2, 4, 1, 6, 3, 0)]
    assert await page_through(client, f"sort={sort}") == expected


@pytest.mark.parametrize("sort", ["top", "views"])
async def test_with_every_filter(client: httpx2.AsyncClient, world: World, sort: str) -> None:
    author = await world.user("ann")
    posts = await counted_posts(world, author, tags=["t"], category="c", status="draft")
    publish = "UPDATE posts SET status = 'published', published_at = now() WHERE id = ANY (%s)"
    await world.execute(publish, posts[:4])
    await world.post(title="No filter finds this")
    after = "created_after=2020-01-01T00:00:00Z&created_before=2999-01-01T00:00:00Z"
    public = await page_through(client, f"sort={sort}&author=ann&tag=t&category=c&{after}")
    assert public == [posts[n] for n in (2, 1, 3, 0)]
    own = f"sort={sort}&author=me&status=draft"
    assert await page_through(client, own, author.headers) == [posts[n] for n in (5, 4, 6)]
    mixed = await page_through(client, f"sort={sort}&author=me", author.headers)
    assert mixed == [posts[n] for n in (5, 2, 4, 1, 6, 3, 0)]


async def test_a_cursor_is_of_its_sort(client: httpx2.AsyncClient, world: World) -> None:
    await counted_posts(world, await world.user())
    cursor = (await client.get("/api/posts?limit=1&sort=top")).json()["next_cursor"]
    for sort in ("views", "newest"):
        answer = await client.get(f"/api/posts?sort={sort}&cursor={cursor}")
        assert answer.status_code == 422


async def test_other_ways_of_paging(client: httpx2.AsyncClient, world: World) -> None:
    posts = await counted_posts(world, await world.user())
    page = await client.get("/api/posts?sort=top&limit=2&page=2&count=exact")
    assert [post["id"] for post in page.json()["items"]] == [posts[4], posts[1]]
    assert page.json()["total"] == 7


FILL = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status, published_at)
SELECT %s, 'post-' || n, 'Post ' || n, '', false, '', 'published', now() - n %% 300 * interval '1 s'
FROM generate_series(1, 1000) AS n RETURNING id
"""


@pytest.mark.parametrize("sort", ["newest", "oldest", "updated", "top", "views"])
async def test_a_cursor_survives_whatever_comes_and_goes(
    client: httpx2.AsyncClient, world: World, sort: str
) -> None:
    """Each seen post is deleted and others are added: every initial one appears exactly once."""
    author, admin = await world.user(), await world.admin()
    initial = [row[0] for row in await world.execute(FILL, author.id)]
    await world.execute("UPDATE post_counters SET vote_count = post_id %% 5, view_count = 7")
    seen: list[int] = []
    query = f"/api/posts?limit=90&sort={sort}"
    cursor: str | None = ""
    while cursor is not None:
        page = (await client.get(query + (f"&cursor={cursor}" if cursor else ""))).json()
        ids = [post["id"] for post in page["items"]]
        seen += ids
        bulk = await client.post("/api/posts/bulk-delete", json={"ids": ids}, headers=admin.headers)
        assert sorted(bulk.json()["deleted"]) == sorted(ids)
        await world.post(author)
        await world.post(author, published_at="2001-01-01T00:00:00Z")
        cursor = page["next_cursor"]
    known = set(initial)
    assert sorted(post_id for post_id in seen if post_id in known) == sorted(initial)
    assert len(seen) == len(set(seen))
