"""Database of a server: the given one, or an embedded one that stops with the server."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from blog_api.cli.database import either_database, explaining_database, migrate_aloud
from blog_api.db.role_settings import find_unset_defaults
from blog_api.embedded_postgres.server import embedded_postgres
from blog_api.settings import Settings


@contextmanager
def serving_database(settings: Settings) -> Iterator[str]:
    """Yield the URL of the serving role; an embedded server stops with this process."""
    with explaining_database(), either_database(settings, embedded_postgres) as urls:
        if settings.environment == "development":
            migrate_aloud(urls)
        else:
            typer.echo("In production the schema is left alone: `blog-api migrate` migrates it.")
            warn_of_unset_defaults(urls.serving)
        yield urls.serving


def warn_of_unset_defaults(url: str) -> None:
    """Name the timeouts that a pooler could lose; the server sets them on direct connections."""
    unset = find_unset_defaults(url)
    if unset:
        typer.echo(
            f"The role of DATABASE_URL has no defaults for {', '.join(unset)}: behind a pooler "
            "such as PgBouncer, statements can have no timeouts. `blog-api migrate` stores them "
            "for a role that is not that of MIGRATION_DATABASE_URL.",
            err=True,
        )
