"""`blog-api migrate`."""

from contextlib import ExitStack

import typer

from blog_api.cli.database import explaining_database, migrate_aloud
from blog_api.cli.refusals import load_settings
from blog_api.cli.reindexing import settle_language
from blog_api.db.embedded import open_postgres

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def migrate() -> None:
    """Bring the database to this release's schema.

    `blog-api serve` does this itself, except in production, where it is a step of its own: run it
    once before the new release is started. Several at once take turns.
    """
    settings = load_settings()
    with explaining_database(), ExitStack() as stack:
        if settings.database_url is not None:
            url = settings.database_url.get_secret_value()
        else:
            url = stack.enter_context(open_postgres(settings.blog_data_dir))
        if not migrate_aloud(url):
            typer.echo("The schema is this release's already.", err=True)
        settle_language(url, settings)
