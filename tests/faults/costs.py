"""Cost of single requests that are cheap to send: at most 50 ms and a problem of 16 KB."""

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.cost.makers import repeat, unknown_names
from tests.cost.measuring import BACKENDS
from tests.faults.api import Api
from tests.faults.finding import Figure, Finding, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import Staff
from tests.faults.usage import processor_seconds
from tests.faults.wire import Answer, Caller, UnansweredError

REQUEST_MS: Final = 50.0
PROBLEM_BYTES: Final = 16_384
FEED_BYTES: Final = 1_000_000
FEED_POSTS: Final = 20
POST_CHARACTERS: Final = 100_000
HEADER_BYTES: Final = 10_000_000
CLOSED: Final = 431
NOBODY: Final[dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Cost:
    """The cheapest of several runs of one request."""

    answer: Answer
    processor_ms: float


async def cost_of(api: Api, times: int, *request: Any, **headers: str) -> Cost:
    """Run each over a new connection: some requests end it."""
    costs = [await run_once(api, *request, **headers) for _ in range(times)]
    return Cost(costs[0].answer, min(cost.processor_ms for cost in costs))


async def run_once(api: Api, *request: Any, **headers: str) -> Cost:
    """Return the processor time of the API's process, which other processes hardly affect."""
    assert api.process is not None
    async with Caller(api.port, {}) as caller:
        await caller.connect()
        spent = processor_seconds(api.process.pid)
        answer = await answered(caller, *request, **headers)
    return Cost(answer, (processor_seconds(api.process.pid) - spent) * 1000)


async def answered(caller: Caller, *request: Any, **headers: str) -> Answer:
    """Count a connection that is closed during the request as 431."""
    try:
        return await caller.call(*request, **headers)
    except UnansweredError:
        return Answer(CLOSED, {}, b"")


async def measure_costs(ground: Ground, times: int) -> Finding:
    """Return one figure for each kind of cheap request."""
    async with ground.staffed() as (api, staff):
        figures = [
            *await malformed(api, times),
            *await headers(api, times),
            *await document(api, times),
            *await feeds(api, staff, times),
            *await searches(ground, api, staff, times),
        ]
    return Finding(f"requests that are cheap to send, the best of {times} each", figures)


async def malformed(api: Api, times: int) -> list[Figure]:
    """Send 125,000 unknown names in 1.4 MB."""
    body = json.loads(unknown_names(1_125_000))
    cost = await cost_of(api, times, "POST", "/api/users", body)
    return [
        within("unknown names", cost.processor_ms, REQUEST_MS, " ms"),
        within("their answer", len(cost.answer.body), PROBLEM_BYTES, " bytes"),
    ]


async def headers(api: Api, times: int) -> list[Figure]:
    """Send headers that are rejected by their size, before they are parsed."""
    value = repeat('"a",', HEADER_BYTES)
    cost = await cost_of(api, times, "GET", "/api/posts", None, If_None_Match=value)
    return [
        within("10 MB of If-None-Match", cost.processor_ms, REQUEST_MS, " ms"),
        exactly("their status", cost.answer.status, CLOSED),
    ]


async def document(api: Api, times: int) -> list[Figure]:
    """Request the OpenAPI document: cached, and 304 for a matching ETag."""
    first = await cost_of(api, times, "GET", "/openapi.json")
    tag = first.answer.headers.get("etag", "")
    again = await cost_of(api, times, "GET", "/openapi.json", None, If_None_Match=tag)
    return [
        within("OpenAPI document", first.processor_ms, 5, " ms"),
        exactly("again", again.answer.status, 304),
    ]


async def feeds(api: Api, staff: Staff, times: int) -> list[Figure]:
    """Create twenty posts of 100,000 ampersands each."""
    async with Caller(api.port, staff.author) as caller:
        for number in range(FEED_POSTS):
            words = f"needle{number} " + repeat("&", POST_CHARACTERS - 100)
            await caller.call("POST", "/api/posts", {"title": f"Feed {number}", "content": words})
    return [f for kind in ("atom", "json") for f in await feed(api, kind, times)]


async def feed(api: Api, kind: str, times: int) -> list[Figure]:
    """Request the feed, and a 304 of it."""
    cost = await cost_of(api, times, "GET", f"/feed.{kind}")
    tag = cost.answer.headers.get("etag", "")
    again = await cost_of(api, times, "GET", f"/feed.{kind}", None, If_None_Match=tag)
    return [
        within(f"feed.{kind}", len(cost.answer.body), FEED_BYTES, " bytes"),
        within(f"feed.{kind}", cost.processor_ms, REQUEST_MS, " ms"),
        within("its 304", again.processor_ms, 10, " ms"),
    ]


async def searches(ground: Ground, api: Api, staff: Staff, times: int) -> list[Figure]:
    """Measure headlines of long posts: most of this work is the database's."""
    async with Caller(api.port, staff.author) as caller:
        for number in range(FEED_POSTS):
            words = repeat("haystack ab ", POST_CHARACTERS)
            await caller.call("POST", "/api/posts", {"title": f"Hay {number}", "content": words})
    path = "/api/posts?search=haystack+ab&snippet=true&limit=20"
    costs = [await run_with_database(ground, api, path) for _ in range(times)]
    return [
        exactly("search with snippets", costs[0].answer.status, 200),
        within("search with snippets", min(c.processor_ms for c in costs), REQUEST_MS, " ms"),
    ]


async def run_with_database(ground: Ground, api: Api, path: str) -> Cost:
    """Return the processor time of the API and of the backends of its pool."""
    pids = [pid for (pid,) in ground.execute(BACKENDS)]
    spent = sum(map(processor_seconds, pids))
    cost = await run_once(api, "GET", path)
    database_ms = (sum(map(processor_seconds, pids)) - spent) * 1000
    return replace(cost, processor_ms=cost.processor_ms + database_ms)
