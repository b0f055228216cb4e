"""A PostgreSQL server whose processes are killed and frozen all at once."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from blog_api.embedded_postgres.server import embedded_postgres
from tests.embedded.observe import is_alive, server_pid, wait_for

# Asynchronous commits are written so seldom that a kill is certain to lose some.
SETTINGS: Final = {
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "log_min_messages": "error",
}


class Cluster:
    """Durable, as in production: acknowledged commits are on disk."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.url = ""
        self._stack = ExitStack()

    def start(self) -> None:
        """Start and recover; serve under the same URL as before."""
        bin_dir = os.environ.get("TEST_POSTGRES_BIN")
        self.url = self._stack.enter_context(
            embedded_postgres(
                self.data_dir, settings=SETTINGS, bin_dir=Path(bin_dir) if bin_dir else None
            )
        )

    def stop(self) -> None:
        self._stack.close()

    def kill(self) -> None:
        """Kill without any further write: the postmaster is stopped before it can react."""
        processes = self.freeze()
        for pid in processes:
            os.kill(pid, signal.SIGKILL)
        self._stack.close()
        assert wait_for(lambda: not any(map(is_running, processes)))

    def freeze(self) -> list[int]:
        """Stop every process with SIGSTOP; connections stay open and get no response."""
        postmaster = server_pid(self.data_dir)
        os.kill(postmaster, signal.SIGSTOP)
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGSTOP)
        return [postmaster, *map(int, children)]

    def thaw(self, processes: list[int]) -> None:
        for pid in reversed(processes):
            os.kill(pid, signal.SIGCONT)

    def log(self) -> str:
        return (self.data_dir / "postgres" / "server.log").read_text(errors="replace")


def is_running(pid: int) -> bool:
    """Return true if the process has not ended and is no zombie."""
    if not is_alive(pid):
        return False
    status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return status != "Z"
