"""Command `blog-api seed`."""

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Annotated

import psycopg
import typer

from blog_api.auth.passwords import Passwords
from blog_api.cli.database import open_both
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.plurals import counted
from blog_api.seeding.seeding import NobodyToWriteError, Plan
from blog_api.seeding.seeding import seed as run_plan
from blog_api.settings import Settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Count = Annotated[int, typer.Option(min=0)]


@app.command()
def seed(  # noqa: PLR0913, PLR0917  # one argument an option
    users: Count = 0,
    posts: Count = 0,
    comments: Annotated[int, typer.Option(min=0, help="On the posts made in the same run.")] = 0,
    random_seed: Annotated[
        int, typer.Option("--seed", help="Equal seeds make equal text in an empty database.")
    ] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="End of the ten years to fill; today unless given."
        ),
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="Of every account made; one is made up unless given.")
    ] = None,
) -> None:
    """Fill the database with made-up accounts, posts and comments in twelve languages.

    Each run adds more. Without new accounts, existing accounts are the authors. Not for production.
    """
    settings = load_settings()
    plan = Plan(users, posts, comments, random_seed, end_of(until))
    refuse_useless(settings, plan)
    password = password or secrets.token_urlsafe(9)
    password_hash = asyncio.run(Passwords(settings).hash(password))
    with open_both(settings) as urls:
        made = fill(urls.owner, plan, password_hash)
        first = get_username(urls.owner, made.start) if made else ""
    made_accounts, made_posts = counted(users, "account"), counted(posts, "post")
    typer.echo(f"Made {made_accounts}, {made_posts} and {counted(comments, 'comment')}.")
    if made:
        others = "" if users == 1 else " or any other of them (GET /api/users)"
        typer.echo(f"Log in as {first}{others} with the password {password}")


def end_of(until: datetime | None) -> datetime:
    return (until or datetime.now(UTC)).replace(
        hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC
    )


def refuse_useless(settings: Settings, plan: Plan) -> None:
    """Raise a `Refusal` in production (known passwords) and for comments without posts."""
    if settings.environment == "production":
        raise Refusal("Not in production: every seeded account has the same password.")
    if not plan.users and not plan.posts:
        raise Refusal("Say how much to make: --users N, --posts M, --comments K.")
    if plan.comments and not plan.posts:
        raise Refusal("Comments are made on the posts of the same run: add --posts M.")


def get_username(url: str, user_id: int) -> str:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT username FROM users WHERE id = %s", [user_id])
        ((username,),) = rows.fetchall()
    return str(username)


def fill(url: str, plan: Plan, password_hash: str) -> range:
    total = plan.users + plan.posts + plan.comments
    with psycopg.connect(url, autocommit=True) as connection, progress_bar("seeding", total) as bar:
        connection.execute("SET blog_api.records_revisions = 'on'")
        try:
            return run_plan(connection, plan, password_hash, bar)
        except NobodyToWriteError:
            raise Refusal("There is nobody to write posts: add --users N.") from None
