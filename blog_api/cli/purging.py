"""`blog-api purge`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, NamedTuple

import typer

from blog_api.auth.commands import expire_sessions
from blog_api.cli.ageing import count, last_written, take
from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.progress import progress_bar
from blog_api.cli.refusals import Refusal, load_settings
from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.lifecycle.ageing import Status, hard_delete_aged, trash_aged
from blog_api.lifecycle.purging import EXPIRE, count_expired, expire_batch
from blog_api.mail.outbox import expire_tokens
from blog_api.media.commands import forget_unused
from blog_api.media.storing import Store
from blog_api.media.sweeping import sweep
from blog_api.settings import Settings
from blog_api.web.idempotency import expire_answers
from blog_api.web.throttling import expire_throttles

app = typer.Typer(add_completion=False, rich_markup_mode=None)

BATCH_SIZE: Final = 500
UNUSED_AFTER: Final = timedelta(days=1)
NAMES: Final = {"comment": "comments", "post": "posts", "user": "accounts"}


@app.command()
def purge(
    older_than: Annotated[
        int | None,
        typer.Option(min=0, metavar="DAYS", help="Instead of TRASH_RETENTION_DAYS; 0 is forever."),
    ] = None,
    *,
    status: Annotated[
        Literal["draft", "archived"] | None,
        typer.Option(help="Live posts of this status instead; --older-than counts from writing."),
    ] = None,
    hard_delete: Annotated[
        bool, typer.Option("--hard-delete", help="With --status: for good, not into the trash.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
) -> None:
    """Remove for good what has lain in the trash for too long, and sessions that are over.

    With those go tokens of mails, limits that are full again, and answers kept for 24 hours.
    Pictures go that nobody has any more, and those that were uploaded a day ago for no post.

    What was restored meanwhile stays, and so does everything that is not in the trash. With
    --status, put live posts in the trash that nobody has written for so long: deletions that an
    administrator can undo.
    """
    settings = load_settings()
    if status is not None:
        clear_away(settings, status, older_than, Manner(hard_delete, dry_run))
        return
    if hard_delete:
        raise Refusal("--hard-delete goes with --status; the trash is always emptied for good.")
    days = settings.trash_retention_days if older_than is None else older_than
    with open_database(settings) as url:
        if days == 0:
            typer.echo("Nothing to do: the trash is kept forever.")
        else:
            empty_trash(url, datetime.now(UTC) - timedelta(days=days), dry_run=dry_run)
        if not dry_run:
            run_in_database(url, clear_expired)
            clear_pictures(url, Store(settings))


class Manner(NamedTuple):
    """How live posts are taken."""

    hard_delete: bool
    dry_run: bool


def clear_away(settings: Settings, status: Status, days: int | None, manner: Manner) -> None:
    """Live posts by age; refuses to guess how old."""
    if not days:
        raise Refusal("Say how old: --older-than DAYS, at least 1.")
    aged = last_written(status, days)
    command = hard_delete_aged if manner.hard_delete else trash_aged
    with open_database(settings) as url:
        number = count(url, aged) if manner.dry_run else take(url, "purging", aged, command)
    done = "Removed for good" if manner.hard_delete else "Put in the trash"
    typer.echo(
        f"{'Would have: ' if manner.dry_run else ''}{done}: {number} posts, {status} and not "
        f"written since {aged.before:%Y-%m-%d %H:%M} UTC."
    )


def empty_trash(url: str, before: datetime, *, dry_run: bool) -> None:
    """Count first, for the bar; what a bar shows more or less than that came or went meanwhile."""
    counts = run_in_database(url, lambda db: count_trash(db, before))
    if not dry_run:
        with progress_bar("purging", sum(counts.values())) as bar:
            counts = run_in_database(url, lambda db: remove_expired(db, before, bar))
    listed = ", ".join(f"{number} {NAMES[kind]}" for kind, number in counts.items())
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
        gone = BATCH_SIZE
        while gone == BATCH_SIZE:
            gone = await db.write(expire_batch, kind, before, BATCH_SIZE)
            removed[kind] += gone
            advance(gone)
    return removed


async def clear_expired(db: Database) -> None:
    """What was kept for a time that is over, and would otherwise stay for ever."""
    for expire in (expire_sessions, expire_tokens, expire_throttles, expire_answers):
        while await db.write(expire, BATCH_SIZE) == BATCH_SIZE:
            pass


def clear_pictures(url: str, store: Store) -> None:
    """Those of accounts that are gone, and those that nobody put anywhere."""
    before = datetime.now(UTC) - UNUSED_AFTER
    run_in_database(url, lambda db: db.write(forget_unused, before))
    try:
        removed = run_in_database(url, lambda db: sweep(db, store))
    except MediaUnavailableError as error:
        raise Refusal(str(error)) from None
    if removed:
        typer.echo(f"Removed {removed} files of pictures that nobody has any more.")
