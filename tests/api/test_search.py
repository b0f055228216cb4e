"""Search in the list of posts: matches, order, and visibility."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx2
import pytest

from tests.corpus import CORPUS, QUERIES
from tests.factories import Person, World

BY_HAND = """
SELECT id FROM posts
WHERE deleted_at IS NULL AND status = 'published' AND published_at <= now()
AND to_tsvector('simple', concat_ws(' ', title, excerpt, translate(content, '@/_<>', '     ')))
    @@ to_tsquery('simple', %s)
ORDER BY published_at DESC, id DESC
"""
HOSTILE = (
    *("%", "_", "%_%", "'", "''", '"', '""', '"""', "\\", "\\\\", "!", "!!", "&", "|", "&&", "<->"),
    *("(", ")", "()", "((((((((", ":", ":*", "a:*", "a:A", "a:*B", "-", "--", "- -", "-a", "-a -b"),
    *("or", "OR", "or or", "a or", "or a", "a or -", "' or 1=1 --", "'; drop table posts; --"),
    *("$$", "%s", "%(words)s", "{slug}", "\u200b", "\u202e", "\ufeff", "\uffff", "\U0001f600"),
    *("é" * 200, "a" * 200, "a " * 100, "-a " * 60, '"a ' * 60, "a or " * 40, "((a" * 60, "a<b>c"),
    *("<script>", "&amp;", "a&b|c", "a<2>b", "\t\n\r", "\x01\x1f\x7f", "İ", "ß", "\ud7ff", "🧑‍💻"),
)


async def search(client: httpx2.AsyncClient, words: str, **params: Any) -> dict[str, Any]:
    headers = params.pop("headers", None)
    answer = await client.get("/api/posts", params={"search": words, **params}, headers=headers)
    assert answer.status_code == 200, (words, answer.text)
    page: dict[str, Any] = answer.json()
    return page


async def ids(client: httpx2.AsyncClient, words: str, **params: Any) -> list[int]:
    return [item["id"] for item in (await search(client, words, **params))["items"]]


async def publish_corpus(world: World, author: Person) -> None:
    for title, excerpt, content in CORPUS:
        await world.post(author, title=title, excerpt=excerpt, content=content)


async def hide_corpus(world: World, author: Person) -> None:
    """Write one post with every word of the corpus in each state that others may not see."""
    words = " ".join(" ".join(post) for post in CORPUS)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await world.post(author, title="bread", content=words, status="draft")
    await world.post(author, title="bread", content=words, status="archived")
    await world.post(author, title="bread", content=words, published_at=tomorrow)
    await world.deleted_post(author, title="bread", content=words)


