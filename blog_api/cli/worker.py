"""What a process that serves runs, one of several or alone."""

import gc
import logging
import os
import signal
import threading
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from blog_api.cli.loading import loading

if TYPE_CHECKING:
    from fastapi import FastAPI


def create_app() -> "FastAPI":
    """The application, in a process that ends with the one that started it.

    Otherwise workers whose supervisor was killed would keep the port, without a database.
    """
    threading.Thread(target=end_with_supervisor, daemon=True).start()
    with loading():
        from blog_api import main  # noqa: PLC0415  # only now, for this is what takes so long

        app = main.create_app()
    spare_what_never_changes()
    return app


def spare_what_never_changes() -> None:
    """A full collection looks at everything that was imported and stops all requests meanwhile."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.logAsyncioTasks = False  # type: ignore[attr-defined]  # its types are behind
    gc.freeze()  # what of it is garbage is not worth the time to look for


def end_with_supervisor() -> None:
    """Wait for its end, however it comes, and then finish what is under way."""
    supervisor = parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)
