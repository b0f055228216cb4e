"""Command `blog-api relocate`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Final

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.progress import progress_bar
from blog_api.db.database import Database
from blog_api.plurals import counted
from blog_api.relocation.commands import KINDS, Rewrite, find_batch, relocate_batch
from blog_api.relocation.urls import Move, UnusableUrlError, base_url
from blog_api.rendering.html_cache import html_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)

BATCH_SIZE: Final = 100
BEFORE_ALL: Final = 0
EXAMPLES: Final = 3
NAMED: Final = 20
SINGULAR: Final = {
    "posts": "post",
    "comments": "comment",
    "profiles": "profile",
    "working copies": "working copy",
}
Step = Callable[[str, int], Awaitable[list[Rewrite]]]


@dataclass
class Report:
    """Numbers of changed rows of each kind, examples, and URLs that are left alone."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    examples: list[str] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def add(self, name: str, move: Move, rewrite: Rewrite) -> None:
        label = f"{KINDS[name].target} {rewrite.row.id}"
        self.too_long += [f"{label} {column}" for column in rewrite.too_long]
        if not rewrite.changes:
            return
        if self.counts[name] < EXAMPLES:
            column = next(iter(rewrite.changes))
            before = move.find_first(rewrite.row.values[column])
            self.examples.append(f"  {label} {column}: {before} -> {move.apply_to_image(before)}")
        self.counts[name] += 1


@app.command()
def relocate(
    old: Annotated[str, typer.Argument(help="The former base URL, such as https://old.example.")],
    new: Annotated[str, typer.Argument(help="The present base URL.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count and show.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Replace the blog's former address in posts, comments, profiles and working copies.

    The trash is included. Only whole addresses change: https://old.example.org is not
    https://old.example. A changed post becomes a new version. Images uploaded here need this in
    texts only. The server may run during it; after an interruption run it again. Set PUBLIC_URL
    to the new address yourself.
    """
    move = read_move(old, new)
    with open_database(load_settings()) as url:
        found = run_in_database(url, lambda db: survey(db, move))
        show(found)
        if dry_run or not found.total:
            return
        if not yes:
            typer.confirm("Replace these addresses?", abort=True)
        with progress_bar("relocating", found.total) as bar:
            done = run_in_database(url, lambda db: relocate_all(db, move, bar))
    typer.echo(f"Changed {listed(done)}.")


def read_move(old: str, new: str) -> Move:
    """Return the move; raise a `Refusal` for an invalid base URL and for two equal ones."""
    try:
        move = Move(base_url(old), base_url(new))
    except UnusableUrlError as error:
        raise Refusal(str(error)) from None
    if move.old == move.new:
        raise Refusal("OLD and NEW are the same address.")
    return move


async def survey(db: Database, move: Move) -> Report:
    """Count the rows that would change, without locks."""
    report = Report()
    async for name, batch in batches(lambda n, after: find_batch(db, n, move, after, BATCH_SIZE)):
        for rewrite in batch:
            report.add(name, move, rewrite)
    return report


async def relocate_all(db: Database, move: Move, advance: Callable[[int], None]) -> Report:
    """Rewrite each batch in a transaction; render the HTML of its posts after the commit."""
    report = Report()

    async def step(name: str, after_id: int) -> list[Rewrite]:
        return await db.write(relocate_batch, name, move, after_id, BATCH_SIZE)

    async for name, batch in batches(step):
        for rewrite in batch:
            report.add(name, move, rewrite)
            if name == "posts" and "content" in rewrite.changes:
                await html_of(db, {rewrite.row.id: rewrite.changes["content"]})
        advance(sum(bool(rewrite.changes) for rewrite in batch))
    return report


async def batches(step: Step) -> AsyncIterator[tuple[str, list[Rewrite]]]:
    for name in KINDS:
        after_id = BEFORE_ALL
        while batch := await step(name, after_id):
            yield name, batch
            after_id = batch[-1].row.id


def listed(report: Report) -> str:
    return ", ".join(counted(count, SINGULAR[name]) for name, count in report.counts.items())


def show(report: Report) -> None:
    typer.echo(f"Addresses to replace in {listed(report)}.")
    for line in report.examples:
        typer.echo(line)
    for label in report.too_long[:NAMED]:
        typer.echo(f"{label} stays as it is: it would be longer than the API allows.", err=True)
    if len(report.too_long) > NAMED:
        typer.echo(f"... and {len(report.too_long) - NAMED} more", err=True)
