"""Pagination of `GET /posts`: by cursor, page and skip, and the links between pages."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.factories import Person, World

POSTS = "/api/posts"


async def five_posts(world: World) -> Person:
    ada = await world.user("ada")
    for number in range(1, 6):
        await world.post(ada, title=str(number))
    return ada


async def get(world: World, path: str, person: Person | None = None) -> httpx2.Response:
    answer = await world.client.get(path, headers=person.headers if person else {})
    assert answer.status_code == 200, answer.text
    return answer


def titles_of(answer: httpx2.Response) -> str:
    return "".join(item["title"] for item in answer.json()["items"])


def links_of(answer: httpx2.Response) -> dict[str, dict[str, list[str]]]:
    """Return the query of each link."""
    urls = {str(name): urlsplit(link["url"]) for name, link in answer.links.items()}
    assert {url.path for url in urls.values()} == {POSTS}
    return {name: parse_qs(url.query, keep_blank_values=True) for name, url in urls.items()}


async def walk(world: World, path: str, rel: str, person: Person | None = None) -> list[str]:
    """Return the contents of each page, following one kind of link to its end."""
    pages = []
    while path:
        answer = await get(world, path, person)
        pages.append(titles_of(answer))
        path = answer.links.get(rel, {}).get("url", "")
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize(
    ("way", "pages"),
    [
        ("", ["54", "32", "1"]),
        ("&page=1", ["54", "32", "1"]),
        ("&skip=0", ["54", "32", "1"]),
        ("&skip=1", ["43", "21"]),
        ("&sort=oldest", ["12", "34", "5"]),
        ("&sort=updated&page=1", ["54", "32", "1"]),
    ],
)
async def test_forwards(world: World, way: str, pages: list[str]) -> None:
    await five_posts(world)
    assert await walk(world, f"{POSTS}?limit=2{way}", "next") == pages


@pytest.mark.parametrize(
    ("way", "pages"), [("page=3", ["1", "32", "54"]), ("skip=3", ["21", "43", "54"])]
)
async def test_backwards(world: World, way: str, pages: list[str]) -> None:
    await five_posts(world)
    assert await walk(world, f"{POSTS}?limit=2&{way}", "prev") == pages


async def test_links_keep_the_clients_own_way(world: World) -> None:
    await five_posts(world)
    limit = {"limit": ["2"]}
    by_page = links_of(await get(world, f"{POSTS}?limit=2&page=2"))
    assert by_page == {
        "first": limit | {"page": ["1"]},
        "prev": limit | {"page": ["1"]},
        "next": limit | {"page": ["3"]},
    }
    by_skip = links_of(await get(world, f"{POSTS}?limit=2&skip=1"))
    assert by_skip == {
        "first": limit | {"skip": ["0"]},
        "prev": limit | {"skip": ["0"]},
        "next": limit | {"skip": ["3"]},
    }
    answer = await get(world, f"{POSTS}?limit=2")
    assert links_of(answer) == {
        "first": limit,
        "next": limit | {"cursor": [answer.json()["next_cursor"]]},
    }
    last = links_of(await get(world, f"{POSTS}?limit=2&page=3"))
    assert last.keys() == {"first", "prev"}


async def test_links_keep_the_filters(world: World) -> None:
    await five_posts(world)
    filters = {"limit": ["1"], "author": ["ada"], "created_after": ["2001-02-03T04:05:06+01:00"]}
    query = "limit=1&author=ada&created_after=2001-02-03T04%3A05%3A06%2B01%3A00&page=2"
    links = links_of(await get(world, f"{POSTS}?{query}"))
    assert links["next"] == filters | {"page": ["3"]}
    empty = links_of(await get(world, f"{POSTS}?category="))
    assert empty == {"first": {"category": [""]}}, "an empty filter is one"


async def test_cursor_stands_still_while_rows_come_and_go(world: World) -> None:
    ada = await five_posts(world)
    first = await get(world, f"{POSTS}?limit=2")
    ids = {item["title"]: item["id"] for item in (await get(world, POSTS)).json()["items"]}
    await world.post(ada, title="6")
    for title in ("4", "2"):
        await world.client.delete(f"{POSTS}/{ids[title]}", headers=ada.headers)
    rest = await walk(world, first.links["next"]["url"], "next")
    assert (titles_of(first), rest) == ("54", ["31"]), "none twice, none missed"


async def test_ties_are_broken_by_id(world: World) -> None:
    await five_posts(world)
    await world.execute("UPDATE posts SET published_at = now() - interval '1 day'")
    assert await walk(world, f"{POSTS}?limit=1", "next") == list("54321")
    assert await walk(world, f"{POSTS}?limit=2&sort=oldest", "next") == ["12", "34", "5"]


async def test_mixture_of_ones_own_by_cursor(world: World) -> None:
    ada = await five_posts(world)
    await world.post(ada, title="6", status="draft")
    await world.post(ada, title="7", published_at="1900-01-01T00:00:00Z")
    pages = await walk(world, f"{POSTS}?limit=3&author=me", "next", ada)
    assert pages == ["765", "432", "1"]


async def test_instants_before_1970_and_to_the_microsecond(world: World) -> None:
    ada = await world.user()
    for number, instant in enumerate(
        ["1066-10-14T09:00:00.000001Z", "1066-10-14T09:00:00.000002Z"]
    ):
        await world.post(ada, title=str(number), published_at=instant)
    assert await walk(world, f"{POSTS}?limit=1", "next") == ["1", "0"]


async def test_a_full_last_page_has_no_next(world: World) -> None:
    await five_posts(world)
    answer = await get(world, f"{POSTS}?limit=5")
    assert (titles_of(answer), answer.json()["next_cursor"]) == ("54321", None)
    beyond = await get(world, f"{POSTS}?limit=5&page=7")
    assert (titles_of(beyond), set(links_of(beyond))) == ("", {"first", "prev"})


@pytest.mark.parametrize("query", [{"sort": "oldest"}, {"sort": "updated"}])
async def test_cursor_of_another_sort(world: World, query: dict[str, Any]) -> None:
    await five_posts(world)
    cursor = (await get(world, f"{POSTS}?limit=2")).json()["next_cursor"]
    answer = await world.client.get(POSTS, params=query | {"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", "cursor"])


async def test_cursor_of_another_dating(world: World) -> None:
    """A user's own posts are sorted by creation, published ones by publication: cursors differ."""
    ada = await five_posts(world)
    cursor = (await get(world, f"{POSTS}?limit=2")).json()["next_cursor"]
    query = {"author": "me", "cursor": cursor}
    answer = await world.client.get(POSTS, params=query, headers=ada.headers)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", "cursor"])


async def test_default_and_greatest_limit(world: World) -> None:
    ada = await world.user()
    await world.execute(
        "INSERT INTO posts"
        " (author_id, slug, title, excerpt, excerpt_given, content, status, published_at)"
        " SELECT %s, 'post-' || n, 't', '', false, '', 'published', now()"
        " FROM generate_series(1, 101) AS n",
        ada.id,
    )
    assert len((await get(world, POSTS)).json()["items"]) == 20
    assert len((await get(world, f"{POSTS}?limit=100")).json()["items"]) == 100
