"""Search in 30,000 posts: each strategy returns the rows of a plain PostgreSQL query."""

from typing import Any

import httpx2
import pytest

from blog_api.posts.search.index import SORT_MAX
from blog_api.posts.search.statements import SCAN_MAX, Way
from blog_api.posts.search.strategy import Finder
from tests.api.test_search import ids, search
from tests.factories import World
from tests.large_tables import fill

POSTS = 30_000
FORMER = 2500
FILL = f"""
INSERT INTO posts
    (author_id, slug, title, excerpt, excerpt_given, content, status, published_at, tags)
SELECT %s, 'p' || n, 'Common', '', true,
    concat_ws(' ',
        CASE WHEN n %% 1500 = 0 THEN 'rare' END,
        CASE WHEN n %% 20 = 0 THEN 'middling' END,
        CASE WHEN n <= {FORMER} THEN 'former' END,
        CASE WHEN n BETWEEN 20001 AND 22000 THEN 'amid' END,
        CASE WHEN n %% 20 = 7 THEN 'hidden' END),
    CASE WHEN n %% 20 = 7 THEN 'draft' ELSE 'published' END,
    now() - make_interval(mins => {POSTS} - n),
    CASE WHEN n %% 3000 = 1 THEN ARRAY['few'] ELSE ARRAY[]::text[] END
FROM generate_series(1, {POSTS}) AS n
"""
BY_HAND = """
SELECT id FROM posts WHERE status = 'published'
AND to_tsvector('simple', title || ' ' || content) @@ to_tsquery('simple', %s)
ORDER BY published_at DESC, id DESC LIMIT 100
"""
QUERIES = {
    "common": "common:*",
    "rare": "rare:*",
    "middling": "middling:*",
    "former": "former:*",
    "absent": "absent:*",
    "middling former": "middling & former:*",
    "rare common": "rare & common:*",
    "common -middling": "common & !middling",
    "hidden": "hidden:*",
    "rare or former": "rare | former:*",
    "rare @or former": "rare | former:*",
    "amid": "amid:*",
    "amid common": "amid & common:*",
    "common amid": "common & amid:*",
    "rare common absent": "rare & common & absent:*",
    "-middling amid": "!middling & amid:*",
    "amid -middling common": "amid & !middling & common:*",
    '"common amid" common': "(common <-> amid) & common:*",
}


@pytest.fixture
async def crowd(world: World, database_url: str) -> World:
    author = await world.user()
    fill(database_url, FILL, author.id)
    return world


async def test_every_way_finds_the_same_as_by_hand(
    client: httpx2.AsyncClient, crowd: World
) -> None:
    assert (
        POSTS * 19 // 20 - FORMER >= SCAN_MAX
    )  # "former" lies beyond the scanned part of the feed
    assert SORT_MAX < POSTS // 20
    for words, by_hand in QUERIES.items():
        expected = [row[0] for row in await crowd.execute(BY_HAND, by_hand)]
        assert await ids(client, words, limit=100) == expected, words
        first = await search(client, words, limit=15)
        assert [item["id"] for item in first["items"]] == expected[:15]
        if first["next_cursor"]:
            rest = await ids(client, words, limit=50, cursor=first["next_cursor"])
            assert rest == expected[15:65]
        assert await ids(client, words, limit=20, page=3) == expected[40:60]
    await check_counts(client)
    await check_exclusions(client, crowd)


WAYS = {
    "common": ["scan_feed"],
    "middling": ["scan_feed", "scan_feed"],
    "absent": ["scan_feed"],
    "rare": ["scan_feed", "sort_ids"],
    "amid": ["scan_feed", "scan_ids"],
    "former": ["scan_feed", "scan_ids", "sort_ids"],
    "rare common": [
        "scan_feed",
        "scan_feed",
        "sort_ids",
    ],  # by the rare word, before the unfinished word
    "amid common": ["scan_feed", "scan_feed", "scan_ids"],
    "common rare": ["scan_feed", "scan_feed", "sort_ids"],
    "former common": ["scan_feed", "scan_feed", "scan_ids", "sort_ids"],
}


async def test_each_goes_its_way(
    client: httpx2.AsyncClient, crowd: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    ask = Finder.ask

    async def remember(finder: Finder[Any], way: Way, *given: Any) -> list[Any]:
        gone.append(way)
        return await ask(finder, way, *given)

    monkeypatch.setattr(Finder, "ask", remember)
    for words, expected in WAYS.items():
        gone.clear()
        await search(client, words, limit=15)
        assert gone == expected, words
    gone.clear()
    await search(client, "amid", limit=15, sort="updated")
    assert gone == ["scan_feed", "sort_ids"], (
        "no index has both the order and what makes a post public"
    )


async def check_counts(client: httpx2.AsyncClient) -> None:
    assert (await search(client, "rare", count="exact"))["total"] == POSTS // 1500
    assert (await search(client, "middling", count="exact"))["total"] == POSTS // 20
    ranked = await search(client, "middling", count="exact", sort="relevance")
    assert ranked["total"] == 200
    common = await search(client, "common", count="exact")
    assert common["total"] is None
    assert 9_000 < common["total_at_least"] <= 10_000
    leaving_out = await search(client, "-middling", count="exact", limit=7)
    assert (leaving_out["total"], leaving_out["total_at_least"]) == (None, 7)
    assert len(await ids(client, "common", tag="few", sort="relevance")) == POSTS // 3000


async def check_exclusions(client: httpx2.AsyncClient, crowd: World) -> None:
    """No index covers the words that a post lacks."""
    assert len(await ids(client, "-rare")) == 20
    answer = await client.get("/api/posts", params={"search": "-common"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["query", "search"]


async def test_a_list_is_counted_and_numbered_so_far(
    client: httpx2.AsyncClient, crowd: World
) -> None:
    page = await client.get("/api/posts?count=exact&skip=9990&limit=20")
    assert (page.json()["total"], page.json()["total_at_least"]) == (None, 10_000)
    assert page.links["prev"]["url"].endswith("skip=9970")
    onward = await client.get(page.links["next"]["url"])
    by_cursor = [item["id"] for item in onward.json()["items"]]
    last = page.json()["items"][-1]["id"]
    assert "cursor=" in page.links["next"]["url"]
    assert by_cursor[0] < last
    few = await client.get("/api/posts?count=exact&tag=few")
    assert few.json()["total"] == POSTS // 3000
    assert "total_at_least" not in few.json()


@pytest.mark.parametrize("place", ["skip=10001", "page=502", "page=9000000000000000000"])
async def test_a_number_reaches_so_deep(client: httpx2.AsyncClient, place: str) -> None:
    refused = await client.get(f"/api/posts?{place}")
    assert refused.status_code == 422
    assert "next_cursor" in refused.json()["errors"][0]["msg"]


@pytest.mark.parametrize("place", ["skip=10000", "page=501", "page=101&limit=100"])
async def test_and_no_less(client: httpx2.AsyncClient, place: str) -> None:
    assert (await client.get(f"/api/posts?{place}")).json()["items"] == []
