"""Command `blog-api serve`: opens port, database and workers, and closes them in reverse."""

import os
import socket
from contextlib import ExitStack
from typing import Annotated

import typer

from blog_api.auth.key_files import UnusableKeyError
from blog_api.auth.keys import load_keyring
from blog_api.blog_identity import find_present_issuer
from blog_api.cli.banner import describe_place, invite_admin
from blog_api.cli.data_keys import check_data_keys
from blog_api.cli.database import run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.passkeys import warn_of_orphaned_passkeys
from blog_api.cli.serving_database import serving_database
from blog_api.cli.sockets import Address, listen
from blog_api.cli.uvicorn_config import Serving, leaving_on_signals, run
from blog_api.settings import Settings
from blog_api.users.admin_presence import has_admin

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for a free one.")
    ] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Number of worker processes.")] = 1,
    *,
    reload: Annotated[bool, typer.Option("--reload", help="Restart when code changes.")] = False,
) -> None:
    """Serve the API until SIGTERM or Ctrl-C, and let running requests finish.

    Without DATABASE_URL this runs an embedded PostgreSQL for as long as it serves. The schema is
    migrated at the start, except with ENVIRONMENT=production: there run `blog-api migrate` first.
    """
    settings = load_settings()
    if reload and workers > 1:
        raise Refusal("--reload serves with one worker: leave --workers out.")
    with leaving_on_signals(), ExitStack() as stack:
        sock, address = stack.enter_context(listen(host, port))
        sockets = [sock, *listen_for_metrics(stack, settings, host)]
        check_keys(settings)
        with serving_database(settings) as url:
            check_data_keys(settings, url)
            warn_of_orphaned_passkeys(settings, url)
            announce(settings, address, url)
            hand_over(settings, address, url)
            keep_issuer(settings, url)
            run(Serving(sockets, address, workers, reload, settings))


def listen_for_metrics(stack: ExitStack, settings: Settings, host: str) -> list[socket.socket]:
    if settings.metrics_port is None or not settings.metrics_enabled:
        return []
    sock, _ = stack.enter_context(listen(host, settings.metrics_port, "METRICS_PORT"))
    return [sock]


def check_keys(settings: Settings) -> None:
    """Create the development key before workers race for it; raise a `Refusal` for a bad key."""
    try:
        load_keyring(settings)
    except UnusableKeyError as error:
        raise Refusal(str(error)) from None


def announce(settings: Settings, address: Address, url: str) -> None:
    typer.echo(describe_place(settings, address))
    if settings.environment == "development":
        from blog_api.cli.reindexing import settle_language  # noqa: PLC0415  # needed only here

        settle_language(url, settings)
        if not run_in_database(url, has_admin):
            typer.echo(invite_admin(settings))


def hand_over(settings: Settings, address: Address, url: str) -> None:
    """Pass values to workers through the environment, from which they read their settings.

    A variable overrides `.env`, so the URL of the role that owns the tables is hidden from workers.
    """
    os.environ["DATABASE_URL"] = url  # noqa: TID251  # written for workers, not read
    os.environ["MIGRATION_DATABASE_URL"] = url  # noqa: TID251  # written for workers, not read
    if "public_url" not in settings.model_fields_set:
        os.environ["PUBLIC_URL"] = address.url  # noqa: TID251  # written for workers, not read


def keep_issuer(settings: Settings, url: str) -> None:
    """Keep the issuer of the last start: a different port must not invalidate every session.

    `JWT_ISSUER` or `PUBLIC_URL` of the settings has precedence and becomes the issuer.
    """
    if settings.jwt_issuer is None and "public_url" not in settings.model_fields_set:
        issuer = run_in_database(url, find_present_issuer)
        if issuer is not None:
            os.environ["JWT_ISSUER"] = issuer  # noqa: TID251  # written for workers, not read
