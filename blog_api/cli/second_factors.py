"""Command `blog-api mfa reset`."""

from typing import Annotated

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.mfa.commands import reset_factors_of

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def mfa() -> None:
    """Help a user whose second factor is lost."""


@app.command("reset")
def reset(username: Annotated[str, typer.Option(help="User name of the account.")]) -> None:
    """Remove every second factor of an account, also while the server runs.

    Its password stays as it is, and its sessions are confirmed no more.
    """
    with open_database(load_settings()) as url:
        if not run_in_database(url, lambda db: db.write(reset_factors_of, username)):
            raise Refusal(f"There is no account {username}.")
    typer.echo(f"Removed every second factor of {username}.")
