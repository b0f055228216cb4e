"""`blog-api purge`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from blog_api.auth.commands import expire_sessions
from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.progress import progress_bar
from blog_api.cli.refusals import load_settings
from blog_api.db.database import Database
from blog_api.lifecycle.purging import EXPIRE, count_expired, expire_batch

app = typer.Typer(add_completion=False, rich_markup_mode=None)

BATCH_SIZE: Final = 500
NAMES: Final = {"comment": "comments", "post": "posts", "user": "accounts"}


@app.command()
def purge(
    older_than: Annotated[
        int | None,
        typer.Option(min=0, metavar="DAYS", help="Instead of TRASH_RETENTION_DAYS; 0 is forever."),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
) -> None:
    """Remove for good what has lain in the trash for too long, and sessions that are over.

    What was restored meanwhile stays, and so does everything that is not in the trash.
    """
    settings = load_settings()
    days = settings.trash_retention_days if older_than is None else older_than
    with open_database(settings) as url:
        if days == 0:
            typer.echo("Nothing to do: the trash is kept forever.")
        else:
            empty_trash(url, datetime.now(UTC) - timedelta(days=days), dry_run=dry_run)
        if not dry_run:
            run_in_database(url, clear_sessions)


def empty_trash(url: str, before: datetime, *, dry_run: bool) -> None:
    """Count first, for the bar; what a bar shows more or less than that came or went meanwhile."""
    counts = run_in_database(url, lambda db: count_trash(db, before))
    if not dry_run:
        with progress_bar("purging", sum(counts.values())) as bar:
            counts = run_in_database(url, lambda db: remove_expired(db, before, bar))
    listed = ", ".join(f"{count} {NAMES[kind]}" for kind, count in counts.items())
    typer.echo(
        f"{'Would remove' if dry_run else 'Removed'} {listed}, in the trash since before "
        f"{before:%Y-%m-%d %H:%M} UTC."
    )


async def count_trash(db: Database, before: datetime) -> dict[str, int]:
    return {kind: await count_expired(db, kind, before) for kind in EXPIRE}


async def remove_expired(
    db: Database, before: datetime, advance: Callable[[int], None]
) -> dict[str, int]:
    """Comments before posts before accounts, each batch a transaction with its audit entry."""
    removed: dict[str, int] = dict.fromkeys(EXPIRE, 0)
    for kind in EXPIRE:
        count = BATCH_SIZE
        while count == BATCH_SIZE:
            count = await db.write(expire_batch, kind, before, BATCH_SIZE)
            removed[kind] += count
            advance(count)
    return removed


async def clear_sessions(db: Database) -> None:
    """Those that are over."""
    while await db.write(expire_sessions, BATCH_SIZE) == BATCH_SIZE:
        pass
