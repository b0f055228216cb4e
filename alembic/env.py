"""Migrations run one instance at a time, and give up rather than queue behind a reader."""

import os
import time
from functools import partial
from typing import Any

import psycopg
from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from blog_api.models import metadata

ADVISORY_LOCK = 0x626C6F67  # "blog"
ASK_EVERY_S = 0.1


def wait_for_turn(connection: Connection) -> None:
    """Take the advisory lock, asking for it again and again.

    CREATE INDEX CONCURRENTLY of whoever has it would wait for a statement that waits for it.
    """
    connection.execution_options(isolation_level="AUTOCOMMIT")
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
        time.sleep(ASK_EVERY_S)
    connection.commit()
    connection.execution_options(isolation_level=connection.default_isolation_level)


def migrate(connection: Connection) -> None:
    """Hold the advisory lock for the whole run."""
    wait_for_turn(connection)
    connection.execute(text("SET lock_timeout = '3s'"))
    connection.execute(text("SET statement_timeout = '15min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
    connection.commit()


def url() -> str:
    """From the caller, or from the environment for `alembic` on the command line."""
    given: Any = context.config.attributes.get("url")
    return str(given or os.environ.get("MIGRATION_DATABASE_URL") or os.environ["DATABASE_URL"])


# libpq reads the URL, as everywhere else: SQLAlchemy would not take one with several hosts.
connect = partial(psycopg.connect, url())
engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
with engine.connect() as connection:
    migrate(connection)
engine.dispose()
