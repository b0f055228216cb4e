"""One PostgreSQL server a run, a migrated template in it, and a clone of that for each worker.

Tests commit for real, through the same pool as in production, and clean up with DELETE: rolling an
outer transaction back would need one connection for everything, and would hide every race
(docs/decisions/0003).
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from blog_api.db.embedded import embedded_postgres, serving_url
from blog_api.db.migrations import migrate
from blog_api.db.roles import grant_rows

SERVER_VARIABLE = "TEST_SERVER_URL"
SERVING_VARIABLE = "TEST_SERVING_URL"
SERVING = "blog_serving_tests:of-tests"
TEMPLATE = "blog_template"
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def running_server() -> Iterator[tuple[str, str]]:
    """The server named by the environment, or an embedded one that lives as long as the run.

    Two URLs: of who owns the databases, and of who serves.
    """
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield given, os.environ.get(SERVING_VARIABLE) or as_role(given, SERVING)
        return
    folder = Path(tempfile.mkdtemp(prefix="blog-tests-"))
    bin_dir = os.environ.get("TEST_POSTGRES_BIN")
    try:
        with embedded_postgres(
            folder, settings=UNSAFE_BUT_FAST, bin_dir=Path(bin_dir) if bin_dir else None
        ) as url:
            yield url, serving_url(folder, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_role(url: str, role: str) -> str:
    """The same database as `name:password`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}"))


def make_template(server_url: str, serving_server_url: str) -> None:
    """A database at the newest schema, to clone; rights are cloned with it."""
    recreate(server_url, TEMPLATE, "template0")
    owner_url = in_database(server_url, TEMPLATE)
    migrate(owner_url)
    grant_rows(owner_url, in_database(serving_server_url, TEMPLATE))


def make_clone(server_url: str, name: str) -> str:
    """The URL of a fresh copy of the template."""
    recreate(server_url, name, TEMPLATE)
    return in_database(server_url, name)


def recreate(server_url: str, name: str, template: str) -> None:
    """Drop and create."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(create)


def in_database(server_url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


EMPTY_EVERYTHING = """
DELETE FROM outbox; DELETE FROM one_time_tokens;
DELETE FROM throttles; DELETE FROM idempotency_keys;
DELETE FROM comments; DELETE FROM posts; DELETE FROM sessions; DELETE FROM users;
DELETE FROM picture_removals;
DELETE FROM deletions; DELETE FROM term_counts; DELETE FROM term_changes;
ALTER TABLE audit_entries DISABLE TRIGGER append_only; DELETE FROM audit_entries;
ALTER TABLE audit_entries ENABLE TRIGGER append_only;
"""


def empty(url: str) -> None:
    """Every table of ours; a few milliseconds, where TRUNCATE takes ten times as long."""
    with psycopg.connect(url) as connection:
        connection.execute(EMPTY_EVERYTHING)
