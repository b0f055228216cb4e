"""All attacks together with twenty readers and two authors."""

import asyncio
import json
import secrets
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from tests.faults.api import Api
from tests.faults.attacks import ATTACKS, attack, prepare
from tests.faults.doors import log_in_new
from tests.faults.finding import Finding, at_least, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import Headers
from tests.faults.strangers import LIMITED
from tests.faults.usage import resident_megabytes
from tests.faults.wire import Caller, UnansweredError

READERS: Final = 20
READER_PAUSE_S: Final = 0.2
AUTHOR_PAUSE_S: Final = 0.5
AUTHORS: Final = 2
SLOWER: Final = 3.0
GROWTH_MB: Final = 150.0


async def resist(ground: Ground, seconds: int) -> Finding:
    """Measure readers alone, then the same readers during the attacks, for equal times."""
    async with ground.api(**LIMITED) as api, Caller(api.port, {}) as caller:
        staff = [await log_in_new(caller) for _ in range(AUTHORS + 1)]
        attacker = await prepare(api, staff[0])
        await read_and_write(api, staff[1:], 3)  # warm
        alone, _ = await read_and_write(api, staff[1:], seconds)
        async with growth(api) as memory:
            ended = asyncio.Event()
            attacking = asyncio.create_task(attack(attacker, ended))
            attacked, statuses = await read_and_write(api, staff[1:], seconds)
            ended.set()
            await attacking
    requests = sum(map(len, attacker.answers.values()))
    return Finding(
        f"{len(ATTACKS)} attacks, {requests} answers in {seconds} s, with {READERS} readers and "
        f"{AUTHORS} authors; p95 of reads {p95(alone):.0f} ms alone, {p95(attacked):.0f} ms here",
        [
            within("readers' p95, times as long", p95(attacked) / p95(alone), SLOWER, " times"),
            exactly("authors' 503", statuses.count(503), 0),
            exactly("unanswered authors", statuses.count(0), 0),
            at_least("authors' posts", statuses.count(201), seconds // 4),
            within("memory", max(memory), GROWTH_MB, " MB"),
        ],
    )


def p95(latencies: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return statistics.quantiles(latencies, n=20)[-1] * 1000


async def read_and_write(
    api: Api, authors: list[Headers], seconds: float
) -> tuple[list[float], list[int]]:
    """Return latencies of the readers and statuses of the authors."""
    statuses: list[int] = []
    async with reading(api.port) as latencies:
        writers = [asyncio.create_task(write(api, author, statuses)) for author in authors]
        await asyncio.sleep(seconds)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
    return latencies, statuses


@asynccontextmanager
async def reading(port: int) -> AsyncIterator[list[float]]:
    """Run twenty readers in another process, so that no client of ours delays them."""
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.reader", str(port)),
        *(str(READERS), str(READER_PAUSE_S)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    latencies: list[float] = []
    try:
        yield latencies
        async with asyncio.timeout(60):
            said, _ = await reader.communicate(b"")
        latencies += json.loads(said)
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()


async def write(api: Api, author: Headers, statuses: list[int]) -> None:
    async with Caller(api.port, author) as caller:
        while True:
            body = {
                "title": f"Ordinary {secrets.token_hex(4)}",
                "content": "Some *words* and a [link](https://example.com).\n\n" * 40,
            }
            try:
                statuses.append((await caller.call("POST", "/api/posts", body)).status)
            except UnansweredError:
                statuses.append(0)
            await asyncio.sleep(AUTHOR_PAUSE_S)


@asynccontextmanager
async def growth(api: Api) -> AsyncIterator[list[float]]:
    """Sample the memory growth of the process in megabytes, four times a second."""
    assert api.process is not None
    pid = api.process.pid
    before, seen = resident_megabytes(pid), [0.0]

    async def look() -> None:
        while True:
            seen.append(resident_megabytes(pid) - before)
            await asyncio.sleep(0.25)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
