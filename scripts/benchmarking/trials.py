"""Measurements of the product alone: reads during logins, memory, and start time."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

import uvloop

from benchmarking.clients import Facts, login_form
from benchmarking.goals import Verdict, at_most
from benchmarking.load import (
    Exchange,
    Load,
    Tally,
    UnexpectedAnswerError,
    request,
    run_load,
)
from benchmarking.outcome import percentile
from benchmarking.processes import resident_megabytes
from benchmarking.rounds import Arena
from benchmarking.servers import Kind, Place, running
from benchmarking.workloads import build_list, build_me, build_posts

LOGINS: Final = 24
READERS: Final = 4
PAUSE_S: Final = 0.005
STARTS: Final = 5
STEPS: Final = 10


@dataclass(frozen=True, slots=True)
class Trials:
    """The figures behind the verdicts."""

    requests: int
    starts_s: list[float]
    memory_mb: list[float]
    reads_during_logins_ms: list[float]
    starts_with_postgres_s: list[float]

    def judge(self) -> list[Verdict]:
        settled, last = self.memory_mb[len(self.memory_mb) // 5], self.memory_mb[-1]
        return [
            at_most(f"memory of one worker after {self.requests:,} requests", 110, last, "MB"),
            at_most("its growth after the first fifth of them", 1.05, last / settled),
            at_most("cold start to ready, database running", 1, median(self.starts_s), "s"),
            at_most(
                "cold start with embedded PostgreSQL", 2, median(self.starts_with_postgres_s), "s"
            ),
            at_most(
                f"p95 of reads during {LOGINS} logins",
                25,
                median(self.reads_during_logins_ms),
                "ms",
            ),
        ]


def try_product(
    kind: Kind, place: Place, facts: Facts, count: int, advance: Callable[[], None]
) -> Trials:
    """Measure on servers that are started for it."""
    starts = [measure_start(kind, place) for _ in range(STARTS)]
    advance()
    with ExitStack() as stack:
        server = stack.enter_context(running(kind, place))
        arena = Arena([server], facts, place, server.pid)
        reads = [read_during_logins(arena) for _ in range(3)]
        advance()
        memory = [memory_after(arena, count // STEPS) for _ in range(STEPS)]
        advance()
    return Trials(count, starts, memory, reads, measure_starts_with_postgres(kind, place))


def measure_start(kind: Kind, place: Place) -> float:
    """Return the seconds from the start to the first 200 of `/health/ready`."""
    began = time.perf_counter()
    with running(kind, place):
        return time.perf_counter() - began


def measure_starts_with_postgres(kind: Kind, place: Place) -> list[float]:
    """Start with the embedded PostgreSQL, whose folder another start has made."""
    with tempfile.TemporaryDirectory(prefix="blog-bench-") as folder:
        own = replace(place, folder=Path(folder), embedded=True)
        return [measure_start(kind, own) for _ in range(STARTS + 1)][1:]


def memory_after(arena: Arena, count: int) -> float:
    """Return the memory in megabytes after `count` more requests of all kinds."""
    (server,) = arena.servers
    for build in (build_list, build_posts, build_me):
        requests = build(server, arena.facts, arena.place, 0)
        run_load(Load(server.port, requests, 32, count=count // 3))
    return resident_megabytes(server.tree())


def read_during_logins(arena: Arena) -> float:
    """Return the 95th percentile of reads during the logins, in milliseconds."""
    (server,) = arena.servers
    form = login_form(arena.facts.username)
    header = {"Content-Type": "application/x-www-form-urlencoded"}
    login = request("POST", "/api/auth/login", form, header)
    reads = build_posts(server, arena.facts, arena.place, 0)
    latencies = uvloop.run(read_until_logged_in(server.port, login, reads))
    return percentile(latencies, 0.95) * 1e3


async def read_until_logged_in(port: int, login: bytes, reads: Sequence[bytes]) -> list[float]:
    """Send all logins at once; readers pause after each response.

    A login that waits longer than the deadline is rejected, and counts as answered.
    """
    loop = asyncio.get_running_loop()
    logging_in, reading = Tally(b"200"), Tally(b"200")
    left = [login] * LOGINS
    places = iter(range(10**9))

    def next_login() -> bytes | None:
        return left.pop() if left else None

    def next_read() -> bytes | None:
        done = len(logging_in.latencies) == LOGINS
        return None if done else reads[next(places) % len(reads)]

    pairs = [
        *[
            await loop.create_connection(
                lambda: Exchange(next_read, reading, PAUSE_S), "127.0.0.1", port
            )
            for _ in range(READERS)
        ],
        *[
            await loop.create_connection(
                lambda: Exchange(next_login, logging_in), "127.0.0.1", port
            )
            for _ in range(LOGINS)
        ],
    ]
    await asyncio.gather(*(protocol.done for _, protocol in pairs))
    if reading.wrong:
        raise UnexpectedAnswerError(f"{reading.wrong[:3]} to reads during logins")
    return reading.latencies
