"""`blog-api import`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from blog_api.cli.database import open_database, run_in_database
from blog_api.cli.progress import progress_bar
from blog_api.cli.refusals import Refusal, load_settings
from blog_api.db.database import Database
from blog_api.errors import MediaUnavailableError
from blog_api.exchange.accepting import Accepted
from blog_api.exchange.commands import (
    Assigned,
    RehearsedError,
    Written,
    import_posts,
    rehearse_import,
)
from blog_api.exchange.incoming import UnreadableError
from blog_api.exchange.placing import Placed, place_pictures
from blog_api.exchange.queries import accounts_by_name, find_account
from blog_api.exchange.reading import Readable, read_posts
from blog_api.media.pictures import Pictures
from blog_api.rendering.kept import html_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SHOWN: Final = 50
NAMED: Final = 5


# `import` is a word of Python's own.
@app.command(name="import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder of Markdown files, or an export.")],
    author: Annotated[
        str | None,
        typer.Option(metavar="USERNAME", help="Of posts whose own author has no account here."),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
) -> None:
    """Read posts from Markdown files (ours, Jekyll, Hugo, Astro), or from Ghost or WordPress.

    Slugs, dates and statuses are kept. What was imported before is left as it is, so it can be
    run again; what cannot be read is told and left out. Pictures beside the pages come along.
    """
    settings = load_settings()
    readable = read_or_refuse(path)
    with open_database(settings) as url:
        assigned = run_in_database(url, lambda db: assign(db, readable.posts, author))
        placed = place(url, Pictures(settings), assigned, dry_run=dry_run)
        written = write(url, placed.posts, path.name, dry_run=dry_run)
        if not dry_run:
            make_html(url, written)
    tell_lines(placed.notes)
    tell(readable, written, dry_run=dry_run)


def read_or_refuse(path: Path) -> Readable:
    """Refuses when there is nothing to import."""
    if not path.exists():
        raise Refusal(f"{path}: there is no such file or folder.")
    try:
        readable = read_posts(path)
    except UnreadableError as error:
        raise Refusal(f"{path}: {error}") from None
    if not readable.posts:
        tell_lines(readable.left_out)
        raise Refusal(f"{path}: there is no post in it that can be imported.")
    return readable


async def assign(db: Database, posts: list[Accepted], author: str | None) -> list[Assigned]:
    """Refuses to guess whose a post is."""
    known = await accounts_by_name(db, (name for post in posts for name in post.authors))
    fallback = await find_fallback(db, author)
    owners = [next((known[n] for n in post.authors if n in known), fallback) for post in posts]
    nobody = [post for post, owner in zip(posts, owners, strict=True) if owner is None]
    if nobody:
        names = sorted({post.authors[0] if post.authors else "nobody named" for post in nobody})
        listed = ", ".join(map(ascii, names[:NAMED])) + (" …" if len(names) > NAMED else "")
        raise Refusal(
            f"{len(nobody)} posts have an author without an account here ({listed}): "
            "say whose they become with --author USERNAME."
        )
    pairs = zip(posts, owners, strict=True)
    return [Assigned(post, owner) for post, owner in pairs if owner is not None]


async def find_fallback(db: Database, author: str | None) -> int | None:
    """The account of --author; refuses one that is not there."""
    if author is None:
        return None
    account = await find_account(db, author)
    if account is None:
        raise Refusal(f"--author: there is no active account {author!r}.")
    return account.id


def place(url: str, pictures: Pictures, posts: list[Assigned], *, dry_run: bool) -> Placed:
    """Pictures first: a post refers to its own by the address that it is given."""
    try:
        return run_in_database(url, lambda db: place_pictures(db, pictures, posts, dry_run=dry_run))
    except MediaUnavailableError as error:
        raise Refusal(str(error)) from None


def write(url: str, posts: list[Assigned], source: str, *, dry_run: bool) -> Written:
    """In one transaction."""
    command = rehearse_import if dry_run else import_posts
    with progress_bar("importing", len(posts)) as bar:
        try:
            return run_in_database(url, lambda db: db.write(command, posts, source, bar))
        except RehearsedError as rehearsed:
            return rehearsed.written


def make_html(url: str, written: Written) -> None:
    """Not in the transaction, for it takes long; what is missing would be made when it is read."""
    with progress_bar("rendering", len(written.contents)) as bar:
        run_in_database(url, lambda db: render_all(db, written.contents, bar))


async def render_all(
    db: Database, contents: dict[int, str], advance: Callable[[int], None]
) -> None:
    for post_id, content in contents.items():
        await html_of(db, {post_id: content})
        advance(1)


def tell(readable: Readable, written: Written, *, dry_run: bool) -> None:
    """What was changed or left out, and the sum."""
    notes = [f"{post.place}: {note}." for post in readable.posts for note in post.notes]
    tell_lines([*notes, *(f"{line}." for line in written.renamed)])
    left_out = readable.left_out + written.left_out
    tell_lines([f"left out: {line}" for line in left_out])
    typer.echo(
        f"{'Would import' if dry_run else 'Imported'} {len(written.contents)} posts; "
        f"{written.already} were there already, {len(left_out)} are left out."
    )


def tell_lines(lines: list[str]) -> None:
    """Not more than a person reads; without what could steer a terminal."""
    for line in lines[:SHOWN]:
        typer.echo("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))
    if len(lines) > SHOWN:
        typer.echo(f"… and {len(lines) - SHOWN} more")
