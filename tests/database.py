"""One PostgreSQL server per run, a migrated template, and a clone of it for each worker.

Tests commit for real, through the same pool as in production, and clean up with DELETE: rolling an
outer transaction back would need one connection for everything, and would hide every race
(docs/decisions/0003).
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse

from blog_api.db.migrations import migrate
from blog_api.db.roles import grant_rows
from blog_api.embedded_postgres.cluster import run_alone
from blog_api.embedded_postgres.home import prepare_home
from blog_api.embedded_postgres.programs import choose_programs
from blog_api.embedded_postgres.server import embedded_postgres, serving_url
from blog_api.models import metadata

SERVER_VARIABLE = "TEST_SERVER_URL"
SERVING_VARIABLE = "TEST_SERVING_URL"
SERVING = "blog_serving_tests:of-tests"
TEMPLATE = "blog_template"
PATIENCE_S = 60
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Switching triggers off for one transaction is much cheaper than ALTER TABLE, after which every
# connection plans its statements again.
MAY_SKIP_TRIGGERS = "GRANT SET ON PARAMETER session_replication_role TO blog;\n"
SKIP_TRIGGERS = "SET LOCAL session_replication_role = replica"


@contextmanager
def running_server() -> Iterator[tuple[str, str]]:
    """Start the server named by the environment, or an embedded one for the run.

    Yield two URLs: of the owner of the databases, who may switch triggers off, and of the serving
    role.
    """
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield given, os.environ.get(SERVING_VARIABLE) or as_role(given, SERVING)
        return
    folder = Path(tempfile.mkdtemp(prefix="blog-tests-"))
    given_bin = os.environ.get("TEST_POSTGRES_BIN")
    bin_dir = Path(given_bin) if given_bin else None
    start = partial(embedded_postgres, folder, settings=UNSAFE_BUT_FAST, bin_dir=bin_dir)
    try:
        with start():
            pass
        run_as_superuser(folder, MAY_SKIP_TRIGGERS, bin_dir)
        with start() as url:
            yield url, serving_url(folder, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_as_superuser(data_dir: Path, statements: str, bin_dir: Path | None = None) -> None:
    """Run SQL while no server uses the folder; one statement per line."""
    home = prepare_home(data_dir)
    with home.open_private("server.lock") as lock:
        program = choose_programs(home, bin_dir) / "postgres"
        run_alone(home, program, home.cluster, lock, statements)


def as_role(url: str, role: str) -> str:
    """Return the URL of the same database for `name:password`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}"))


def make_template(server_url: str, serving_server_url: str) -> None:
    """Create a migrated database to clone; privileges are cloned with it."""
    recreate(server_url, TEMPLATE, "template0")
    owner_url = in_database(server_url, TEMPLATE)
    migrate(owner_url)
    grant_rows(owner_url, in_database(serving_server_url, TEMPLATE))


def make_clone(server_url: str, name: str) -> str:
    recreate(server_url, name, TEMPLATE)
    return in_database(server_url, name)


def recreate(server_url: str, name: str, template: str) -> None:
    drop_database(server_url, name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(create)


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def drop_database(server_url: str, name: str) -> None:
    """Drop a database if it exists, also while autovacuum works in it.

    FORCE ends sessions, but autovacuum is a superuser's, and our role may not end those.
    """
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    deadline = time.monotonic() + PATIENCE_S
    with psycopg.connect(server_url, autocommit=True) as connection:
        while True:
            try:
                connection.execute(drop)
            except (InsufficientPrivilege, ObjectInUse):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return


def in_database(server_url: str, name: str) -> str:
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


# Filled by the migrations and by the programs that serve.
KEPT = {"blog_settings", "schema_compatibility", "search_settings", "sql_files", "token_issuers"}
EMPTIED = [table.name for table in metadata.sorted_tables if table.name not in KEPT]
EMPTY_EVERYTHING = f"""
CREATE OR REPLACE FUNCTION pg_temp.empty_everything() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    {" ".join(f"DELETE FROM {name};" for name in EMPTIED)}
    UPDATE blog_settings SET media_folder = NULL WHERE media_folder IS NOT NULL;
END
$$
"""


class Emptier:
    """Empties one database in a millisecond; TRUNCATE takes a hundred times as long.

    It keeps a connection, whose triggers are off, foreign keys too, and whose plans are made once.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connect()

    def _connect(self) -> None:
        self._connection = psycopg.connect(self._url, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")
        self._connection.execute(EMPTY_EVERYTHING)

    def empty(self) -> None:
        """Delete the rows of every table."""
        try:
            self._delete_rows()
        except psycopg.OperationalError:  # Some tests end every connection.
            self._connect()
            self._delete_rows()

    def _delete_rows(self) -> None:
        self._connection.execute("SELECT pg_temp.empty_everything()", prepare=True)

    def close(self) -> None:
        """Drop the function before the connection ends.

        The backend would drop it at its end, and wait for a synchronous standby that a test may
        have stopped. PostgreSQL does not end such a wait, so its server would never stop.
        """
        with suppress(psycopg.OperationalError):  # as in `empty`
            self._connection.execute("DISCARD TEMP")
        self._connection.close()


def empty(url: str) -> None:
    emptier = Emptier(url)
    emptier.empty()
    emptier.close()
