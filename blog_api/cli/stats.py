"""Command `blog-api stats`."""

from collections.abc import Awaitable, Callable
from typing import Final

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import load_settings
from blog_api.db.database import Database, Reading
from blog_api.overview.usage import (
    describe_accounts,
    describe_comments,
    describe_database,
    describe_images,
    describe_posts,
)
from blog_api.previews.usage import describe_previews
from blog_api.restore_requests.usage import describe_restore_requests
from blog_api.revisions.usage import describe_revisions
from blog_api.transfers.usage import describe_transfers
from blog_api.working_copies.usage import describe_working_copies

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Describe = Callable[[Reading], Awaitable[str]]
LINES: Final[dict[str, Describe]] = {
    "accounts": describe_accounts,
    "posts": describe_posts,
    "comments": describe_comments,
    "images": describe_images,
    "revisions": describe_revisions,
    "previews": describe_previews,
    "restore requests": describe_restore_requests,
    "transfers": describe_transfers,
    "working copies": describe_working_copies,
    "database": describe_database,
}


@app.command()
def stats() -> None:
    """Print how much the database stores, one line for each kind."""
    with open_database(load_settings()) as url:
        lines = run_in_database(url, describe)
    for line in lines:
        typer.echo(line)


async def describe(db: Database) -> list[str]:
    return [f"{name}: {await line(db)}" for name, line in LINES.items()]
