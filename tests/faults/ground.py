"""The environment of a proof: one cluster for all rows, and an API for each."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import anyio.to_thread
import psycopg

from blog_api.db.migrations import migrate
from tests.embedded.observe import wait_for
from tests.faults.api import Api
from tests.faults.cluster import Cluster
from tests.faults.people import Staff, hire
from tests.live_server import is_ready

PLANT_SLOW: Final = """
CREATE OR REPLACE FUNCTION be_slow() RETURNS boolean LANGUAGE sql VOLATILE
    AS 'SELECT pg_sleep({seconds}) IS NOT NULL';
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE posts FORCE ROW LEVEL SECURITY;
CREATE POLICY slow_reads ON posts FOR SELECT USING (id < {newest} OR be_slow());
CREATE POLICY slow_writes ON posts FOR INSERT WITH CHECK (true);
"""
UNPLANT_SLOW: Final = """
DROP POLICY slow_reads ON posts; DROP POLICY slow_writes ON posts;
ALTER TABLE posts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE posts DISABLE ROW LEVEL SECURITY;
DROP FUNCTION be_slow();
"""


@dataclass(slots=True)
class Ground:
    """Servers that a scenario may damage."""

    folder: Path
    cluster: Cluster
    shared: Api | None = None

    @asynccontextmanager
    async def api(self, options: str = "", **settings: str) -> AsyncIterator[Api]:
        """Start an API, with PostgreSQL's `options` for its connections.

        A call without settings returns the shared server.
        """
        if not options and not settings:
            yield await anyio.to_thread.run_sync(self.start_shared)
            return
        url = self.cluster.url + (f"&options={quote(options)}" if options else "")
        api = Api(self.folder / "api", {"DATABASE_URL": url, **settings})
        try:
            await anyio.to_thread.run_sync(api.start)
            yield api
        finally:
            await anyio.to_thread.run_sync(api.stop)

    def start_shared(self) -> Api:
        """Start the server without special settings, unless it runs already."""
        if self.shared is None:
            self.shared = Api(self.folder / "api", {"DATABASE_URL": self.cluster.url})
        if not self.shared.is_running():
            self.shared.start()
        address = self.shared.address
        assert wait_for(lambda: is_ready(address))  # another row may have killed its database
        return self.shared

    def stop(self) -> None:
        """Stop every server that is still running."""
        if self.shared is not None:
            self.shared.stop()
        self.cluster.stop()

    @asynccontextmanager
    async def staffed(self, options: str = "", **settings: str) -> AsyncIterator[tuple[Api, Staff]]:
        """Start an API with an administrator and an author who are logged in."""
        async with self.api(options, **settings) as api:
            yield api, await hire(api.port, self.promote)

    def execute(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Execute SQL to inspect the database."""
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def promote(self, user_id: int) -> None:
        """Make an account an administrator, as the command line does."""
        self.execute("UPDATE users SET role = 'admin' WHERE id = %s", user_id)

    @contextmanager
    def slow_posts(self, seconds: float) -> Iterator[None]:
        """Delay each read of the newest post, and of later ones.

        Earlier posts are excluded: of a small table PostgreSQL may read every row for one of them.
        """
        [[newest]] = self.execute("SELECT coalesce(max(id), 0) FROM posts")
        self.execute(PLANT_SLOW.format(seconds=seconds, newest=newest))
        try:
            yield
        finally:
            self.execute(UNPLANT_SLOW)


@contextmanager
def proving_ground() -> Iterator[Ground]:
    """Yield a migrated cluster in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="blog-faults-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL's user needs access
        cluster = Cluster(folder / "database")
        ground = Ground(folder, cluster)
        try:
            cluster.start()
            migrate(cluster.url)
            yield ground
        finally:
            ground.stop()
