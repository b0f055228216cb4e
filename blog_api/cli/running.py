"""Uvicorn as we want it: uvloop, httptools, one log, no trust in a proxy's headers."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, Final, NoReturn, cast

from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import ChangeReload, Multiprocess

import blog_api
from blog_api import logs
from blog_api.cli.listening import Address
from blog_api.cli.refusals import Refusal
from blog_api.cli.slow_clients import impatient
from blog_api.settings import Settings

PACKAGE: Final = Path(blog_api.__file__).parent
# Docker and Kubernetes kill after 10 and 30 seconds, and the database stops after us.
DRAIN_S: Final = 8
# A worker answers its supervisor only after loading the code, which may take long.
WORKER_PATIENCE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve."""

    sock: socket.socket
    address: Address
    workers: int
    reload: bool
    settings: Settings


def configure(serving: Serving) -> Config:
    """Every choice that is not uvicorn's own."""
    settings = serving.settings
    return Config(
        "blog_api.cli.worker:create_app",
        factory=True,
        host=serving.address.host,
        port=serving.address.port,
        workers=serving.workers,
        reload=serving.reload,
        reload_dirs=[str(PACKAGE)] if serving.reload else None,
        loop="uvloop",
        http=cast("Any", impatient(settings.header_deadline)),  # makes protocols, as a class does
        ws="none",
        lifespan="on",
        log_config=logs.configure(settings.log_level, access=settings.access_log),
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_worker_healthcheck=WORKER_PATIENCE_S,
    )


def run(serving: Serving) -> None:
    """Serve until a signal ends it; refuses when a worker cannot even start."""
    config = configure(serving)
    if serving.reload:
        ChangeReload(config, target=Server(config).run, sockets=[serving.sock]).run()
    elif serving.workers > 1:
        with counting_together(serving.settings.prometheus_multiproc_dir):
            run_workers(config, serving.sock)
    else:
        Server(config).run(sockets=[serving.sock])


@contextmanager
def counting_together(given: Path | None) -> Iterator[None]:
    """The given folder for the counts of this server's workers, or one that is gone at the end."""
    with nullcontext(given) if given else TemporaryDirectory(prefix="blog-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251  # for workers and their prometheus_client
        yield


def run_workers(config: Config, sock: socket.socket) -> None:
    """Uvicorn's supervisor does not say how it ended, so its workers are asked."""
    supervisor = Multiprocess(config, sockets=[sock])
    supervisor.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in supervisor.processes):
        raise Refusal("A worker could not start; the log above says why.")


@contextmanager
def leaving_on_signals() -> Iterator[None]:
    """End in an orderly way, with exit code 0, wherever a signal finds us.

    Uvicorn drains first, and then sends itself the signal again.
    """
    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Unwind everything that is open."""
    raise SystemExit(0)
