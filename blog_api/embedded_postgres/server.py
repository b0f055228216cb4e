"""Embedded PostgreSQL server.

Exactly one process owns the server of a data folder. Two locks show which processes are alive; a
pid does not, because pids are reused:

* `owner.lock` is held by the owning process alone, so it is free as soon as that process ends.
* `server.lock` is inherited by `initdb` and by every process of the server, so it is free only when
  all of them have ended. Its holder may delete files that a dead server left.

The server depends on a pipe from its owner. When the owner ends, for whatever reason, the pipe
closes and the supervising shell shuts the server down. Do not `fork` without `exec` inside the
context: the copy would hold pipe and lock open.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlsplit, urlunsplit

from psycopg.pq import PGconn, Ping

from blog_api.embedded_postgres.cluster import (
    SERVING_ROLE,
    SOCKET_NAME,
    clear_dead_server,
    ensure_cluster,
    ensure_serving_role,
    run_program,
)
from blog_api.embedded_postgres.home import (
    EmbeddedPostgresError,
    Home,
    find_home,
    prepare_home,
    try_lock,
)
from blog_api.embedded_postgres.programs import choose_programs

__all__ = [
    "AlreadyOwnedError",
    "EmbeddedPostgresError",
    "embedded_postgres",
    "find_running_url",
    "open_postgres",
    "serving_url",
]

SOCKET_PATH_LIMIT = 103  # bytes: macOS allows 103, Linux 107
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})

SERVER_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "",
        "port": "5432",  # only part of the name of the socket
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        # Failed statements, with the data in them, are reported by the application.
        "log_min_messages": "log",
    }
)

# SIGINT is the fast shutdown, but a background job of a shell ignores it until the program installs
# a handler. SIGTERM ends a server that has not got that far.
SUPERVISE = """
trap '' HUP INT TERM
exec 3<&0
{ trap - TERM; exec "$@"; } 3<&- & server=$!
{ read -r _ <&3; kill -TERM "$server"; kill -INT "$server"; } & watcher=$!
wait "$server"; status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"
"""


class AlreadyOwnedError(EmbeddedPostgresError):
    """Another process owns the server of this data folder."""


@contextmanager
def embedded_postgres(
    data_dir: Path,
    *,
    bin_dir: Path | None = None,
    settings: Mapping[str, str] = NO_SETTINGS,
    patience: float = 5,
) -> Iterator[str]:
    """Own the server of `data_dir`, and yield its libpq URL: user and database are both `blog`.

    The role may create databases but is not a superuser. Wait `patience` seconds for an earlier
    owner to leave, then raise `AlreadyOwnedError`. `settings` override those of the server,
    `bin_dir` the PostgreSQL of the package.
    """
    home = prepare_home(data_dir)
    with own(home, data_dir, patience), open_socket_folder(home) as sockets:
        quoted = str(sockets).replace('"', '""')
        settings = {**SERVER_SETTINGS, "unix_socket_directories": f'"{quoted}"', **settings}
        with serve(home, bin_dir, settings) as supervisor:
            yield wait_until_ready(home, sockets, supervisor)


@contextmanager
def open_postgres(data_dir: Path, *, patience: float = 60) -> Iterator[str]:
    """Share the server that runs on `data_dir`, or own one while the context is open.

    A shared server may be stopped by its owner at any time.
    """
    with ExitStack() as stack:
        yield share_or_own(stack, data_dir, time.monotonic() + patience)


def share_or_own(stack: ExitStack, data_dir: Path, deadline: float) -> str:
    """Try both in turn: a current owner may be just starting or just stopping its server."""
    while (url := find_running_url(data_dir)) is None:
        try:
            return stack.enter_context(embedded_postgres(data_dir, patience=0))
        except AlreadyOwnedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    return url


def find_running_url(data_dir: Path) -> str | None:
    """Return the URL of a server that accepts connections on `data_dir` now; change nothing."""
    home = Home(find_home(data_dir))
    try:
        lines = (home.cluster / "postmaster.pid").read_text().splitlines()
        url = build_url(home, Path(lines[4]))
    except (FileNotFoundError, IndexError):
        return None
    return url if answers(url) else None


def build_url(home: Home, sockets: Path) -> str:
    """Return a libpq URL; SQLAlchemy accepts it too, once the scheme names the driver."""
    password = home.password_file.read_text()
    return f"postgresql://blog:{password}@/blog?host={quote(str(sockets), safe='')}&port=5432"


def serving_url(data_dir: Path, url: str) -> str:
    password = Home(find_home(data_dir)).serving_password_file.read_text()
    return urlunsplit(urlsplit(url)._replace(netloc=f"{SERVING_ROLE}:{password}@"))


def answers(url: str) -> bool:
    return PGconn.ping(url.encode()) == Ping.OK


@contextmanager
def own(home: Home, data_dir: Path, patience: float) -> Iterator[None]:
    """Hold the owner's lock; the pid in the file is only information for other processes."""
    with home.open_private("owner.lock") as lock:
        if not try_lock(lock, patience):
            owner = os.pread(lock.fileno(), 20, 0).decode()
            raise AlreadyOwnedError(
                f"The data folder {data_dir} is in use by another blog-api (pid {owner}). "
                "Stop that one first, or choose another folder with BLOG_DATA_DIR."
            )
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
        yield


