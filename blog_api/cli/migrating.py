"""Command `blog-api migrate`."""

from typing import Annotated, Final

import psycopg
import typer
from psycopg import sql

from blog_api.cli.database import (
    either_database,
    explaining_database,
    migrate_aloud,
    run_in_database,
)
from blog_api.cli.errors import load_settings
from blog_api.cli.reindexing import settle_language
from blog_api.embedded_postgres.server import open_postgres
from blog_api.recording.batches import record_all

TRIGGERS: Final = (
    ("record_unrecorded_inserted", "posts"),
    ("record_unrecorded_updated", "posts"),
    ("record_unrecorded_updated", "comments"),
)
app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def migrate(
    *,
    finish: Annotated[
        bool,
        typer.Option("--finish", help="After an upgrade: drop what the previous release needed."),
    ] = False,
) -> None:
    """Bring the database to this release's schema.

    `blog-api serve` does this itself, except in production, where it is a separate step: run it
    once before the new release is started. Concurrent runs take turns. Posts without a revision get
    their first one, in batches, while servers run. With MIGRATION_DATABASE_URL it migrates as that
    role, and grants the role of DATABASE_URL only reading and changing rows. With --finish, once
    no server of the previous release runs, it drops the triggers that record revisions for it.
    """
    settings = load_settings()
    with explaining_database(), either_database(settings, open_postgres) as urls:
        if not migrate_aloud(urls):
            typer.echo("The schema is this release's already.", err=True)
            run_in_database(urls.serving, record_all)
        if finish:
            drop_triggers(urls.owner)
        settle_language(urls.serving, settings)


def drop_triggers(owner_url: str) -> None:
    """Drop the triggers that record the writes of the previous release."""
    drop = sql.SQL("DROP TRIGGER IF EXISTS {} ON {}")
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET LOCAL lock_timeout = '3s'")
        for name, table in TRIGGERS:
            connection.execute(drop.format(sql.Identifier(name), sql.Identifier(table)))
