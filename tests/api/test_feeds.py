"""Feeds and the sitemap, checked against the rules of their formats."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx2
import pytest

from tests.factories import World
from tests.large_tables import fill

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
UUID_URN = re.compile(r"urn:uuid:[0-9a-f-]{36}")
FEEDS = ("/feed.atom", "/feed.json")
ALL = (*FEEDS, "/sitemap.xml")


async def get(client: httpx2.AsyncClient, address: str) -> httpx2.Response:
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return answer


def check_absolute(address: str | None) -> None:
    parts = urlsplit(address or "")
    assert parts.scheme in {"http", "https"}
    assert parts.netloc == "127.0.0.1:8000"


def text_of(element: ET.Element, name: str) -> str:
    """Return the text of the one child of that name, as RFC 4287 requires."""
    (child,) = element.findall(f"{ATOM}{name}")
    return child.text or ""


def read_atom(content: bytes) -> ET.Element:
    """Return a feed document after checking the MUSTs of RFC 4287 §4.1."""
    feed = ET.fromstring(content)  # noqa: S314  # our own answer
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert UUID_URN.fullmatch(text_of(element, "id") or "")
        assert text_of(element, "title") is not None
        assert INSTANT.fullmatch(text_of(element, "updated"))
        for link in element.findall(f"{ATOM}link"):
            check_absolute(link.attrib["href"])
    relations = [link.attrib["rel"] for link in feed.findall(f"{ATOM}link")]
    assert sorted(relations) == ["alternate", "self"]
    for entry in feed.findall(f"{ATOM}entry"):
        check_entry(entry)
    ids = [text_of(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def check_entry(entry: ET.Element) -> None:
    (author,) = entry.findall(f"{ATOM}author")
    assert text_of(author, "name")
    for content in entry.findall(f"{ATOM}content"):
        assert content.attrib["type"] == "html"
    assert entry.findall(f"{ATOM}content") or text_of(entry, "summary")
    assert INSTANT.fullmatch(text_of(entry, "published"))
    assert text_of(entry, "updated") >= text_of(entry, "published")
    assert all(category.attrib["term"] for category in entry.findall(f"{ATOM}category"))


def read_json_feed(content: bytes) -> dict[str, Any]:
    """Return a feed document after checking the rules of jsonfeed.org/version/1.1."""
    feed: dict[str, Any] = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    check_absolute(feed["feed_url"])
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item.get("content_html", item.get("content_text")), str)
        check_absolute(item["url"])
        assert INSTANT.fullmatch(item["date_published"])
        assert INSTANT.fullmatch(item["date_modified"])
        assert all(author["name"] for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert None not in item.values()
    return feed


def read_sitemap(content: bytes) -> list[str]:
    root = ET.fromstring(content)  # noqa: S314  # our own answer
    assert root.tag in {f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex"}
    places = [element.text or "" for element in root.iter(f"{SITEMAP}loc")]
    for place in places:
        check_absolute(place)
    assert all(INSTANT.fullmatch(e.text or "") for e in root.iter(f"{SITEMAP}lastmod"))
    return places


async def titles(client: httpx2.AsyncClient, query: str = "") -> list[str]:
    """Return the titles of both feeds, which must agree."""
    atom = read_atom((await get(client, f"/feed.atom{query}")).content)
    feed = read_json_feed((await get(client, f"/feed.json{query}")).content)
    named = [text_of(entry, "title") for entry in atom.findall(f"{ATOM}entry")]
    assert [item["title"] for item in feed["items"]] == named
    assert feed["title"] == text_of(atom, "title")
    return named


async def test_an_empty_blog_has_valid_feeds(client: httpx2.AsyncClient, world: World) -> None:
    assert await titles(client) == []
    assert read_sitemap((await get(client, "/sitemap.xml")).content) == []


async def test_the_newest_first_and_only_what_is_published(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for number in range(22):
        await world.post(author, title=f"Post {number}", content=f"*{number}*")
    await world.post(author, title="Draft", status="draft")
    await world.post(author, title="Archived", status="archived")
    await world.post(author, title="Scheduled", published_at=later)
    await world.deleted_post(author, title="Deleted")
    assert await titles(client) == [f"Post {number}" for number in range(21, 1, -1)]
    feed = read_json_feed((await get(client, "/feed.json")).content)
    assert feed["items"][0]["content_html"] == "<p><em>21</em></p>\n"
    places = read_sitemap((await get(client, "/sitemap.xml")).content)
    assert sorted(places) == sorted(
        f"http://127.0.0.1:8000/api/posts/slug/post-{number}" for number in range(22)
    )


async def test_of_one_author_and_with_one_tag(client: httpx2.AsyncClient, world: World) -> None:
    ada, bob = await world.user("ada", name="Ada L."), await world.user("bob")
    await world.post(ada, title="A1", tags=["Web Dev"])
    await world.post(ada, title="A2")
    await world.post(bob, title="B1", tags=["web-dev"])
    assert await titles(client, "?author=ADA") == ["A2", "A1"]
    assert await titles(client, f"?author={bob.id}") == ["B1"]
    assert await titles(client, "?tag=Web%20Dev") == ["B1", "A1"]
    assert await titles(client, "?author=ada&tag=web-dev") == ["A1"]
    for nothing in ("?tag=nothing", "?tag=", "?tag=%21", "?author=bob&tag=x"):
        assert (await client.get(f"/feed.atom{nothing}")).status_code == 404
    atom = read_atom((await get(client, "/feed.atom?author=ADA")).content)
    assert text_of(atom, "title") == "Blog · Ada L."
    assert UUID_URN.fullmatch(text_of(atom, "id") or "")


@pytest.mark.parametrize("author", ["nobody", "me", "0", "9" * 30, "", "%"])
@pytest.mark.parametrize("feed", FEEDS)
async def test_nobody_has_no_feed(client: httpx2.AsyncClient, feed: str, author: str) -> None:
    assert (await client.get(feed, params={"author": author})).status_code == 404


async def test_a_deleted_author_has_no_feed(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user("gone")
    await world.post(author)
    await world.delete("/api/users/me", author)
    assert (await client.get("/feed.atom?author=gone")).status_code == 404
    assert await titles(client) == []


@pytest.mark.parametrize("address", ALL)
async def test_what_has_not_changed_is_not_sent_again(
    client: httpx2.AsyncClient, world: World, address: str
) -> None:
    author = await world.user()
    post = await world.post(author)
    first = await get(client, address)
    assert first.headers["cache-control"] == "public, no-cache"
    again = {"If-None-Match": first.headers["etag"]}
    unchanged = await client.get(address, headers=again)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == first.headers["etag"]
    url = f"/api/posts/{post['id']}"
    await client.patch(url, json={"slug": "elsewhere"}, headers=author.headers)
    changed = await client.get(address, headers=again)
    assert (changed.status_code, changed.headers["etag"] != first.headers["etag"]) == (200, True)


async def test_media_types(client: httpx2.AsyncClient, world: World) -> None:
    types = [(await get(client, address)).headers["content-type"] for address in ALL]
    assert types == ["application/atom+xml", "application/feed+json", "application/xml"]
    head = await client.head("/feed.atom")
    assert (head.status_code, head.content) == (200, b"")


async def test_what_xml_cannot_carry_is_left_out(client: httpx2.AsyncClient, world: World) -> None:
    illegal = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
    author = await world.user(name=f"A{illegal}<&\"'>")
    await world.post(author, title=f"T{illegal} ]]> <b>&amp;", content=f"x{illegal}y ]]> &#1; <b>z")
    feed = read_atom((await get(client, "/feed.atom")).content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert text_of(entry, "title") == "T ]]> <b>&amp;"
    assert text_of(entry.findall(f"{ATOM}author")[0], "name") == "A<&\"'>"
    read_json_feed((await get(client, "/feed.json")).content)


async def test_above_fifty_thousand_the_sitemap_is_an_index(
    client: httpx2.AsyncClient, world: World, database_url: str
) -> None:
    author = await world.user()
    posts = """INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status,
        published_at) SELECT %s, 'p' || n, '', '', true, '', 'published', now()
        FROM generate_series(1, 50001) AS n"""
    fill(database_url, posts, author.id, bare=True)
    parts = read_sitemap((await get(client, "/sitemap.xml")).content)
    assert len(parts) >= 2
    pages: list[str] = []
    for part in parts:
        some = read_sitemap((await get(client, part.removeprefix("http://127.0.0.1:8000"))).content)
        assert 0 < len(some) <= 50_000
        pages += some
    assert (len(pages), len(set(pages))) == (50_001, 50_001)


@pytest.mark.parametrize("part", ["0", "-1", "x", "9" * 19, "9" * 30])
async def test_a_part_that_cannot_be(client: httpx2.AsyncClient, part: str) -> None:
    assert (await client.get(f"/sitemap.xml?part={part}")).status_code == 422


async def test_a_part_that_is_not_there(client: httpx2.AsyncClient) -> None:
    for part in ("1", "2", "184467440737095"):
        assert (await client.get(f"/sitemap.xml?part={part}")).status_code == 404
