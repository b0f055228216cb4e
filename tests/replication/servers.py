"""PostgreSQL servers for replication: a primary, and standbys made from it by pg_basebackup."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from blog_api.embedded_postgres.cluster import run_program
from blog_api.embedded_postgres.home import prepare_home
from blog_api.embedded_postgres.programs import choose_programs
from blog_api.embedded_postgres.server import embedded_postgres, serving_url
from tests.database import MAY_SKIP_TRIGGERS, run_as_superuser
from tests.embedded.observe import server_pid, wait_for

ROLE: Final = "replicator"
PASSWORD: Final = "of-replication-tests"  # of a server in a temporary folder
UNSAFE_BUT_FAST: Final = {"fsync": "off", "full_page_writes": "off", "wal_level": "replica"}
MAKE_ROLE: Final = f"CREATE ROLE {ROLE} SUPERUSER LOGIN PASSWORD '{PASSWORD}';\n"


class Server:
    """A server of a data folder, that can be frozen; `stop` ends it in any state."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.name = data_dir.name
        self._stack = ExitStack()
        self._frozen: list[int] = []

    @classmethod
    def new(cls, data_dir: Path) -> "Server":
        """Create a server, not started, with a superuser for replication."""
        with embedded_postgres(data_dir, settings=UNSAFE_BUT_FAST):
            pass
        run_as_superuser(data_dir, MAKE_ROLE + MAY_SKIP_TRIGGERS)
        return cls(data_dir)

    def standby(self, data_dir: Path) -> "Server":
        """Start a standby of this server; the name of its folder is its name in replication."""
        home = prepare_home(data_dir)
        command: list[str | Path] = [
            choose_programs(home, None) / "pg_basebackup",
            "--no-sync",
            "-D",
            home.cluster,
        ]
        with home.open_private("server.lock") as lock:
            run_program(home, [*command, "-R", "-c", "fast", "-d", self.admin], lock)
        standby = Server(data_dir)
        standby.start()
        return standby

    def start(self) -> None:
        settings = {**UNSAFE_BUT_FAST, "cluster_name": self.name}
        self.owner = self._stack.enter_context(embedded_postgres(self.data_dir, settings=settings))
        self.serving = serving_url(self.data_dir, self.owner)

    @property
    def admin(self) -> str:
        """Return the URL of the superuser."""
        parts = urlsplit(self.owner)
        return urlunsplit(parts._replace(netloc=f"{ROLE}:{quote(PASSWORD)}@"))

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def wait_for_standbys(self, *names: str) -> None:
        """Make commits wait for these standbys (none for no names), and wait until they stream."""
        quoted = ", ".join(f'"{name}"' for name in names)
        self.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{quoted}'")
        self.execute("SELECT pg_reload_conf()")
        synchronous = (
            "SELECT count(*)::int FROM pg_stat_replication"
            " WHERE state = 'streaming' AND sync_state = 'sync'"
        )
        assert wait_for(lambda: self.execute(synchronous) == [(min(1, len(names)),)])

    def freeze(self) -> None:
        """Stop every process with SIGSTOP; connections stay open and get no response."""
        postmaster = server_pid(self.data_dir)
        os.kill(postmaster, signal.SIGSTOP)
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        self._frozen = [postmaster, *map(int, children)]
        for pid in self._frozen:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in reversed(self._frozen):
            os.kill(pid, signal.SIGCONT)
        self._frozen = []

    def promote(self) -> None:
        self.execute("SELECT pg_promote()")

    def stop(self) -> None:
        self.thaw()
        self._stack.close()
