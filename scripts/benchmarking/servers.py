"""The product and its baselines as processes, each on the same core of its own."""

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
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Kind:
    """How to start one, and what it can answer."""

    name: str
    title: str
    command: tuple[str, ...]
    answers: frozenset[str]
    ready: str = "/api/posts?limit=20"


READS: Final = frozenset({"L", "G", "M", "create"})
PRODUCT: Final = Kind(
    "product",
    "blog_api",
    (str(HERE / "blog-api"), "serve", "--port", "{port}"),
    READS | {"Lapart", "L304", "G304"},
    "/health/ready",
)
TUTORIAL: Final = Kind(
    "tutorial", "Tutorial style", (*UVICORN, "bench_baselines.tutorial:app"), READS
)
DRF: Final = Kind(
    "drf", "Django REST framework", (*GUNICORN, "bench_baselines.drf.wsgi:application"), READS
)
LIMIT: Final = Kind("limit", "Starlette + psycopg", (*UVICORN, "bench_baselines.limit:app"), READS)
CONSTANT: Final = Kind(
    "constant",
    "A constant",
    (*UVICORN, "bench_baselines.constant:app"),
    frozenset({"L", "G"}),
)
KINDS: Final = (PRODUCT, TUTORIAL, DRF, LIMIT, CONSTANT)


@dataclass(frozen=True, slots=True)
class Place:
    """Where servers run, and what they need to know."""

    url: str
    folder: Path
    core: int

    @property
    def private_key(self) -> Path:
        return self.folder / "private.pem"

    @property
    def public_key(self) -> Path:
        return self.folder / "public.pem"

    def environment(self) -> dict[str, str]:
        """The same for all; nothing of the caller's settings gets in."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | {
            "DATABASE_URL": self.url,
            "ENVIRONMENT": "production",
            "JWT_PRIVATE_KEY_FILE": str(self.private_key),
            "BENCH_PUBLIC_KEY": str(self.public_key),
            "BLOG_DATA_DIR": str(self.folder),
            "ACCESS_TOKEN_EXPIRES_IN": "86400",
            "RATE_LIMITS_ENABLED": "false",
            "SEND_MAIL": "false",
            "ACCESS_LOG": "false",  # none of the others writes one
            "DJANGO_SETTINGS_MODULE": "bench_baselines.drf.settings",
        }


@dataclass(frozen=True, slots=True)
class Server:
    """One that runs and answers."""

    kind: Kind
    port: int
    pid: int

    def tree(self) -> list[int]:
        """Its processes."""
        return list_tree(self.pid)


@contextmanager
def running(kind: Kind, place: Place) -> Iterator[Server]:
    """Start it pinned, wait until it answers, and stop it in the end."""
    port = free_port()
    log = place.folder / f"{kind.name}.log"
    command = [part.format(port=port) for part in kind.command]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # ours, from `KINDS`
            [TASKSET, "--cpu-list", str(place.core), *command],
            env=place.environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(kind, port, process, log)
        yield Server(kind, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)


def free_port() -> int:
    """Nobody is likely to take it in the next second."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_until_ready(kind: Kind, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers 200."""
    deadline = time.monotonic() + PATIENCE_S
    while not answers(f"http://127.0.0.1:{port}{kind.ready}"):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{kind.title} did not start:\n{log.read_text()}")
        time.sleep(0.01)


def answers(address: str) -> bool:
    """Whether it answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
