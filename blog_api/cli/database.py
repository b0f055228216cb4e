"""The database of a command: the given one, or the embedded one, with its schema ready."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import psycopg
import typer
from sqlalchemy.exc import DBAPIError

from blog_api.cli.refusals import Refusal
from blog_api.db.database import SESSION_SETTINGS, Database
from blog_api.db.embedded import EmbeddedPostgresError, open_postgres, serving_url
from blog_api.db.revision import HEAD_REVISION, UnknownRevisionError, find_revision
from blog_api.db.roles import MissingRoleError, grant_rows
from blog_api.settings import Settings

Answer = TypeVar("Answer")
# A batch of a command may take as long as it needs, but nobody waits for its locks.
PATIENT: Final = {**SESSION_SETTINGS, "statement_timeout": "0"}


class Urls(NamedTuple):
    """Two roles of one database: who owns its tables, and who may only change their rows."""

    owner: str
    serving: str


@contextmanager
def explaining_database() -> Iterator[None]:
    """Say which of the ways a database fails this was."""
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
    """The first line of what the driver says: it names hosts, and never a password."""
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
    """The same, also for the owner of its tables."""
    with explaining_database(), either_database(settings, open_postgres) as urls:
        prepare_schema(settings, urls)
        yield urls


@contextmanager
def either_database(
    settings: Settings, embedded: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[Urls]:
    """The given one, or an embedded one."""
    if settings.database_url is None:
        with embedded(settings.blog_data_dir) as url:
            yield Urls(url, serving_url(settings.blog_data_dir, url))
    else:
        owner = settings.migration_database_url or settings.database_url
        yield Urls(owner.get_secret_value(), settings.database_url.get_secret_value())


def prepare_schema(settings: Settings, urls: Urls) -> None:
    """Migrate; in production, where that is a step of its own, only insist that it was done."""
    if settings.environment == "development":
        migrate_aloud(urls)
    elif find_revision(urls.serving) != HEAD_REVISION:
        raise Refusal("The database is not at this release's schema; run `blog-api migrate`.")


def migrate_aloud(urls: Urls) -> bool:
    """Bring the schema to this release, if it is not there, and tell whether it was not."""
    before = find_revision(urls.owner)
    if before != HEAD_REVISION:
        load_and_migrate(urls.owner)
    grant_rows(urls.owner, urls.serving)
    if before == HEAD_REVISION:
        return False
    typer.echo(f"The schema was migrated from {before or 'nothing'} to {HEAD_REVISION}.", err=True)
    return True


def load_and_migrate(owner_url: str) -> None:
    """Load Alembic only where there is something to do: seven megabytes, a tenth of a start."""
    from blog_api.db.migrations import migrate  # noqa: PLC0415  # see above

    migrate(owner_url)


def run_in_database(url: str, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Run asynchronous work on one connection."""

    async def run() -> Answer:
        database = Database(url, size=1, session_settings=PATIENT)
        await database.pool.open()
        try:
            return await work(database)
        finally:
            await database.pool.close()

    return asyncio.run(run())
