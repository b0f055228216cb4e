"""What is measured of the product alone: logins beside reads, memory, and how fast it starts."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Final

import uvloop

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
from benchmarking.workloads import Facts, build_list, build_me, build_posts, login_form

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
    reads_beside_logins_ms: list[float]

    def judge(self) -> list[Verdict]:
        settled, last = self.memory_mb[len(self.memory_mb) // 5], self.memory_mb[-1]
        return [
            at_most(f"memory of one worker after {self.requests:,} requests", 110, last, "MB"),
            at_most("its growth after the first fifth of them", 1.05, last / settled),
            at_most("cold start to ready, database running", 1.5, median(self.starts_s), "s"),
            at_most(
                f"p95 of reads beside {LOGINS} logins",
                25,
                median(self.reads_beside_logins_ms),
                "ms",
            ),
        ]


def try_product(
    kind: Kind, place: Place, facts: Facts, count: int, advance: Callable[[], None]
) -> Trials:
    """On servers of its own, which are started for it."""
    starts = [measure_start(kind, place) for _ in range(STARTS)]
    advance()
    with ExitStack() as stack:
        server = stack.enter_context(running(kind, place))
        arena = Arena([server], facts, place)
        reads = [read_beside_logins(arena) for _ in range(3)]
        advance()
        memory = [memory_after(arena, count // STEPS) for _ in range(STEPS)]
        advance()
    return Trials(count, starts, memory, reads)


def measure_start(kind: Kind, place: Place) -> float:
    """Seconds from nothing to the first 200 of `/health/ready`."""
    began = time.perf_counter()
    with running(kind, place):
        return time.perf_counter() - began


def memory_after(arena: Arena, count: int) -> float:
    """Megabytes, when so many more requests of all kinds were answered."""
    (server,) = arena.servers
    for build in (build_list, build_posts, build_me):
        requests = build(server, arena.facts, arena.place, 0)
        run_load(Load(server.port, requests, 32, count=count // 3))
    return resident_megabytes(server.tree())


def read_beside_logins(arena: Arena) -> float:
    """The 95th percentile in milliseconds, of reads while all logins are under way."""
    (server,) = arena.servers
    form = login_form(arena.facts.username)
    header = {"Content-Type": "application/x-www-form-urlencoded"}
    login = request("POST", "/api/auth/login", form, header)
    reads = build_posts(server, arena.facts, arena.place, 0)
    latencies = uvloop.run(read_until_logged_in(server.port, login, reads))
    return percentile(latencies, 0.95) * 1e3


async def read_until_logged_in(port: int, login: bytes, reads: Sequence[bytes]) -> list[float]:
    """Everybody logs in at once; readers wait a moment after each answer.

    A login that waits for longer than the deadline is refused, and has then been answered too.
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
        raise UnexpectedAnswerError(f"{reading.wrong[:3]} to reads beside logins")
    return reading.latencies
