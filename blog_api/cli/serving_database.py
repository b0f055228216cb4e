"""The database of a server: the given one, or one that lives exactly as long as the server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import typer

from blog_api.cli.database import explaining_database, migrate_aloud
from blog_api.db.embedded import embedded_postgres
from blog_api.settings import Settings


@contextmanager
def serving_database(settings: Settings) -> Iterator[str]:
    """Yield its URL; the embedded server is owned, not shared, and stops with us."""
    with explaining_database(), ExitStack() as stack:
        if settings.database_url is not None:
            url = settings.database_url.get_secret_value()
        else:
            url = stack.enter_context(embedded_postgres(settings.blog_data_dir))
        if settings.environment == "development":
            migrate_aloud(url)
        else:
            typer.echo("In production the schema is left alone: `blog-api migrate` migrates it.")
        yield url
