"""`blog-api migrate`."""

import typer

from blog_api.cli.database import either_database, explaining_database, migrate_aloud
from blog_api.cli.refusals import load_settings
from blog_api.cli.reindexing import settle_language
from blog_api.db.embedded import open_postgres

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def migrate() -> None:
    """Bring the database to this release's schema.

    `blog-api serve` does this itself, except in production, where it is a step of its own: run it
    once before the new release is started. Several at once take turns. With MIGRATION_DATABASE_URL
    it migrates as that role, and lets the role of DATABASE_URL read and change rows, no more.
    """
    settings = load_settings()
    with explaining_database(), either_database(settings, open_postgres) as urls:
        if not migrate_aloud(urls):
            typer.echo("The schema is this release's already.", err=True)
        settle_language(urls.serving, settings)
