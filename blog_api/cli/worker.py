"""What a worker of several, or one that reloads, runs."""

import os
import signal
import threading
from multiprocessing import parent_process
from typing import TYPE_CHECKING

import blog_api.main

if TYPE_CHECKING:
    from fastapi import FastAPI


def create_app() -> "FastAPI":
    """The application, in a process that ends with the one that started it.

    Otherwise workers whose supervisor was killed would keep the port, without a database.
    """
    threading.Thread(target=end_with_supervisor, daemon=True).start()
    return blog_api.main.create_app()


def end_with_supervisor() -> None:
    """Wait for its end, however it comes, and then finish what is under way."""
    supervisor = parent_process()
    if supervisor is not None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)
