"""`blog-api serve` as a process on a fixed port, however often it is killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.cli.served import environment
from tests.embedded.observe import wait_for
from tests.faults.wire import HOST
from tests.live_server import free_port, is_ready

STARTING_S: Final = 180  # much for a quiet machine, not for a busy one
FAST: Final = {
    "RATE_LIMITS_ENABLED": "false",
    "SEND_MAIL": "false",
    "ACCESS_TOKEN_EXPIRES_IN": "86400",
}


class Api:
    """One worker, so that there is one pool."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self.settings = {**FAST, **settings}
        self.port = free_port()
        self.log = data_dir.with_name(f"{data_dir.name}-{self.port}.log")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "blog_api", "serve", "--port", str(self.port)],
                cwd=self.data_dir.parent,
                env=environment(self.data_dir, **self.settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        process = self.process
        is_up = wait_for(lambda: is_ready(self.address) or process.poll() is not None, STARTING_S)
        assert is_up, f"not ready after {STARTING_S} s: {self.log.read_text()}"
        assert process.poll() is None, self.log.read_text()

    def signal(self, number: int) -> float:
        """Send a signal and wait for the end; return its time."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(timeout=STARTING_S)
        return time.monotonic()

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server unless it has ended."""
        if self.is_running():
            self.signal(signal.SIGTERM)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None