@contextmanager
def open_socket_folder(home: Home) -> Iterator[Path]:
    if len(os.fsencode(home.path / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        yield home.path
        return
    with tempfile.TemporaryDirectory(prefix="blog-") as folder:
        home.give(Path(folder))
        yield Path(folder)


@contextmanager
def serve(
    home: Home, bin_dir: Path | None, settings: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server; closing the pipe ends it, and so does the end of this process."""
    supervisor = start(home, bin_dir, settings)
    try:
        yield supervisor
    finally:
        if supervisor.stdin:
            supervisor.stdin.close()
        supervisor.wait()


def start(home: Home, bin_dir: Path | None, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server and pass its lock on: our own copy is closed after the start."""
    programs = choose_programs(home, bin_dir)
    with home.open_private("server.lock") as lock:
        outlive_earlier_server(home, programs, lock)
        ensure_cluster(home, programs, lock, durable=settings.get("fsync") != "off")
        clear_dead_server(home)
        ensure_serving_role(home, programs, lock)
        options = [f"--{name}={value}" for name, value in settings.items()]
        command: list[str | Path] = [programs / "postgres", "-D", home.cluster, *options]
        with home.open_private("server.log", os.O_RDWR | os.O_APPEND) as log:
            return home.spawn(["/bin/sh", "-c", SUPERVISE, "sh", *command], lock, log)


def outlive_earlier_server(home: Home, programs: Path, lock: FileIO) -> None:
    """Take the server's lock; a server that lost its owner is shutting down, so wait for that."""
    if try_lock(lock, patience=1):
        return
    command: list[str | Path] = [programs / "pg_ctl", "stop", "-D", home.cluster, "-m", "fast"]
    with suppress(EmbeddedPostgresError), home.open_private("server.lock") as not_held:
        run_program(home, command, not_held)
    if not try_lock(lock, patience=30):
        raise EmbeddedPostgresError(f"An earlier PostgreSQL on {home.path} does not stop.")


def wait_until_ready(home: Home, sockets: Path, supervisor: subprocess.Popen[bytes]) -> str:
    """Wait as long as recovery takes, but no longer than the server process lives."""
    url = build_url(home, sockets)
    while not answers(url):
        if supervisor.poll() is not None:
            last_words = (home.path / "server.log").read_text(errors="replace")[-2000:]
            raise EmbeddedPostgresError(f"PostgreSQL did not start:\n{last_words}")
        time.sleep(0.02)
    return url
