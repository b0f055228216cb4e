"""Observations of the embedded server: its processes, and a row that must survive."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg

from blog_api.embedded_postgres.home import Home, try_lock
from blog_api.embedded_postgres.server import embedded_postgres

Owner = subprocess.Popen[str]
BeginOwner = Callable[[], Owner]


def own(data_dir: Path) -> AbstractContextManager[str]:
    return embedded_postgres(data_dir, settings={"fsync": "off"})


def ready_url(owner: Owner) -> str:
    assert owner.stdout is not None
    return owner.stdout.readline().strip()


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as db:
        cursor = db.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def write_mark(url: str) -> None:
    execute(url, "CREATE TABLE marks AS SELECT 'here' AS mark")


def read_mark(url: str) -> object:
    return execute(url, "SELECT mark FROM marks")[0][0]


def wait_for(condition: Callable[[], bool], seconds: float = 60, pause_s: float = 0.005) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def server_pid(data_dir: Path) -> int:
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def all_processes_gone(data_dir: Path) -> bool:
    with Home(data_dir / "postgres").open_private("server.lock") as lock:
        return try_lock(lock, patience=0)


def guards_of(server: int) -> list[int]:
    """List the supervising shell and its watcher."""
    supervisor = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return [supervisor, *(int(child) for child in children if int(child) != server)]


@contextmanager
def bystander(cwd: Path, user: int | None = None) -> Iterator[int]:
    """Yield the pid of an unrelated process that must survive."""
    with subprocess.Popen(["/bin/sleep", "60"], cwd=cwd, user=user) as process:
        try:
            yield process.pid
            assert process.poll() is None
        finally:
            process.kill()


def replace_pid(file: Path, pid: int) -> None:
    """Write another pid into a server's lock file."""
    _, _, rest = file.read_text().partition("\n")
    file.write_text(f"{pid}\n{rest}")
