"""Command `blog-api purge`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, NamedTuple

import typer

from blog_api.access_tokens.commands import revoke_unused
from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.cli.stale_posts import count, last_written, take
from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.lifecycle.purging import EXPIRE, count_expired, expire_batch
from blog_api.lifecycle.stale_posts import hard_delete_stale_posts, trash_stale_posts
from blog_api.media.cleanup import sweep
from blog_api.media.commands import forget_unused
from blog_api.media.storage import Store
from blog_api.plurals import counted
from blog_api.post_status import Status
from blog_api.revisions.thinning import thin_batch
from blog_api.settings import Settings
from blog_api.tidying import remove_expired as remove_expired_rows

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Age = Annotated[
    int | None,
    typer.Option(min=0, metavar="DAYS", help="Instead of TRASH_RETENTION_DAYS; 0 is forever."),
]
LiveStatus = Annotated[
    Literal["draft", "archived"] | None,
    typer.Option(help="Live posts of this status instead; --older-than counts from writing."),
]
HardDelete = Annotated[
    bool, typer.Option("--hard-delete", help="With --status: for good, not into the trash.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count.")]
BATCH_SIZE: Final = 500
UNUSED_AFTER: Final = timedelta(days=1)
NAMES: Final = {"comment": "comment", "post": "post", "user": "account"}


@app.command()
def purge(
    older_than: Age = None,
    *,
    status: LiveStatus = None,
    hard_delete: HardDelete = False,
    dry_run: DryRun = False,
) -> None:
    """Remove for good items that have been in the trash for too long, and expired sessions.

    This also removes expired tokens of emails, rate limits that are full again, and idempotency
    keys after 24 hours, and revokes access tokens that were not used for 180 days. It removes
    images that no account has, and images that were uploaded a day ago and are in no post, and old
    versions of posts after REVISION_RETENTION_DAYS. Rows that are restored during the run stay,
    and so does everything outside the trash. With --status, move live posts that nobody has edited
    for so long to the trash: deletions that an administrator can undo.
    """
    settings = load_settings()
    if status is not None:
        clear_away(settings, status, older_than, Manner(hard_delete, dry_run))
        return
    if hard_delete:
        raise Refusal("--hard-delete goes with --status; the trash is always emptied for good.")
    days = settings.trash_retention_days if older_than is None else older_than
    with open_database(settings) as url:
        empty_trash(url, days, dry_run=dry_run)
        if not dry_run:
            remove_leftovers(url, settings)


class Manner(NamedTuple):
    """Options for moving live posts to the trash."""

    hard_delete: bool
    dry_run: bool


def clear_away(settings: Settings, status: Status, days: int | None, manner: Manner) -> None:
    """Move old live posts to the trash; raise a `Refusal` without an age."""
    if not days:
        raise Refusal("Say how old: --older-than DAYS, at least 1.")
    stale = last_written(status, days)
    command = hard_delete_stale_posts if manner.hard_delete else trash_stale_posts
    with open_database(settings) as url:
        number = count(url, stale) if manner.dry_run else take(url, "purging", stale, command)
    done = "Removed for good" if manner.hard_delete else "Put in the trash"
    posts = counted(number, "post")
    typer.echo(
        f"{'Would have: ' if manner.dry_run else ''}{done}: {posts}, {status} and not "
        f"written since {stale.before:%Y-%m-%d %H:%M} UTC."
    )


def remove_leftovers(url: str, settings: Settings) -> None:
    """Remove expired rows outside the trash, and files that nothing refers to."""
    run_in_database(url, remove_expired_rows)
    revoke_unused_tokens(url)
    thin_revisions(url, settings.revision_retention_days)
    clear_pictures(url, Store(settings))


def empty_trash(url: str, days: int, *, dry_run: bool) -> None:
    """Purge the trash, counted first for the bar; rows may come or go after the count."""
    if days == 0:
        typer.echo("Nothing to do: the trash is kept forever.")
        return
    before = datetime.now(UTC) - timedelta(days=days)
    counts = run_in_database(url, lambda db: count_trash(db, before))
    if not dry_run:
        with progress_bar("purging", sum(counts.values())) as bar:
            counts = run_in_database(url, lambda db: remove_expired(db, before, bar))
    listed = ", ".join(counted(number, NAMES[kind]) for kind, number in counts.items())
    typer.echo(
        f"{'Would remove' if dry_run else 'Removed'} {listed}, in the trash since before "
        f"{before:%Y-%m-%d %H:%M} UTC."
    )


async def count_trash(db: Database, before: datetime) -> dict[str, int]:
    return {kind: await count_expired(db, kind, before) for kind in EXPIRE}


async def remove_expired(
    db: Database, before: datetime, advance: Callable[[int], None]
) -> dict[str, int]:
    """Purge comments, then posts, then accounts; each batch a transaction with audit entry."""
    removed: dict[str, int] = dict.fromkeys(EXPIRE, 0)
    for kind in EXPIRE:
        gone = BATCH_SIZE
        while gone == BATCH_SIZE:
            gone = await db.write(expire_batch, kind, before, BATCH_SIZE)
            removed[kind] += gone
            advance(gone)
    return removed


def revoke_unused_tokens(url: str) -> None:
    if revoked := run_in_database(url, revoke_all_unused):
        typer.echo(f"Revoked {counted(revoked, 'access token')} that nobody has used for 180 days.")


async def revoke_all_unused(db: Database) -> int:
    revoked, batch = 0, BATCH_SIZE
    while batch == BATCH_SIZE:
        batch = await db.write(revoke_unused, BATCH_SIZE)
        revoked += batch
    return revoked


def thin_revisions(url: str, days: int) -> None:
    """Thin versions of posts older than this; 0 days keep all."""
    if days == 0:
        return
    before = datetime.now(UTC) - timedelta(days=days)
    if removed := run_in_database(url, lambda db: thin_all(db, before)):
        versions = counted(removed, "version of posts", "versions of posts")
        typer.echo(f"Removed {versions} from before {before:%Y-%m-%d %H:%M} UTC.")


async def thin_all(db: Database, before: datetime) -> int:
    after, removed = 0, 0
    while batch := await db.write(thin_batch, before, after, BATCH_SIZE):
        after, count = batch
        removed += count
    return removed


def clear_pictures(url: str, store: Store) -> None:
    before = datetime.now(UTC) - UNUSED_AFTER
    run_in_database(url, lambda db: db.write(forget_unused, before))
    try:
        removed = run_in_database(url, lambda db: sweep(db, store))
    except MediaUnavailableError as error:
        raise Refusal(str(error)) from None
    if removed:
        files = counted(removed, "file of pictures", "files of pictures")
        typer.echo(f"Removed {files} that nobody has any more.")
