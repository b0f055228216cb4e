"""`blog-api serve`: a port, a database with its schema, and workers, in that order and back."""

import os
from typing import Annotated

import typer

from blog_api.auth.key_files import UnusableKeyError
from blog_api.auth.keys import load_keyring
from blog_api.cli.database import run_in_database
from blog_api.cli.listening import Address, listen
from blog_api.cli.refusals import Refusal, load_settings
from blog_api.cli.running import Serving, leaving_on_signals, run
from blog_api.cli.serving_database import serving_database
from blog_api.cli.welcome import describe_place, invite_admin
from blog_api.settings import Settings
from blog_api.users.admins import has_admin

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
    *,
    reload: Annotated[bool, typer.Option("--reload", help="Start anew when code changes.")] = False,
) -> None:
    """Serve the API until SIGTERM or Ctrl-C, and let requests under way finish.

    Without DATABASE_URL this runs a PostgreSQL of its own, for as long as it serves. The schema is
    migrated at the start, except with ENVIRONMENT=production: there run `blog-api migrate` first.
    """
    settings = load_settings()
    if reload and workers > 1:
        raise Refusal("--reload serves with one worker: leave --workers out.")
    with leaving_on_signals(), listen(host, port) as (sock, address):
        check_keys(settings)
        with serving_database(settings) as url:
            announce(settings, address, url)
            hand_over(settings, address, url)
            run(Serving(sock, address, workers, reload, settings))


def check_keys(settings: Settings) -> None:
    """Make the development key before workers race for it; refuse one that is of no use."""
    try:
        load_keyring(settings)
    except UnusableKeyError as error:
        raise Refusal(str(error)) from None


def announce(settings: Settings, address: Address, url: str) -> None:
    """Where everything is, and how to make an administrator while there is none."""
    typer.echo(describe_place(settings, address))
    if settings.environment == "development":
        from blog_api.cli.reindexing import settle_language  # noqa: PLC0415  # of no use elsewhere

        settle_language(url, settings)
        if not run_in_database(url, has_admin):
            typer.echo(invite_admin(settings))


def hand_over(settings: Settings, address: Address, url: str) -> None:
    """What workers cannot know otherwise goes where they read their settings from.

    A variable wins over `.env`, so the role that owns the tables is hidden by the one that serves.
    """
    os.environ["DATABASE_URL"] = url  # noqa: TID251  # written for workers, not read
    os.environ["MIGRATION_DATABASE_URL"] = url  # noqa: TID251  # written for workers, not read
    if "public_url" not in settings.model_fields_set:
        os.environ["PUBLIC_URL"] = address.url  # noqa: TID251  # written for workers, not read
