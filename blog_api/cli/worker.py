"""Application factory of a server process, one of several or alone."""

import gc
import logging
import os
import signal
import sys
import threading
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Final

from blog_api.cli.gc_pause import loading

if TYPE_CHECKING:
    from fastapi import FastAPI


# How long a thread that renders may keep the interpreter when the event loop wants it. A request
# wants it some four times, so that 5 ms, the usual time, would add 20 ms (decision 0075).
SWITCH_S: Final = 0.0005


def create_app() -> "FastAPI":
    """Return the application, in a process that ends with its parent.

    Otherwise workers with a killed supervisor would keep the port, without a database.
    """
    threading.Thread(target=end_with_supervisor, daemon=True).start()
    sys.setswitchinterval(SWITCH_S)
    with loading():
        from blog_api import main  # noqa: PLC0415  # imported late: it takes most of the startup time

        app = main.create_app()
    spare_what_never_changes()
    return app


def spare_what_never_changes() -> None:
    """Exclude imported objects from garbage collection: a full collection blocks all requests."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.logAsyncioTasks = False  # type: ignore[attr-defined]  # its types are behind
    gc.freeze()  # garbage among these objects is not worth the search


def end_with_supervisor() -> None:
    """Wait for the end of the supervisor, however it ends, and then shut down gracefully."""
    supervisor = parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)
