"""Run the migrations, then apply the changed files of `blog_api/db/sql/`, one instance at a time.

Timeouts make a migration give up instead of queueing behind a reader. `alembic upgrade head --sql`
writes the same as a script.
"""

import os
import time
from collections.abc import Container, Iterator, Mapping
from functools import partial
from typing import Any

import psycopg
from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    Executable,
    TextClause,
    create_engine,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.pool import NullPool

from blog_api.db.revision import OLDEST_SERVING_REVISION
from blog_api.db.sql_files import read_sql_files
from blog_api.models import SchemaCompatibility, SqlFile, metadata

ADVISORY_LOCK = 0x626C6F67  # "blog"
ASK_EVERY_S = 0.1
TIMEOUTS = ("SET lock_timeout = '3s'", "SET statement_timeout = '15min'")
TRIGGERS = """
SELECT pg_get_triggerdef(oid, true) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
"""
# In a script, fail instead of waiting: a statement that waits for the lock would block CREATE INDEX
# CONCURRENTLY of the instance that holds it.
LOCK_OR_FAIL = f"""
DO $$ BEGIN
    IF NOT pg_try_advisory_lock({ADVISORY_LOCK}) THEN
        RAISE EXCEPTION 'another migration is running';
    END IF;
END $$
"""
configure = partial(context.configure, target_metadata=metadata, transaction_per_migration=True)


def wait_for_turn(connection: Connection) -> None:
    """Poll for the advisory lock.

    A statement that waits for it would block CREATE INDEX CONCURRENTLY of the instance that has it.
    """
    connection.execution_options(isolation_level="AUTOCOMMIT")
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
        time.sleep(ASK_EVERY_S)
    connection.commit()
    connection.execution_options(isolation_level=connection.default_isolation_level)


def is_upgrade_to_head() -> bool:
    """True if `migrate()` or the command line asked for `head`, not for an older revision."""
    options = context.config.cmd_opts
    asked = context.config.attributes.get("revision") or getattr(options, "revision", "")
    return str(asked).rpartition(":")[2] in {"head", "heads"}


def literal(statement: str) -> TextClause:
    """Return a statement whose colons are not bind parameters."""
    return text(statement.replace(":", "\\:"))


def list_serving_revisions() -> list[str]:
    """List the revision of the oldest release that can serve the head, and all after it."""
    scripts = ScriptDirectory.from_config(context.config)
    return [script.revision for script in scripts.walk_revisions(OLDEST_SERVING_REVISION)]


def changes(applied: Mapping[str, str], triggers: Container[str]) -> Iterator[Executable]:
    """Yield statements that apply the files whose hash differs, and store the hashes."""
    files = read_sql_files()
    outdated = [file for file in files if applied.get(file.name) != file.sha256]
    unchanged = [file.name for file in files if file not in outdated]
    # Files are applied in the order of names, so a function can precede one that it calls.
    yield text("SET LOCAL check_function_bodies = off")
    for file in outdated:
        yield from map(literal, file.statements(triggers))
    yield delete(SqlFile).where(SqlFile.c.name.not_in(unchanged))
    for file in outdated:
        yield insert(SqlFile).values(name=file.name, sha256=file.sha256)
    yield update(SchemaCompatibility).values(revisions=list_serving_revisions())


def apply_sql_files(connection: Connection) -> None:
    applied = connection.execute(select(SqlFile.c.name, SqlFile.c.sha256))
    triggers = set(connection.scalars(text(TRIGGERS)))
    for statement in changes({row.name: row.sha256 for row in applied}, triggers):
        connection.execute(statement)
    connection.commit()


def migrate(connection: Connection) -> None:
    """Hold the advisory lock for the whole run."""
    wait_for_turn(connection)
    for timeout in TIMEOUTS:
        connection.execute(text(timeout))
    connection.commit()
    configure(connection=connection, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()
    if is_upgrade_to_head():
        apply_sql_files(connection)
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
    connection.commit()


def write_script() -> None:
    """Write the statements of `migrate`; a script cannot know which files are already applied."""
    configure(dialect_name="postgresql", literal_binds=True, dialect_opts={"paramstyle": "named"})
    for setting in (*TIMEOUTS, LOCK_OR_FAIL):
        context.execute(literal(setting))
    with context.begin_transaction():
        context.run_migrations()
    if is_upgrade_to_head():
        for statement in (text("BEGIN"), *changes({}, set()), text("COMMIT")):
            context.execute(statement)
    context.execute(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")


def url() -> str:
    """Return the URL of the caller, or for the `alembic` command that of the environment."""
    given: Any = context.config.attributes.get("url")
    return str(given or os.environ.get("MIGRATION_DATABASE_URL") or os.environ["DATABASE_URL"])


if context.is_offline_mode():
    write_script()
else:
    # libpq parses the URL: SQLAlchemy does not accept one with several hosts.
    connect = partial(psycopg.connect, url())
    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    with engine.connect() as connection:
        migrate(connection)
    engine.dispose()
