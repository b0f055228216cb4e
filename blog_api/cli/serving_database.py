"""The database of a server: the given one, or one that lives exactly as long as the server."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from blog_api.cli.database import either_database, explaining_database, migrate_aloud
from blog_api.db.embedded import embedded_postgres
from blog_api.settings import Settings


@contextmanager
def serving_database(settings: Settings) -> Iterator[str]:
    """Yield its URL for the role that serves; the embedded server is owned, and stops with us."""
    with explaining_database(), either_database(settings, embedded_postgres) as urls:
        if settings.environment == "development":
            migrate_aloud(urls)
        else:
            typer.echo("In production the schema is left alone: `blog-api migrate` migrates it.")
        yield urls.serving
