"""PostgreSQL cluster of the benchmark, kept between runs, with one database per number of posts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarking.processes import parent_of
from blog_api.embedded_postgres.server import embedded_postgres

# Settings of a small, durable server: a commit is on disk before the response.
MEASURING: Final[Mapping[str, str]] = {"shared_buffers": "2GB", "max_wal_size": "4GB"}
FILLING: Final[Mapping[str, str]] = {
    **MEASURING,
    "max_wal_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "maintenance_work_mem": "1GB",
    "work_mem": "256MB",
}


@contextmanager
def running_cluster(folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Start the server and yield its URL; stop it at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with embedded_postgres(folder, settings=settings) as url:
        yield url


def in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def postmaster_of(url: str) -> int:
    """Return the process id of the server, the parent of every session's process."""
    with psycopg.connect(url) as connection:
        return parent_of(connection.info.backend_pid)


def has_database(url: str, name: str) -> bool:
    with psycopg.connect(url) as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        return connection.execute(query, (name,)).fetchone() is not None


def drop_database(url: str, name: str) -> None:
    """Drop the database, also if it has connections."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def create_database(url: str, name: str, template: str = "template0") -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def rename_database(url: str, name: str, new_name: str) -> None:
    """Rename a database that is complete; unfinished ones have another name."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
        sql.Identifier(name), sql.Identifier(new_name)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
