"""Processor time of one request: of the event loop, of the process, of the database."""

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2
import psycopg
from fastapi import FastAPI

from tests.raw_client import Headers, send_raw

REPEATS: Final = 3
# Not autovacuum, which has no user and ends at any time, nor the connection that asks. The owner of
# the tables cannot see the type of a backend of another role.
BACKENDS: Final = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
"""


@dataclass
class Calls:
    """Calls of Python and C functions: unlike processor time, the same on a busy machine."""

    count: int = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        def profile(_: object, event: str, __: object) -> None:
            self.count += event in {"call", "c_call"}

        sys.setprofile(profile)
        try:
            yield
        finally:
            sys.setprofile(None)


@dataclass(frozen=True, slots=True)
class Sending:
    """A request as it is sent."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds; the process's include the loop's."""

    loop_ms: float
    process_ms: float
    database_ms: float
    answer: httpx2.Response = field(repr=False)


@dataclass(slots=True)
class Meter:
    """Sends requests to the application in this process."""

    app: FastAPI
    database_url: str
    backends: list[Path] = field(default_factory=list)

    def find_backends(self) -> None:
        """Find the backends of this database, if the server runs on this machine with `/proc`."""
        with psycopg.connect(self.database_url) as connection:
            rows = connection.execute(BACKENDS).fetchall()
        paths = [Path(f"/proc/{pid}/schedstat") for (pid,) in rows]
        self.backends = [path for path in paths if path.exists()]

    def database_seconds(self) -> float:
        return sum(map(processor_seconds, self.backends))

    async def send(self, request: Sending) -> Spent:
        before = (time.thread_time(), time.process_time(), self.database_seconds())
        answer = await send_raw(
            self.app, request.method, request.target, request.headers, request.body
        )
        after = (time.thread_time(), time.process_time(), self.database_seconds())
        loop, process, database = (
            (later - earlier) * 1000 for earlier, later in zip(before, after, strict=True)
        )
        return Spent(loop, process, database, answer)

    async def send_again(self, request: Sending, first: Spent) -> Spent:
        """Return the cheapest of several runs: other processes may have evicted our cache."""
        runs = [first, *[await self.send(request) for _ in range(REPEATS - 1)]]
        return Spent(
            min(run.loop_ms for run in runs),
            min(run.process_ms for run in runs),
            min(run.database_ms for run in runs),
            first.answer,
        )


@contextmanager
def older_objects_aside() -> Iterator[None]:
    """Set objects of earlier tests aside: a full collection of them takes 0.3 s of a request."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def processor_seconds(path: Path) -> float:
    """Return the processor time of a single-threaded process; 0 when it has ended."""
    try:
        return int(path.read_text().split()[0]) / 1e9
    except OSError:
        return 0.0
