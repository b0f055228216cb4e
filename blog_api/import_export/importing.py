"""Import runs: read and check the whole source, then write it in batches that commit."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NoReturn

from blog_api.db.database import Database, Transaction
from blog_api.import_export.authors import AuthorMap, Authors, resolve_authors
from blog_api.import_export.commands.batch import Assigned, Outcome, import_batch
from blog_api.import_export.commands.known import unchanging_keys
from blog_api.import_export.commands.runs import begin_import, finish_import
from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.images import ImageStore
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import Incoming, LeftOut, Source, UnreadableError
from blog_api.import_export.report import Report
from blog_api.import_export.spool import Spool
from blog_api.import_export.validation import Accepted
from blog_api.plurals import counted

Advance = Callable[[int], None]
NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command `import`."""

    author: str | None = None
    authors: AuthorMap | None = None
    media: list[Path] = field(default_factory=list)
    site: str | None = None
    dry_run: bool = False


class DryRunError(Exception):
    """Raised to roll back the transaction of a dry run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Destination of the posts that are read, and the report on the others."""

    spool: Spool
    report: Report
    advance: Advance


def read_all(source: Source, options: Options, reading: Reading) -> None:
    """Read every post into the spool; report those that are left out."""
    site = options.site or source.site
    files = ImageFiles([*options.media, *source.media], site, source.root)
    surroundings = Surroundings(files, site)
    for item in source.items:
        read_one(item, surroundings, reading)
        reading.advance(1)
    for note in source.notes:
        reading.report.note(note)


def read_one(item: Incoming | LeftOut, surroundings: Surroundings, reading: Reading) -> None:
    if isinstance(item, LeftOut):
        reading.report.leave_out(item)
        return
    try:
        post = with_own_key(item, reading.spool)
        reading.spool.add(prepare(post, surroundings), post.second_key)
    except UnreadableError as error:
        reading.report.leave_out(LeftOut(item.place, error.what, str(error)))


def with_own_key(post: Incoming, spool: Spool) -> Incoming:
    """Use the second key if another post of the source has the first."""
    if not spool.has(post.key):
        return post
    if post.second_key is None or spool.has(post.second_key):
        raise UnreadableError("It is there twice.")
    return replace(post, key=post.second_key)


@dataclass(frozen=True, slots=True)
class Writing:
    """Dependencies of writing a spool."""

    db: Database
    spool: Spool
    options: Options
    images: ImageStore
    report: Report
    advance: Advance


async def authors_of(db: Transaction, writing: Writing) -> Authors:
    """Raise `UnreadableError`, before anything is written, for posts without an account."""
    posts = writing.spool.authors
    names = (name for author in posts for name in author)
    options = writing.options
    authors = await resolve_authors(db, names, options.authors, options.author)
    if authors.fallback is None:
        require_owners(posts, authors)
    return authors


def require_owners(posts: Counter[tuple[str, ...]], authors: Authors) -> None:
    nobody = [names for names in posts if not any(name in authors.accounts for name in names)]
    if nobody:
        found = sorted({names[0] if names else "nobody named" for names in nobody})
        listed = ", ".join(map(ascii, found[:NAMED])) + (" …" if len(found) > NAMED else "")
        count = sum(posts[names] for names in nobody)
        have = counted(count, "post has", "posts have")
        raise UnreadableError(
            f"{have} an author without an account here ({listed}): "
            "say whose they become with --author USERNAME or --authors FILE."
        )


async def write_all(writing: Writing, source: str) -> int:
    """Write batches, one transaction each; return the id of the run."""
    authors = await writing.db.write(authors_of, writing)
    import_id = await writing.db.write(begin_import, source)

    async def write(posts: list[Assigned]) -> list[Outcome]:
        return await writing.db.write(import_batch, posts, import_id)

    async def known(posts: list[Accepted]) -> set[str]:
        return await writing.db.write(unchanging_keys, posts)

    await write_batches(writing, authors, known, write)
    counts = {
        name: writing.report.counts[name]
        for name in ("imported", "taken_back", "already_there", "comments")
    }
    await writing.db.write(finish_import, import_id, source, counts)
    return import_id


async def dry_run_import(db: Transaction, writing: Writing, source: str) -> NoReturn:
    """Write all batches in one transaction, then raise `DryRunError` to roll it back."""
    await db.allow_pauses()
    authors = await authors_of(db, writing)
    import_id = await begin_import(db, source)

    async def write(posts: list[Assigned]) -> list[Outcome]:
        return await import_batch(db, posts, import_id)

    async def known(posts: list[Accepted]) -> set[str]:
        return await unchanging_keys(db, posts)

    await write_batches(writing, authors, known, write)
    raise DryRunError


async def write_batches(
    writing: Writing,
    authors: Authors,
    known: Callable[[list[Accepted]], Awaitable[set[str]]],
    write: Callable[[list[Assigned]], Awaitable[list[Outcome]]],
) -> None:
    """Store the images of new posts, then write the posts."""
    for note in authors.made:
        writing.report.note(note)
    for batch in writing.spool.batches():
        there = await known(batch)
        notes: dict[str, list[str]] = {post.key: [] for post in batch}
        assigned = [authors.assign(post) for post in batch]
        placed = [
            each
            if each.post.key in there
            else await writing.images.place(each, notes[each.post.key])
            for each in assigned
        ]
        for outcome in await write(placed):
            writing.report.add(outcome, notes[outcome.post.key])
        writing.advance(len(batch))
