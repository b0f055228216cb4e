"""Database of a command: the given or the embedded one, with its schema migrated."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import psycopg
import typer
from sqlalchemy.exc import DBAPIError

from blog_api.cli.errors import Refusal
from blog_api.data_folder import close_data_folder
from blog_api.db.connections import SESSION_SETTINGS
from blog_api.db.database import Database
from blog_api.db.revision import HEAD_REVISION, UnknownRevisionError, find_revision
from blog_api.db.role_settings import set_role_defaults
from blog_api.db.roles import MissingRoleError, grant_rows
from blog_api.db.sql_files import find_outdated
from blog_api.embedded_postgres.server import EmbeddedPostgresError, open_postgres, serving_url
from blog_api.recording.batches import record_all
from blog_api.settings import Settings

Answer = TypeVar("Answer")
# A batch of a command has no statement timeout, but waits only briefly for locks.
PATIENT: Final = {
    **SESSION_SETTINGS,
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "60s",
}
# On a busy machine the first connection may take longer than a request could wait. A database that
# cannot be reached is reported earlier, by `prepare_schema`.
POOL_TIMEOUT_S: Final = 30.0


class Urls(NamedTuple):
    """URLs of one database: for the owner of its tables, and for the role that changes rows."""

    owner: str
    serving: str


@contextmanager
def explaining_database() -> Iterator[None]:
    try:
        yield
    except (EmbeddedPostgresError, MissingRoleError) as error:
        raise Refusal(str(error)) from None
    except UnknownRevisionError as error:
        raise Refusal(f"The schema of the database is not of this release: {error}") from None
    except DBAPIError as error:
        raise refusal_of(error.orig) from None
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        raise refusal_of(error) from None


def refusal_of(error: BaseException | None) -> Refusal:
    """Return a `Refusal` with the first line of the driver's message: hosts, never a password."""
    reason = str(error).strip().splitlines() or ["it gives no reason"]
    return Refusal(f"The database cannot be used: {reason[0]}")


@contextmanager
def open_database(settings: Settings) -> Iterator[str]:
    """Yield the URL of a database at this release's schema, for changing its rows.

    An embedded server that runs already is shared; otherwise it runs for as long as this takes.
    """
    with open_both(settings) as urls:
        yield urls.serving


@contextmanager
def open_both(settings: Settings) -> Iterator[Urls]:
    """Yield the URL of `open_database` and that of the owner of the tables."""
    with explaining_database(), either_database(settings, open_postgres) as urls:
        prepare_schema(settings, urls)
        yield urls


@contextmanager
def either_database(
    settings: Settings, embedded: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[Urls]:
    close_data_folder(settings.blog_data_dir)
    if settings.database_url is None:
        with embedded(settings.blog_data_dir) as url:
            yield Urls(url, serving_url(settings.blog_data_dir, url))
    else:
        owner = settings.migration_database_url or settings.database_url
        yield Urls(owner.get_secret_value(), settings.database_url.get_secret_value())


def prepare_schema(settings: Settings, urls: Urls) -> None:
    """Migrate; in production, a separate step, raise an error if it was not done."""
    if settings.environment == "development":
        migrate_aloud(urls)
    elif find_revision(urls.serving) != HEAD_REVISION or find_outdated(urls.serving):
        raise Refusal("The database is not at this release's schema; run `blog-api migrate`.")


def migrate_aloud(urls: Urls) -> bool:
    """Migrate the schema if it is outdated, print that, and return True if it was."""
    changes = describe_changes(urls.owner)
    if changes:
        load_and_migrate(urls.owner)
    if grant_rows(urls.owner, urls.serving):
        set_role_defaults(urls.serving)
    if changes:
        typer.echo(changes, err=True)
        run_in_database(urls.serving, record_all)
    return bool(changes)


def describe_changes(url: str) -> str:
    revision = find_revision(url)
    if revision != HEAD_REVISION:
        return f"The schema was migrated from {revision or 'nothing'} to {HEAD_REVISION}."
    outdated = find_outdated(url)
    return f"SQL functions were updated: {', '.join(outdated)}." if outdated else ""


def load_and_migrate(owner_url: str) -> None:
    """Import Alembic only for a pending migration: it takes 7 MB and a tenth of the startup."""
    from blog_api.db.migrations import migrate  # noqa: PLC0415  # see above

    migrate(owner_url)


def run_once_migrated(
    url: str, query: Callable[[Database], Awaitable[Answer]], otherwise: Answer
) -> Answer:
    """Run a query at the start of a server; return `otherwise` if its table is not there yet.

    A production server may start before `blog-api migrate`, and is not ready until then.
    """
    try:
        return run_in_database(url, query)
    except psycopg.errors.UndefinedTable:
        return otherwise


def run_in_database(
    url: str, work: Callable[[Database], Awaitable[Answer]], public_url: str = ""
) -> Answer:
    """Run asynchronous work on one connection; `public_url` is the host of our own images."""

    async def run() -> Answer:
        database = Database(url, size=1, session_settings=PATIENT, public_url=public_url)
        database.pool.timeout = POOL_TIMEOUT_S
        await database.pool.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())
