"""Costs of a feed: its size, and a tag whose posts need no contents."""

import httpx2
import pytest

from tests.api.test_feeds import FEEDS, get, read_json_feed, titles
from tests.factories import World


@pytest.mark.parametrize("address", FEEDS)
async def test_the_tag_stands_for_all_that_a_feed_shows(
    client: httpx2.AsyncClient, world: World, address: str
) -> None:
    author = await world.user(name="Ada")
    post = await world.post(author)
    url = f"/api/posts/{post['id']}"
    tags = [(await get(client, address)).headers["etag"]]
    for method, path, body in (
        ("PATCH", url, {"content": "Other"}),
        ("PATCH", url, {"tags": ["x"]}),
        ("PATCH", "/api/users/me", {"name": "Ada L."}),
        ("POST", "/api/posts", {"title": "New", "content": "x"}),
        ("DELETE", url, None),
    ):
        answer = await client.request(method, path, json=body, headers=author.headers)
        assert answer.is_success, answer.text
        tags.append((await get(client, address)).headers["etag"])
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("address", FEEDS)
async def test_an_unchanged_feed_is_confirmed_without_reading_contents(
    client: httpx2.AsyncClient, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.post(content="*x*")
    tag = (await get(client, address)).headers["etag"]
    await world.execute("DELETE FROM post_html")
    answer = await client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert await world.execute("SELECT 1 FROM post_html") == []


@pytest.mark.parametrize("content", ["&" * 95_000, "*a*" * 1_000, "word " * 19_000])
async def test_a_feed_has_a_megabyte_at_most(
    client: httpx2.AsyncClient, world: World, content: str
) -> None:
    """Twenty posts of 100,000 ampersands made a feed of 18 MB."""
    author = await world.user()
    await world.post(author, title="Oldest", content="*short*")
    for number in range(19):
        await world.post(author, title=f"{number}", content=content, excerpt='&"' * 250)
    assert len(await titles(client)) == 20
    atom, feed = [(await get(client, address)).content for address in FEEDS]
    assert max(len(atom), len(feed)) <= 1_000_000
    items = read_json_feed(feed)["items"]
    assert items[-1]["content_html"] == "<p><em>short</em></p>\n"
    summaries = [item for item in items if "content_html" not in item]
    assert all(item["content_text"] == '&"' * 250 for item in summaries)
    assert bool(summaries) == (len(content) > 10_000)
