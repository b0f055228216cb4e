"""Snippets: highlighted, escaped, and made of a bounded part of a text."""

import httpx2
import pytest

from tests.api.test_search import search
from tests.cost.bounds import SLACK
from tests.cost.measuring import Meter, Sending
from tests.factories import World


async def test_a_snippet_marks_and_escapes(client: httpx2.AsyncClient, world: World) -> None:
    content = "Fish & chips <script>alert(1)</script> with \ue000bread\ue001 <mark>x</mark>."
    await world.post(title="Meal", content=content)
    ((item),) = (await search(client, "bread", snippet="true"))["items"]
    assert "<mark>bread</mark>" in item["snippet"]
    assert "Fish &amp; chips" in item["snippet"]
    without_marks = item["snippet"].replace("<mark>", "").replace("</mark>", "")
    assert not set("<>\ue000\ue001") & set(without_marks)
    assert "snippet" not in (await search(client, "bread"))["items"][0]


@pytest.mark.parametrize(
    ("before", "snippet"),
    [(0, "<mark>needle</mark>"), (15_000, "<mark>needle</mark>"), (90_000, "straw straw")],
)
async def test_a_snippet_is_taken_from_around_the_first_match(
    client: httpx2.AsyncClient, world: World, before: int, snippet: str
) -> None:
    content = f"{'straw ' * (before // 6)} Needle {'straw ' * 1_000}"
    await world.post(content=content)
    ((item),) = (await search(client, "needle", snippet="true"))["items"]
    assert snippet in item["snippet"].lower()


async def test_snippets_of_long_posts_take_milliseconds(world: World, database_url: str) -> None:
    """A page of them took 4 s of the database, beyond the two seconds of a statement."""
    author = await world.user()
    words = " ".join(f"w{number * 7919 % 3001}" for number in range(17_000))
    for number in range(50):
        await world.post(author, title=f"{number}", content=f"needle {words}"[:100_000])
    meter = Meter(world.app, database_url)
    meter.find_backends()
    for sort in ("newest", "relevance"):
        request = Sending("GET", f"/api/posts?search=needle&snippet=true&sort={sort}&limit=50")
        spent = await meter.send_again(request, await meter.send(request))
        items = spent.answer.json()["items"]
        assert len(items) == 50
        assert all("<mark>needle</mark>" in item["snippet"] for item in items)
        assert spent.database_ms < 200 * SLACK
