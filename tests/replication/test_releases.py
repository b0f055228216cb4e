"""The previous release serves the new schema, and this one is polite on the previous schema."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from blog_api.db.migrations import migrate
from blog_api.db.revision import HEAD_REVISION
from tests.cli.served import environment
from tests.database import (
    SERVER_VARIABLE,
    TEMPLATE,
    drop_database,
    in_database,
    recreate,
    worker_name,
)
from tests.faults.people import log_in, register
from tests.faults.upgrade import MIGRATE, run_in, unpack
from tests.faults.wire import Answer, Caller, UnansweredError
from tests.live_server import free_port

ROOT = Path(__file__).parents[2]
STARTING_S = 120
MakeDatabase = Callable[[str], str]
SERVE = ("-m", "uvicorn", "--factory", "blog_api.main:create_app", "--port")


def git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def previous_release() -> str:
    """Return the newest tag or, before the first, the parent of the commit with this schema."""
    tags = git("tag", "--list", "v*", "--sort=-version:refname").split()
    if tags:
        return tags[0]
    change = f'HEAD_REVISION: Final = "{HEAD_REVISION}"'
    # A branch whose schema was merged first is history too: a merge may have taken its own.
    log = ("log", "--full-history", "-S", change, "--format=%H", "--", "blog_api/db/revision.py")
    commits = git(*log).split()
    return f"{commits[-1]}^" if commits else "HEAD"


@pytest.fixture
def make_database() -> Iterator[MakeDatabase]:
    """Yield a function that makes a database of a template and returns its owner's URL."""
    server, name = os.environ[SERVER_VARIABLE], f"blog_release_{worker_name()}"

    def make(template: str) -> str:
        recreate(server, name, template)
        return in_database(server, name)

    yield make
    drop_database(server, name)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return the folder of the previous release's code."""
    unpack(previous_release(), tmp_path / "release")
    return tmp_path / "release"


@contextmanager
def serving(code: Path, url: str, data_dir: Path) -> Iterator[int]:
    """Serve code without a migration, as `blog-api serve` does in production; yield the port."""
    port = free_port()
    settings = environment(data_dir, DATABASE_URL=url, RATE_LIMITS_ENABLED="false")
    command = [sys.executable, *SERVE, str(port)]
    with (data_dir.parent / f"server-{port}.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=code, env=settings | {"PYTHONPATH": str(code)}, stdout=log, stderr=log
        )
    try:
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


async def until_alive(caller: Caller) -> None:
    for _ in range(STARTING_S * 10):
        try:
            answer = await caller.call("GET", "/health/live")
        except UnansweredError:
            await asyncio.sleep(0.1)
        else:
            assert answer.status == 200
            return
    raise AssertionError("the server does not answer")


async def smoke(caller: Caller) -> list[Answer]:
    """Register, write, read, vote, comment, delete; return all responses but those of reads."""
    profile = await register(caller)
    caller.headers = await log_in(caller, profile)
    made = await caller.call("POST", "/api/posts", {"title": "First", "content": "Some *words*."})
    assert made.status == 201, made.body
    path = f"/api/posts/{made.json['id']}"
    written = [
        await caller.call("PATCH", path, {"content": "Other words."}),
        await caller.call("PUT", f"{path}/vote"),
        await caller.call("POST", f"{path}/views"),
        await caller.call("POST", f"{path}/comments", {"content": "Well said."}),
    ]
    for read in (path, "/api/posts", f"{path}/comments", "/api/users/me", "/feed.json"):
        assert (await caller.call("GET", read)).status == 200, read
    return [*written, await caller.call("DELETE", path)]


async def test_the_previous_release_serves_this_schema(
    make_database: MakeDatabase, release: Path, tmp_path: Path
) -> None:
    url = make_database(TEMPLATE)
    with serving(release, url, tmp_path / "data") as port:
        async with Caller(port, {}) as caller:
            await until_alive(caller)
            answers = await smoke(caller)
    assert [answer.status for answer in answers if not answer.is_success] == []


async def test_this_release_on_the_previous_schema(
    make_database: MakeDatabase, release: Path, tmp_path: Path
) -> None:
    url = make_database("template0")
    run_in(release, url, "-c", MIGRATE, url)
    with serving(ROOT, url, tmp_path / "data") as port:
        async with Caller(port, {}) as caller:
            await until_alive(caller)
            ready = await caller.call("GET", "/health/ready")
            assert (ready.status, ready.json["code"]) == (503, "not_migrated")
            answers = await smoke(caller)
            assert all(answer.is_polite for answer in answers)
            await asyncio.to_thread(migrate, url)
            assert (await caller.call("GET", "/health/ready")).status == 200
