"""Posts of hostile text cost their readers no more than a bound, for every query."""

import json
from collections.abc import Iterator
from typing import Final

import pytest

from tests.cost.bounds import FEEDS, overruns, oversizes
from tests.cost.makers import TEXTS
from tests.cost.measuring import Meter, Sending
from tests.hostile_requests import aim
from tests.operations import Operation
from tests.stage import Stage

CHARACTERS: Final = 100_000
POSTS: Final = 20  # as many as a feed holds
BLOGS: Final = {
    "ampersands": ["ampersands"] * POSTS,
    "brackets": ["brackets"] * POSTS,
    "first": sorted(TEXTS)[:POSTS],
    "second": sorted(TEXTS)[POSTS : 2 * POSTS],
    "third": sorted(TEXTS)[2 * POSTS :],
}
WORD: Final = "haystack"
WITH_WORDS: Final = ("snippet=true", "sort=relevance", "limit=100")
# By SQL, as the API would render each post first; triggers index it all the same.
INSERT: Final = """
INSERT INTO posts
    (author_id, slug, title, excerpt, excerpt_given, content, category, status, published_at)
VALUES (%s, %s, %s, %s, true, %s, %s, 'published', now())
"""


async def write_blog(stage: Stage, makers: list[str]) -> None:
    author = stage.people["author"].id
    for number, maker in enumerate(makers):
        make = TEXTS[maker]
        content = f"{WORD} {make(CHARACTERS - 10)}"
        await stage.world.execute(
            INSERT,
            *(author, f"hostile-{number}", make(200), make(500), content, make(100)),
        )


def reads(stage: Stage) -> Iterator[tuple[Operation, str]]:
    """Yield every GET: plain, with each value of each parameter, and with the largest page."""
    document = stage.app.openapi()
    for path, methods in document["paths"].items():
        if "get" not in methods:
            continue
        parameters = [p for p in methods["get"].get("parameters", []) if p["in"] == "query"]
        operation = Operation("GET", path)
        address = aim(operation, stage).address
        for query in queries(parameters):
            yield operation, f"{address}?{query}"


def queries(parameters: list[dict[str, object]]) -> Iterator[str]:
    """Yield each value alone, and all values that combine with a search."""
    choices = [choice for p in parameters for choice in choices_of(p)]
    yield from ("", *choices)
    if any(p["name"] == "search" for p in parameters):
        yield f"search={WORD}"
        yield "&".join([f"search={WORD}", *(c for c in choices if c.endswith(WITH_WORDS))])


def choices_of(parameter: dict[str, object]) -> Iterator[str]:
    name, schema = parameter["name"], parameter["schema"]
    assert isinstance(schema, dict)
    kinds = [schema, *schema.get("anyOf", [])]
    for kind in kinds:
        yield from (f"{name}={choice}" for choice in kind.get("enum", []))
        if kind.get("type") == "boolean":
            yield f"{name}=true"
        if "const" in kind:
            yield f"{name}={kind['const']}"
        if name == "limit" and "maximum" in kind:
            yield f"{name}={json.dumps(kind['maximum'])}"


@pytest.mark.parametrize("blog", BLOGS)
async def test_reading_hostile_posts_is_cheap(
    stage: Stage, meter: Meter, blog: str, subtests: pytest.Subtests
) -> None:
    await write_blog(stage, BLOGS[blog])
    meter.find_backends()
    headers = [(k.lower().encode(), v.encode()) for k, v in stage.headers_of("admin").items()]
    for operation, address in reads(stage):
        request = Sending("GET", address, () if FEEDS.match(address) else headers)
        spent = await meter.send(request)
        place = "content" if "render=" in address else ""
        if list(overruns(spent, place)):
            spent = await meter.send_again(request, spent)
        with subtests.test(f"{blog} {address}"):
            assert spent.answer.status_code < 500
            assert [*overruns(spent, place), *oversizes(spent, operation.path)] == []
    stage.photograph.put_back()