async def test_thirty_queries_find_what_postgresql_finds_by_hand(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    await publish_corpus(world, author)
    await hide_corpus(world, author)
    found = {}
    for words, by_hand in QUERIES:
        expected = [row[0] for row in await world.execute(BY_HAND, by_hand)]
        found[words] = await ids(client, words, limit=100)
        assert found[words] == expected, words
        assert sorted(await ids(client, words, limit=100, sort="relevance")) == sorted(expected)
    assert sum(1 for result in found.values() if result) >= 28
    assert found['"home at bread"'] == []


@pytest.mark.parametrize("sort", ["newest", "relevance"])
async def test_no_query_does_harm(client: httpx2.AsyncClient, world: World, sort: str) -> None:
    await world.post(title="a b c", content="50% of my_table")
    for words in HOSTILE:
        if words.strip() or sort == "newest":
            await search(client, words, sort=sort, snippet="true", count="exact")


async def test_a_nul_is_refused(client: httpx2.AsyncClient, world: World) -> None:
    answer = await client.get("/api/posts", params={"search": "a\0b"})
    assert answer.status_code == 422
    answer = await client.get("/api/posts", params={"search": "a" * 201})
    assert answer.status_code == 422


async def test_percent_and_underscore_match_nothing_but_themselves(
    client: httpx2.AsyncClient, world: World
) -> None:
    post = await world.post(title="fifty percent")
    assert await ids(client, "%") == []
    assert await ids(client, "f_fty") == []
    assert await ids(client, "fifty") == [post["id"]]


async def test_no_words_are_no_filter_and_no_rank(client: httpx2.AsyncClient, world: World) -> None:
    post = await world.post()
    assert await ids(client, "  ") == [post["id"]]
    answer = await client.get("/api/posts", params={"sort": "relevance"})
    assert answer.status_code == 422
    assert await ids(client, "?!") == []


async def test_follows_what_is_written(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    post = await world.post(author, title="Alpha", content="beta", excerpt="gamma")
    url = f"/api/posts/{post['id']}"
    await client.patch(url, json={"content": "delta"}, headers=author.headers)
    assert [await ids(client, word) for word in ("alpha", "beta", "delta")] == [
        [post["id"]],
        [],
        [post["id"]],
    ]
    await client.put(url, json={"title": "Eta", "content": "theta"}, headers=author.headers)
    assert [await ids(client, word) for word in ("alpha", "gamma", "eta", "theta")] == [
        [],
        [],
        [post["id"]],
        [post["id"]],
    ]
    await client.delete(url, headers=author.headers)
    assert await ids(client, "theta") == []
    await client.post(f"{url}/restore", headers=admin.headers)
    assert await ids(client, "theta") == [post["id"]]


async def test_a_soft_delete_leaves_the_document_alone(world: World) -> None:
    post = await world.post(title="Alpha")
    before = await world.execute("SELECT ctid::text, xmin::text FROM post_search")
    await world.delete(f"/api/posts/{post['id']}", await world.admin())
    assert await world.execute("SELECT ctid::text, xmin::text FROM post_search") == before


async def test_ones_own_drafts_are_found_by_oneself(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, other = await world.user(), await world.user()
    draft = await world.post(author, title="Secret plans", status="draft")
    own = await ids(client, "secret", author="me", headers=author.headers)
    assert own == [draft["id"]]
    assert await ids(client, "secret", author="me", headers=other.headers) == []
    assert await ids(client, "secret", status="draft", headers=other.headers) == []
    assert await ids(client, "secret", headers=author.headers) == []


async def test_goes_with_every_filter(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user("walter")
    wanted = await world.post(author, title="Bread", tags=["food"], category="Home")
    await world.post(title="Bread", tags=["food"], category="Home")
    await world.post(author, title="Bread", tags=["tech"], category="Home")
    await world.post(author, title="Bread", tags=["food"], category="Work")
    await world.post(author, title="Milk", tags=["food"], category="Home")
    filters = {"author": "walter", "tag": "food", "category": "Home", "count": "exact"}
    page = await search(client, "bread", **filters)
    assert ([item["id"] for item in page["items"]], page["total"]) == ([wanted["id"]], 1)
    before = {"created_before": wanted["created_at"]}
    assert await ids(client, "bread", **before) == []
    after = {"created_after": wanted["created_at"]}
    for sort in ("newest", "oldest", "updated", "top", "views", "relevance"):
        assert wanted["id"] in await ids(client, "bread", sort=sort, **after)


@pytest.mark.parametrize("sort", ["newest", "relevance"])
@pytest.mark.parametrize("place", [{"page": 1}, {"page": 2}, {"page": 100}, {"skip": 4}])
async def test_the_total_is_the_same_from_every_page(
    client: httpx2.AsyncClient, world: World, sort: str, place: dict[str, int]
) -> None:
    author = await world.user()
    for _ in range(5):
        await world.post(author, title="Rare")
    page = await search(client, "rare", sort=sort, limit=3, count="exact", **place)
    assert page["total"] == 5


@pytest.mark.parametrize("sort", ["newest", "oldest", "updated", "top", "views", "relevance"])
async def test_pages_meet_without_gaps(client: httpx2.AsyncClient, world: World, sort: str) -> None:
    author = await world.user()
    for number in range(7):
        await world.post(author, title="Bread " * (1 + number % 3))
    whole = await ids(client, "bread", sort=sort)
    seen: list[int] = []
    params: dict[str, Any] = {"sort": sort, "limit": 3}
    while True:
        page = await search(client, "bread", **params)
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == whole
    assert len(seen) == 7
    assert await ids(client, "bread", sort=sort, limit=3, page=2) == whole[3:6]
    assert await ids(client, "bread", sort=sort, limit=3, skip=6) == whole[6:]


async def test_a_title_weighs_more_than_a_text(client: httpx2.AsyncClient, world: World) -> None:
    in_title = await world.post(title="Bread", content="x", excerpt="x")
    in_excerpt = await world.post(title="One", content="x", excerpt="About bread")
    in_content = await world.post(title="Two", content="About bread", excerpt="x")
    best_first = [in_title["id"], in_excerpt["id"], in_content["id"]]
    assert await ids(client, "bread", sort="relevance") == best_first
    assert await ids(client, "bread") == best_first[::-1]


TAKING_A_SQUARE = (
    "1@a",
    "<!-- ",
    "a_",
    "/~",
    "./",
    "-e-1",
    "a-b-",
    "\U00020000\U00020001-\U00020002 ",
)


@pytest.mark.parametrize("piece", TAKING_A_SQUARE)
async def test_no_text_keeps_the_parser_busy(
    client: httpx2.AsyncClient, world: World, piece: str
) -> None:
    """Within a statement timeout of one minute; PostgreSQL's parser alone takes several."""
    content = "needle " + piece * (90_000 // len(piece)) + " haystack"
    post = await world.post(title="Long", content=content)
    page = await search(client, "needle haystack", snippet="true")
    assert [item["id"] for item in page["items"]] == [post["id"]]


async def test_as_many_words_as_a_post_can_hold(client: httpx2.AsyncClient, world: World) -> None:
    letters = [chr(0x20000 + number) for number in range(33_000)]
    content = " ".join(a + b for a, b in pairwise(letters))[:100_000]
    post = await world.post(content=content)
    assert await ids(client, content[:2]) == [post["id"]]
