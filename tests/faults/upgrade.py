"""`python -m tests.faults.upgrade REF`: migrate during the traffic of the release at REF.

That release serves a large database; readers and writers call it over HTTP while this release
migrates. Prints the figures, and exits with 1 if a request took too long or failed.
"""

import argparse
import asyncio
import io
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg

from tests.cli.served import environment
from tests.faults.api import Api
from tests.faults.cluster import Cluster
from tests.faults.finding import Finding, at_least, exactly, within
from tests.faults.people import Headers, log_in, register
from tests.faults.wire import Caller

READERS: Final = 3
WRITERS: Final = 2
BOUND_S: Final = 1.0
MIGRATE: Final = "import sys; from blog_api.db.migrations import migrate; migrate(sys.argv[1])"
BATCH: Final = 5_000
FILL: Final = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status, published_at)
SELECT %s, 'filled-' || n, 'Post ' || n, 'Words', true, repeat('some words of it ', 60) || n,
    'published', now() - make_interval(mins => n)
FROM generate_series(%s::int, %s::int) AS n
"""


@dataclass(slots=True)
class Traffic:
    """The times of requests, in seconds, and their failures."""

    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    written: int = 0


def unpack(reference: str, folder: Path) -> None:
    """Write the files of a commit into a folder."""
    archive = subprocess.run(["git", "archive", reference], capture_output=True, check=True)  # noqa: S607  # git of the developer
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")


def run_in(release: Path, url: str, *arguments: str) -> None:
    """Run Python with a release's code, whose package is found in the current folder."""
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=release, env=environment(release, DATABASE_URL=url), check=True)


def fill(url: str, author_id: int, posts: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for first in range(1, posts + 1, BATCH):
            connection.execute(FILL, [author_id, first, min(first + BATCH - 1, posts)])
        connection.execute("VACUUM ANALYZE posts")


async def call(traffic: Traffic, caller: Caller, method: str, path: str, body: object) -> None:
    began = time.perf_counter()
    answer = await caller.call(method, path, body)
    traffic.times.append(time.perf_counter() - began)
    if not answer.is_success:
        traffic.failures.append(f"{method} {path}: {answer.status}")


async def visit(
    traffic: Traffic, port: int, headers: Headers, number: int, *, writes: bool
) -> None:
    """Read lists and posts, or edit one's own post, until it is cancelled."""
    async with Caller(port, headers) as caller:
        count = 0
        while True:
            count += 1
            if writes:
                body = {"content": f"Edit {count} of {number}."}
                await call(traffic, caller, "PATCH", f"/api/posts/{number}", body)
                traffic.written += 1
            else:
                path = "/api/posts?limit=20" if count % 2 else f"/api/posts/{count % 500 + 10}"
                await call(traffic, caller, "GET", path, None)
            await asyncio.sleep(0.02)


async def migrate_during_traffic(url: str, api: Api, headers: Headers) -> tuple[Traffic, float]:
    """Return the traffic of the migration, and the migration's time."""
    traffic = Traffic()
    visits = [
        asyncio.create_task(visit(traffic, api.port, headers, n + 1, writes=n < WRITERS))
        for n in range(READERS + WRITERS)
    ]
    began = time.monotonic()
    migrating = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "blog_api", "migrate", env=environment(api.data_dir, DATABASE_URL=url)
    )
    code = await migrating.wait()
    took = time.monotonic() - began
    for task in visits:
        task.cancel()
    done = await asyncio.gather(*visits, return_exceptions=True)
    problems = [each for each in done if not isinstance(each, asyncio.CancelledError)]
    assert code == 0, "the migration failed"
    traffic.failures += [repr(each) for each in problems]
    return traffic, took


def begin(folder: Path, reference: str) -> tuple[Path, Cluster]:
    """Return the folder of the release, and a running cluster."""
    folder.chmod(0o711)  # PostgreSQL's user needs access
    release = folder / "release"
    unpack(reference, release)
    cluster = Cluster(folder / "database")
    cluster.start()
    return release, cluster


async def upgrade(reference: str, posts: int) -> Finding:
    with tempfile.TemporaryDirectory(prefix="blog-upgrade-") as name:
        folder = Path(name)
        release, cluster = begin(folder, reference)
        api = Api(folder / "api", {"DATABASE_URL": cluster.url, "PYTHONPATH": str(release)})
        try:
            run_in(release, cluster.url, "-c", MIGRATE, cluster.url)
            api.start()
            async with Caller(api.port, {}) as caller:
                author = await register(caller)
                headers = await log_in(caller, author)
            fill(cluster.url, author["id"], posts)
            traffic, took = await migrate_during_traffic(cluster.url, api, headers)
            [[recorded]] = counted(cluster.url)
        finally:
            api.stop()
            cluster.stop()
    return Finding(
        f"{posts:,} posts migrated in {took:.0f} s during {len(traffic.times):,} requests "
        f"({traffic.written:,} edits) to {reference}; median "
        f"{sorted(traffic.times)[len(traffic.times) // 2] * 1000:.0f} ms",
        [
            within("slowest request", max(traffic.times), BOUND_S),
            exactly(f"failures {traffic.failures[:3]}", len(traffic.failures), 0),
            exactly("posts without a revision", recorded, 0),
            at_least("requests", len(traffic.times), 100),
        ],
    )


def counted(url: str) -> list[tuple[int]]:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT count(*)::int FROM posts p WHERE NOT EXISTS (SELECT FROM post_revisions r"
            " WHERE r.post_id = p.id AND r.version = p.version)"
        ).fetchall()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.upgrade", description=__doc__)
    parser.add_argument("reference", help="commit of the release that serves during the migration")
    parser.add_argument("--posts", type=int, default=200_000)
    chosen = parser.parse_args()
    finding = asyncio.run(upgrade(chosen.reference, chosen.posts))
    print(finding.done, *(figure.as_seen for figure in finding.figures), sep="\n")  # noqa: T201  # a report
    return int(bool(finding.misses()))


if __name__ == "__main__":
    sys.exit(main())
