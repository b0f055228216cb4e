"""Command `blog-api create-admin`."""

import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from blog_api.auth.passwords import Passwords
from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, list_problems, load_settings
from blog_api.db.database import Database
from blog_api.settings import Settings
from blog_api.users.admins import Candidate, create_admin, find_candidate, promote
from blog_api.users.schemas import RegisterIn

app = typer.Typer(add_completion=False, rich_markup_mode=None)

NO_PASSWORD_YET = "-"  # noqa: S105  # placeholder: validates the names before the password prompt


@app.command("create-admin")
def create_or_promote(
    email: Annotated[str, typer.Option(help="Its email address.")],
    username: Annotated[str, typer.Option(help="Its user name.")],
    *,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make an administrator, also while the server runs.

    A live account with this email address or user name becomes an administrator too and keeps its
    password; otherwise a new account is made, and its password is asked for.
    """
    settings = load_settings()
    data = check_registration(email, username, NO_PASSWORD_YET)
    with open_database(settings) as url:
        candidate = run_in_database(url, lambda db: find_candidate(db, email, username))
        if candidate is not None:
            say_promoted(candidate, url)
            return
        password = read_password(from_stdin=password_stdin)
        data = check_registration(email, username, password)
        run_in_database(url, lambda db: register(db, settings, data))
    typer.echo(f"Made the administrator {username}.")


def check_registration(email: str, username: str, password: str) -> RegisterIn:
    try:
        return RegisterIn(email=email, username=username, password=password)
    except ValidationError as error:
        raise Refusal("\n".join(list_problems(error))) from None


def say_promoted(candidate: Candidate, url: str) -> None:
    named = f"{candidate.username} ({candidate.email})"
    changed = run_in_database(url, lambda db: db.write(promote, candidate))
    typer.echo(f"{named} is {'now' if changed else 'already'} an administrator.")
    if not candidate.is_active:
        typer.echo("The account is deactivated: it cannot log in until it is active.", err=True)


def read_password(*, from_stdin: bool) -> str:
    """Read the password from the first line of standard input, or prompt for it twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


async def register(db: Database, settings: Settings, data: RegisterIn) -> None:
    """Hash before the transaction, so that no connection is held during hashing."""
    own = (data.email, data.username)
    password_hash = await Passwords(settings).hash_new(data.password, own)
    await db.write(create_admin, data, password_hash)
