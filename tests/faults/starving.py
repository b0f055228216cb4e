"""Starvation: no free connection, a frozen database, a locked table."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from tests.faults.finding import Finding, at_least, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import Staff
from tests.faults.wire import Answer, Caller

SLOW_S: Final = 1.2
LIVENESS_PAUSE_S: Final = 0.05
LOCK_TIMEOUT_S: Final = 1.5
POST: Final = {"title": "Starving", "content": ""}


@dataclass(frozen=True, slots=True)
class Timed:
    """A response and its time."""

    answer: Answer
    seconds: float

    @property
    def is_refusal(self) -> bool:
        return self.answer.status == 503 and "retry-after" in self.answer.headers


async def timed(port: int, method: str, path: str, **options: Any) -> Timed:
    """Send one request over a new connection."""
    began = time.monotonic()
    async with Caller(port, options.get("headers", {})) as caller:
        answer = await caller.call(method, path, options.get("body"))
    return Timed(answer, time.monotonic() - began)


async def starve_pool(ground: Ground, queries: int) -> Finding:
    """Requests without a connection fail soon, and liveness probes never wait."""
    async with ground.staffed() as (api, staff):
        path = f"/api/posts/{await create(api.port, staff)}"
        with ground.slow_posts(SLOW_S):
            async with watching_life(api.port) as lives:
                # Distinct callers: anonymous ones would share their responses.
                calls = (timed(api.port, "GET", path, headers=staff.author) for _ in range(queries))
                answers = await gather(calls)
        well = await gather(timed(api.port, "GET", path) for _ in range(20))
    refused = [timed for timed in answers if timed.is_refusal]
    other = [t for t in answers if not t.is_refusal and t.answer.status != 200]
    return Finding(
        f"{queries} queries of {SLOW_S} s at once, pool of 8",
        [
            at_least("503", len(refused), queries // 2),
            exactly("other than 200 and 503", len(other), 0),
            within("503 in", max(timed.seconds for timed in refused), 2.5),
            within("liveness in", max(lives), 0.3),
            exactly("of 20 afterwards well", count_successes(well), 20),
        ],
    )


async def crowd(ground: Ground, readers: int) -> Finding:
    """Identical requests to a slow database wait for two responses at most."""
    async with ground.staffed() as (api, staff):
        path = f"/api/posts/{await create(api.port, staff)}"
        with ground.slow_posts(SLOW_S):
            answers = await gather(timed(api.port, "GET", path) for _ in range(readers))
    return Finding(
        f"{readers} readers of one post, {SLOW_S} s a query, pool of 8",
        [
            exactly("answered", count_successes(answers), readers),
            within("the last after", max(timed.seconds for timed in answers), 2 * SLOW_S + 1),
        ],
    )


async def gather(calls: Any) -> list[Timed]:
    return list(await asyncio.gather(*calls))


def count_successes(answers: list[Timed]) -> int:
    """Return the number of successes."""
    return sum(timed.answer.is_success for timed in answers)


async def create(port: int, staff: Staff) -> int:
    """Create a post; return its id."""
    created = await timed(port, "POST", "/api/posts", body=POST, headers=staff.author)
    assert created.answer.status == 201, created.answer.body
    return int(created.answer.json["id"])


@asynccontextmanager
async def watching_life(port: int) -> AsyncIterator[list[float]]:
    """Record the time of each `/health/live` during the block."""
    lives: list[float] = []

    async def watch() -> None:
        while True:
            life = await timed(port, "GET", "/health/live")
            assert life.answer.status == 200
            lives.append(life.seconds)
            await asyncio.sleep(LIVENESS_PAUSE_S)

    watcher = asyncio.create_task(watch())
    try:
        yield lives
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)


def reads_and_writes(port: int, staff: Staff, number: int) -> list[Coroutine[Any, Any, Timed]]:
    """Send so many reads and writes."""
    reads = [timed(port, "GET", "/api/posts") for _ in range(number)]
    writes = [
        timed(port, "POST", "/api/posts", body=POST, headers=staff.author) for _ in range(number)
    ]
    return reads + writes


async def freeze(ground: Ground, deadline: int) -> Finding:
    """The database neither responds nor closes connections."""
    async with ground.staffed(REQUEST_DEADLINE=str(deadline)) as (api, staff):
        frozen = ground.cluster.freeze()
        try:
            answers = await gather(reads_and_writes(api.port, staff, 10))
        finally:
            ground.cluster.thaw(frozen)
        healing = await time_until_well(api.port, staff)
    return Finding(
        f"SIGSTOP of every process, 10 reads and 10 writes, then SIGCONT; deadline {deadline} s",
        [
            exactly("503 with Retry-After", sum(t.is_refusal for t in answers), len(answers)),
            within("answered in", max(timed.seconds for timed in answers), deadline + 0.5),
            within("healed in", healing, 1),
        ],
    )


async def time_until_well(port: int, staff: Staff) -> float:
    """Return the seconds until a read and a write have succeeded."""
    began = time.monotonic()
    while count_successes(await gather(reads_and_writes(port, staff, 1))) < 2:
        assert time.monotonic() - began < 30
    return time.monotonic() - began


async def lock_table(ground: Ground, calls: int) -> Finding:
    """Another transaction holds an exclusive lock on the table."""
    async with ground.staffed() as (api, staff):
        with psycopg.connect(ground.cluster.url) as connection:
            connection.execute("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")
            answers = await gather(reads_and_writes(api.port, staff, calls // 2))
        healing = await time_until_well(api.port, staff)
    return Finding(
        f"posts locked by DDL, {calls // 2} reads and {calls // 2} writes",
        [
            exactly("503 with Retry-After", sum(t.is_refusal for t in answers), len(answers)),
            within("503 in", max(t.seconds for t in answers), LOCK_TIMEOUT_S + 0.5),
            within("healed in", healing, 1),
        ],
    )
