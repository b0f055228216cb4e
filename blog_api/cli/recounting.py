"""Command `blog-api recount`."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Annotated, Final

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import load_settings
from blog_api.cli.progress import progress_bar
from blog_api.db.database import Database
from blog_api.plurals import counted, plural
from blog_api.quota.recounting import (
    StorageDrift,
    drop_orphans,
    find_storage_drift,
    last_account,
    mend_storage_drift,
)
from blog_api.recounting import (
    Batch,
    PostDrift,
    TermDrift,
    count_posts,
    find_batch,
    find_post_drift,
    find_term_drift,
    mend_post_drift,
    mend_term_drift,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None)

BATCH_SIZE: Final = 2000
ACCOUNTS: Final = 100
BEFORE_ALL: Final = 0
SHOWN: Final = 20


@dataclass
class Report:
    """Numbers of checked rows, and the drift that was found."""

    checked: int = 0
    posts: list[PostDrift] = field(default_factory=list)
    terms: list[TermDrift] = field(default_factory=list)
    storage: list[StorageDrift] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.posts or self.terms or self.storage)


@app.command()
def recount(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only report; change nothing.")
    ] = False,
) -> None:
    """Check the counts of votes, comments, views, terms and bytes, and correct those that drifted.

    The server may be running. A dry run that finds drift ends with exit code 1.
    """
    with open_database(load_settings()) as url:
        total = run_in_database(url, count_posts)
        with progress_bar("recounting", total) as bar:
            report = run_in_database(url, lambda db: look(db, bar, dry_run=dry_run))
    print_report(report, dry_run=dry_run)
    if dry_run and not report.is_clean:
        raise typer.Exit(1)


async def look(db: Database, advance: Callable[[int], None], *, dry_run: bool) -> Report:
    """Check posts in batches, then all terms at once, then accounts in batches."""
    report = Report()
    async for batch in batches(db):
        found = find_post_drift(db, batch) if dry_run else db.write(mend_post_drift, batch)
        report.posts += await found
        report.checked += batch.count
        advance(batch.count)
    report.terms = await (find_term_drift(db) if dry_run else db.write(mend_term_drift))
    report.storage = await look_at_storage(db, dry_run=dry_run)
    return report


async def look_at_storage(db: Database, *, dry_run: bool) -> list[StorageDrift]:
    drift: list[StorageDrift] = []
    after = BEFORE_ALL
    while last := await last_account(db, after, ACCOUNTS):
        if dry_run:
            drift += await find_storage_drift(db, after, last)
        else:
            drift += await db.write(mend_storage_drift, after, last)
        after = last
    if not dry_run:
        await db.write(drop_orphans)
    return drift


async def batches(db: Database) -> AsyncIterator[Batch]:
    batch = await find_batch(db, BEFORE_ALL, BATCH_SIZE)
    while batch is not None:
        yield batch
        batch = await find_batch(db, batch.last_id, BATCH_SIZE)


def print_report(report: Report, *, dry_run: bool) -> None:
    lines = [line_of_post(drift) for drift in report.posts]
    lines += [
        f"{drift.kind} {drift.name}: {changed(drift.posts, 'post')}" for drift in report.terms
    ]
    lines += [f"user {drift.user_id}: {changed(drift.bytes, 'byte')}" for drift in report.storage]
    for line in lines[:SHOWN]:
        typer.echo(line)
    if len(lines) > SHOWN:
        typer.echo(f"… and {len(lines) - SHOWN} more")
    done = "are wrong" if dry_run else "were wrong and are mended"
    typer.echo(
        f"Checked {counted(report.checked, 'post')}: the counters of "
        f"{counted(len(report.posts), 'post')}, {counted(len(report.terms), 'term')} and "
        f"{counted(len(report.storage), 'account')} {done}."
    )


def line_of_post(drift: PostDrift) -> str:
    there = "no counters, " if drift.missing else ""
    return (
        f"post {drift.post_id}: {there}{changed(drift.votes, 'vote')}, "
        f"{changed(drift.comments, 'comment')}, {changed(drift.views, 'view')}"
    )


def changed(number: int, one: str) -> str:
    return f"{number:+} {one if abs(number) == 1 else plural(one)}"
