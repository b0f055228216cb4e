"""Configuration of uvicorn: uvloop, httptools, one log, proxy headers ignored."""

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
from blog_api.cli.connection_limits import ConnectionLimits
from blog_api.cli.errors import Refusal
from blog_api.cli.slow_clients import impatient
from blog_api.cli.sockets import Address
from blog_api.settings import Settings

PACKAGE: Final = Path(blog_api.__file__).parent
# Docker and Kubernetes kill after 10 and 30 seconds, and the database stops after the server.
DRAIN_S: Final = 8
# A worker answers its supervisor only after importing the code, which may take long.
WORKER_PATIENCE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Serving:
    """Options of a server."""

    sockets: list[socket.socket]
    address: Address
    workers: int
    reload: bool
    settings: Settings


def configure(serving: Serving) -> Config:
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
        http=cast("Any", impatient(limits_of(settings))),  # a factory, callable like a class
        ws="none",
        lifespan="on",
        log_config=logs.configure(settings.log_level, access=settings.access_log),
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_worker_healthcheck=WORKER_PATIENCE_S,
    )


def limits_of(settings: Settings) -> ConnectionLimits:
    return ConnectionLimits(
        settings.header_deadline, settings.write_deadline, settings.limit_concurrency
    )


def run(serving: Serving) -> None:
    """Serve until a signal; raise a `Refusal` if a worker cannot start."""
    config = configure(serving)
    if serving.reload:
        ChangeReload(config, target=Server(config).run, sockets=serving.sockets).run()
    elif serving.workers > 1:
        with counting_together(serving.settings.prometheus_multiproc_dir):
            run_workers(config, serving.sockets)
    else:
        Server(config).run(sockets=serving.sockets)


@contextmanager
def counting_together(given: Path | None) -> Iterator[None]:
    """Yield the folder for the metrics of all workers: the given one, or a temporary one."""
    with nullcontext(given) if given else TemporaryDirectory(prefix="blog-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251  # for workers and their prometheus_client
        yield


def run_workers(config: Config, sockets: list[socket.socket]) -> None:
    """Run uvicorn's supervisor; it returns no status, so check its workers' exit codes."""
    supervisor = Multiprocess(config, sockets=sockets)
    supervisor.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in supervisor.processes):
        raise Refusal("A worker could not start; the log above says why.")


@contextmanager
def leaving_on_signals() -> Iterator[None]:
    """Exit in order with status 0, at whatever point a signal arrives.

    Uvicorn drains first, and then sends the signal to its own process again.
    """
    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
