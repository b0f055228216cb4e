"""The product and its baselines as processes, pinned to the same core."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarking.processes import list_tree

HERE: Final = Path(sys.executable).parent
TASKSET: Final = "/usr/bin/taskset"
PATIENCE_S: Final = 60
KEPT: Final = ("PATH", "HOME", "LANG", "PYTHONPATH", "TMPDIR")
UVICORN: Final = (
    *(str(HERE / "uvicorn"), "--loop", "uvloop", "--http", "httptools"),
    *("--no-access-log", "--log-level", "warning", "--port", "{port}"),
)
GUNICORN: Final = (
    *(str(HERE / "gunicorn"), "--worker-class", "gthread", "--workers", "1", "--threads", "8"),
    *("--keep-alive", "60", "--log-level", "warning", "--bind", "127.0.0.1:{port}"),
)


MIGRATIONS: Final = Path(__file__).parents[1] / "bench_baselines/pocketbase"
RELAXED: Final = "-c synchronous_commit=off"


@dataclass(frozen=True, slots=True)
class Kind:
    """The command of a server, and the workloads that it supports.

    `style` names its client in `clients.CLIENTS`; `postgres_options` are for every session.
    Another product than the present one has a `database` of its own, as it knows another schema.
    """

    name: str
    title: str
    command: tuple[str, ...]
    answers: frozenset[str]
    style: str = "baseline"
    ready: str = "/api/posts?limit=20"
    postgres_options: str = ""
    database: str = ""


READS: Final = frozenset({"L", "G", "M", "create"})
ALL: Final = READS | {
    *("update", "Lapart", "search", "few", "L304", "G304", "lone", "lone304", "crowd", "stale"),
}
SERVE: Final = ("serve", "--port", "{port}")
PRODUCT: Final = Kind(
    "product", "blog_api", (str(HERE / "blog-api"), *SERVE), ALL, "product", "/health/ready"
)
FAST_COMMIT: Final = replace(
    PRODUCT,
    name="fast commit",
    title="blog_api, synchronous_commit=off",
    answers=frozenset({"create"}),
    postgres_options=RELAXED,
)
TUTORIAL: Final = Kind(
    "tutorial", "Tutorial style", (*UVICORN, "bench_baselines.tutorial:app"), READS
)
GOOD: Final = Kind(
    "good", "A good FastAPI app", (*UVICORN, "bench_baselines.good:app"), READS | {"Lapart"}
)
DRF: Final = Kind(
    "drf", "Django REST framework", (*GUNICORN, "bench_baselines.drf.wsgi:application"), READS
)
POCKETBASE: Final = Kind(
    "pocketbase",
    "PocketBase",
    (
        *(str(HERE / "pocketbase"), "serve", "--http", "127.0.0.1:{port}"),
        *("--dir", "{pocketbase}", "--migrationsDir", str(MIGRATIONS), "--automigrate=false"),
    ),
    frozenset({"L", "Lapart", "G", "search", "few", "create"}),
    "pocketbase",
    "/api/health",
)
LIMIT: Final = Kind(
    "limit", "Starlette + psycopg", (*UVICORN, "bench_baselines.limit:app"), READS | {"Lapart"}
)
CONSTANT: Final = Kind(
    "constant",
    "A constant",
    (*UVICORN, "bench_baselines.constant:app"),
    frozenset({"L", "G"}),
)
FORMER: Final = replace(PRODUCT, name="former", title="blog_api, former")
KINDS: Final = (PRODUCT, FAST_COMMIT, TUTORIAL, GOOD, DRF, POCKETBASE, LIMIT, CONSTANT)


@dataclass(frozen=True, slots=True)
class Place:
    """Environment of the servers."""

    url: str
    folder: Path
    core: int
    pocketbase: Path
    embedded: bool = False

    @property
    def private_key(self) -> Path:
        return self.folder / "private.pem"

    @property
    def public_key(self) -> Path:
        return self.folder / "public.pem"

    def environment(self) -> dict[str, str]:
        """Return the same variables for all servers, without the caller's settings."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return (
            kept
            | self._data()
            | {
                "BLOG_DATA_DIR": str(self.folder),
                "ACCESS_TOKEN_EXPIRES_IN": "86400",
                "RATE_LIMITS_ENABLED": "false",
                "SEND_MAIL": "false",
                "ACCESS_LOG": "false",  # none of the others writes one
                "DJANGO_SETTINGS_MODULE": "bench_baselines.drf.settings",
            }
        )

    def _data(self) -> dict[str, str]:
        """Return the database and the keys; an embedded server makes both in its folder."""
        if self.embedded:
            return {"ENVIRONMENT": "development"}
        return {
            "DATABASE_URL": self.url,
            "ENVIRONMENT": "production",
            "PUBLIC_URL": "https://blog.example.com",
            "ALLOWED_HOSTS": "127.0.0.1",
            "JWT_PRIVATE_KEY_FILE": str(self.private_key),
            "BENCH_PUBLIC_KEY": str(self.public_key),
        }


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    kind: Kind
    port: int
    pid: int

    def tree(self) -> list[int]:
        return list_tree(self.pid)


@contextmanager
def running(kind: Kind, place: Place) -> Iterator[Server]:
    """Start a pinned server and wait until it is ready; stop it at the end."""
    port = free_port()
    log = place.folder / f"{kind.name}.log"
    command = [part.format(port=port, pocketbase=place.pocketbase) for part in kind.command]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # ours, from `KINDS`
            [TASKSET, "--cpu-list", str(place.core), *command],
            env=own_environment(kind, place),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(kind, port, process, log)
        yield Server(kind, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)


def own_environment(kind: Kind, place: Place) -> dict[str, str]:
    options = {"PGOPTIONS": kind.postgres_options} if kind.postgres_options else {}
    return place.environment() | options


def free_port() -> int:
    """Return a free port, which another process is unlikely to take in the next second."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_until_ready(kind: Kind, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return at the first response with status 200."""
    deadline = time.monotonic() + PATIENCE_S
    while not answers(f"http://127.0.0.1:{port}{kind.ready}"):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{kind.title} did not start:\n{log.read_text()}")
        time.sleep(0.01)


def answers(address: str) -> bool:
    """Return True for a response with status 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
