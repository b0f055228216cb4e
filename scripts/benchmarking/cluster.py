"""A PostgreSQL of its own, kept between runs, with one database for each number of posts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from blog_api.db.embedded import embedded_postgres

# A modest server's, and durable: a create is on the disk when it is answered.
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
    """The URL of the server for as long as this takes."""
    folder.mkdir(parents=True, exist_ok=True)
    with embedded_postgres(folder, settings=settings) as url:
        yield url


def in_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def has_database(url: str, name: str) -> bool:
    """Whether it is there."""
    with psycopg.connect(url) as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        return connection.execute(query, (name,)).fetchone() is not None


def drop_database(url: str, name: str) -> None:
    """And whoever uses it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def create_database(url: str, name: str, template: str = "template0") -> None:
    """Empty, or a copy."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def rename_database(url: str, name: str, new_name: str) -> None:
    """What is half made has another name than what is ready."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
        sql.Identifier(name), sql.Identifier(new_name)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
