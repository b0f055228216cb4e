"""`python -m tests.faults.renaming REF`: rename a tag in many posts, at HEAD and at REF.

Each release serves the same posts from its own PostgreSQL. The rounds alternate between them.
Prints the processor time of the database's backends and the time of the requests.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg

from tests.faults.api import Api
from tests.faults.cluster import Cluster
from tests.faults.people import Headers, log_in, register
from tests.faults.upgrade import BATCH, MIGRATE, run_in, unpack
from tests.faults.wire import Caller

TICKS: Final = os.sysconf("SC_CLK_TCK")
NAMES: Final = ("jazz", "music")
FILL: Final = """
INSERT INTO posts
    (author_id, slug, title, excerpt, excerpt_given, content, status, published_at, tags)
SELECT %(author)s, 'filled-' || n, 'Post ' || n, 'Words', true,
    repeat('some words of it ', 60) || n, 'published', now() - make_interval(mins => n),
    CASE WHEN n %% %(step)s = 0 THEN ARRAY['other', 'jazz'] ELSE ARRAY['other'] END
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
BACKENDS: Final = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"


@dataclass
class Served:
    """A release that serves posts, and the measured seconds of each rename."""

    name: str
    cluster: Cluster
    api: Api
    headers: Headers = field(default_factory=dict)
    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def start(stack: ExitStack, folder: Path, name: str, release: Path) -> Served:
    cluster = Cluster(folder / f"database-{name}")
    cluster.start()
    stack.callback(cluster.stop)
    run_in(release, cluster.url, "-c", MIGRATE, cluster.url)
    api = Api(folder / f"api-{name}", {"DATABASE_URL": cluster.url, "PYTHONPATH": str(release)})
    api.start()
    stack.callback(api.stop)
    return Served(name, cluster, api)


def start_both(stack: ExitStack, folder: Path, reference: str) -> list[Served]:
    folder.chmod(0o711)  # PostgreSQL's user needs access
    for name in ("HEAD", reference):
        unpack(name, folder / name)
    return [start(stack, folder, name, folder / name) for name in ("HEAD", reference)]


async def fill(served: Served, posts: int, tagged: int) -> None:
    async with Caller(served.api.port, {}) as caller:
        author = await register(caller)
        served.headers = await log_in(caller, author)
    with psycopg.connect(served.cluster.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE posts SET (autovacuum_enabled = false)")
        connection.execute("UPDATE users SET role = 'admin' WHERE id = %s", [author["id"]])
        for first in range(1, posts + 1, BATCH):
            last = min(first + BATCH - 1, posts)
            named = {"author": author["id"], "first": first, "last": last, "step": posts // tagged}
            connection.execute(FILL, named)
        connection.execute("VACUUM ANALYZE")


def processor_s(url: str) -> float:
    """Return the processor time of all backends so far."""
    with psycopg.connect(url, autocommit=True) as connection:
        pids = [pid for (pid,) in connection.execute(BACKENDS).fetchall()]
        own = connection.info.backend_pid
    times = [
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        for pid in pids
        if pid != own
    ]
    return sum(int(each[11]) + int(each[12]) for each in times) / TICKS


async def rename(served: Served, number: int, tagged: int) -> None:
    """Rename the tag, back in every other round."""
    old, new = NAMES if number % 2 == 0 else NAMES[::-1]
    path = f"/api/tags/{old}"
    before = processor_s(served.cluster.url)
    async with Caller(served.api.port, served.headers) as caller:
        began = time.perf_counter()
        answer = await caller.call("PATCH", path, {"name": new})
        served.wall.append(time.perf_counter() - began)
    assert answer.is_success, answer.body
    assert answer.json["post_count"] >= tagged, answer.json
    served.processor.append(processor_s(served.cluster.url) - before)


async def measure(reference: str, posts: int, tagged: int, rounds: int) -> list[Served]:
    with tempfile.TemporaryDirectory(prefix="blog-renaming-") as name, ExitStack() as stack:
        served = start_both(stack, Path(name), reference)
        for each in served:
            await fill(each, posts, tagged)
        for number in range(rounds):
            for each in served if number % 2 else served[::-1]:
                await rename(each, number, tagged)
    return served


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.renaming", description=__doc__)
    parser.add_argument("reference", help="commit of the release to compare with")
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--tagged", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=8)
    chosen = parser.parse_args()
    present, former = asyncio.run(
        measure(chosen.reference, chosen.posts, chosen.tagged, chosen.rounds)
    )
    print(*report(present, former), sep="\n")  # noqa: T201  # a report


def report(present: Served, former: Served) -> list[str]:
    lines = []
    for name in ("processor", "wall"):
        ours, theirs = (statistics.median(getattr(each, name)) for each in (present, former))
        lines.append(f"{name}: {ours:.2f} s, {theirs:.2f} s, {ours / theirs:.2f} x")
    for each in (present, former):
        pairs = zip(each.processor, each.wall, strict=True)
        lines.append(" ".join([each.name, *(f"{cpu:.2f}/{wall:.2f}" for cpu, wall in pairs)]))
    return lines


if __name__ == "__main__":
    main()
