"""Batches of imported posts, one transaction each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from psycopg.errors import UniqueViolation

from blog_api.db.database import Transaction
from blog_api.errors import AuthorDeletedError
from blog_api.import_export.commands.addresses import save_addresses
from blog_api.import_export.commands.comments import save_comments
from blog_api.import_export.commands.former_slugs import save_former_slugs
from blog_api.import_export.commands.known import Known, find_known
from blog_api.import_export.commands.rows import (
    INSERT_HTML,
    INSERT_KEYS,
    INSERT_NUMBERED,
    INSERT_POSTS,
    as_json,
)
from blog_api.import_export.commands.undone import SET_IMPORT, lock_undone, take_back
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.validation import Accepted
from blog_api.lifecycle.restoring import mark_empty_deletions_undone
from blog_api.lifecycle.share_locks import share_lock_users
from blog_api.posts.commands.create import new_values
from blog_api.redirects.paths import slug_in
from blog_api.rendering.html_cache import hash_of
from blog_api.rendering.renderer import RENDERER

CONCURRENT: Final = "Another import writes the same posts; run this one again when it has ended."
CHANGED: Final = "Posts of an undone import are being restored or removed; run this import again."


@dataclass(frozen=True, slots=True)
class Assigned:
    """A post with its author's account, and its HTML if it was rendered already."""

    post: Accepted
    author_id: int
    html: str | None = None


Written = tuple[Assigned, int, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result for one post: `imported`, `already_there` or `left_out`.

    An imported post `in_trash` was there, by the undo of an import, and is live again.
    """

    post: Accepted
    event: str
    post_id: int | None = None
    slug: str | None = None
    notes: list[str] = field(default_factory=list)
    in_trash: bool = False


@dataclass(slots=True)
class Batch:
    """Posts still to be written, those in the trash by an undo, and the outcomes of the others."""

    new: list[Assigned] = field(default_factory=list)
    undone: dict[int, Assigned] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


async def import_batch(db: Transaction, posts: Sequence[Assigned], import_id: int) -> list[Outcome]:
    """Insert the posts that do not exist yet, and take back those of an undone import.

    Other existing posts, also in the trash, are not changed.
    """
    await db.allow_long_statements()
    batch = Batch()
    await settle_known(db, posts, batch)
    await share_authors(db, {post.author_id for post in [*batch.new, *batch.undone.values()]})
    taken = await take_back_all(db, batch.undone, import_id)
    inserted = await insert_posts(db, batch.new)
    await save_relations(db, inserted, import_id)
    for assigned, post_id, slug in [*taken, *inserted]:
        notes = [] if slug == assigned.post.slug else [renamed(assigned.post, slug)]
        former = former_slugs_of(assigned.post, slug)
        notes += await save_former_slugs(db, post_id, former, import_id)
        notes += await save_addresses(db, post_id, assigned.post.addresses)
        was_there = post_id in batch.undone
        notes += await save_comments(db, post_id, assigned.post.comments, is_new=not was_there)
        batch.outcomes.append(
            Outcome(assigned.post, "imported", post_id, slug, notes, in_trash=was_there)
        )
    return batch.outcomes


async def take_back_all(
    db: Transaction, undone: dict[int, Assigned], import_id: int
) -> list[Written]:
    """Take back posts in the order of the source, so that the first of one slug gets it."""
    locked = await lock_undone(db, list(undone))
    if len(locked) < len(undone):
        raise UnreadableError(CHANGED)
    taken: list[Written] = []
    for post_id, assigned in undone.items():
        slug = await take_back(db, locked[post_id], values_of(assigned), assigned.html)
        taken.append((assigned, post_id, slug))
    if taken:
        await db.run(SET_IMPORT, ids=list(undone), import_id=import_id)
        await mark_empty_deletions_undone(db, {post.deletion_id for post in locked.values()})
    return taken


def former_slugs_of(post: Accepted, slug: str) -> dict[str, datetime | None]:
    """Return its former slugs, and those that its old addresses end in."""
    found = (slug_in(path) for path in post.addresses)
    own = {slug, post.slug}  # a slug of the source that another post has is noted already
    former: dict[str, datetime | None] = {old: None for old in found if old and old not in own}
    return former | {**post.former_slugs}


def renamed(post: Accepted, slug: str) -> str:
    return f"another post has the slug {post.slug}; it is {slug}"


async def settle_known(db: Transaction, posts: Sequence[Assigned], batch: Batch) -> None:
    """Separate the posts that were imported before or exported from here."""
    known = await find_known(db, [assigned.post for assigned in posts])
    for assigned in posts:
        found = known.get(assigned.post.key)
        if found is None:
            batch.new.append(assigned)
        elif found.is_undone:
            batch.undone[found.id] = assigned
        else:
            batch.outcomes.append(outcome_of(assigned.post, found))


def outcome_of(post: Accepted, known: Known) -> Outcome:
    """Return the outcome for a known key; note another post (two folders may share a name)."""
    if known.is_same(post):
        # Earlier releases wrote translations as `post-2`, without their language.
        is_renamed = not known.has_slug_of(post)
        notes = [f"it is here as {known.slug}, its slug in the source is {post.slug}"] * is_renamed
        return Outcome(post, "already_there", known.id, known.slug, notes, in_trash=known.in_trash)
    reason = (
        f"It was imported before, and has another title or slug here, {known.slug}; "
        "if this is another post, rename its file or folder"
    )
    return Outcome(post, "left_out", known.id, known.slug, [reason])


async def insert_posts(db: Transaction, posts: list[Assigned]) -> list[Written]:
    """Insert all posts in one statement, then those with a taken slug one by one, numbered."""
    if not posts:
        return []
    first_of_slug = {assigned.post.slug: assigned for assigned in reversed(posts)}
    rows = [row_of(assigned) for assigned in posts if first_of_slug[assigned.post.slug] is assigned]
    inserted = {new.slug: new.id for new in await db.all(INSERT_POSTS, rows=as_json(rows))}
    written: list[Written] = []
    for assigned in posts:
        slug = assigned.post.slug
        if first_of_slug[slug] is assigned and slug in inserted:
            written.append((assigned, inserted[slug], slug))
        else:
            written.append(await insert_numbered(db, assigned))
    return written


async def insert_numbered(db: Transaction, assigned: Assigned) -> Written:
    row = row_of(assigned)
    # Each failed attempt means that another transaction took the slug, so the loop ends.
    while True:
        for new in await db.all(INSERT_NUMBERED, rows=as_json([row])):
            return assigned, new.id, new.slug


async def share_authors(db: Transaction, ids: set[int]) -> None:
    """Lock the authors' rows until the commit, so that deleting an account includes its new posts.

    Raise `AuthorDeletedError` for an account that does not exist any more.
    """
    if set(await share_lock_users(db, ids)) != ids:
        raise AuthorDeletedError


def row_of(assigned: Assigned) -> dict[str, Any]:
    return {name: text_of(value) for name, value in values_of(assigned).items()}


def values_of(assigned: Assigned) -> dict[str, Any]:
    post = assigned.post
    values = new_values(assigned.author_id, post.data)
    values |= {
        "slug": post.slug,
        "provisional_slug": post.provisional_slug,
        "excerpt_given": post.excerpt_given,
        "created_at": post.created_at,
        "updated_at": post.updated_at,
    }
    if post.auto_excerpt is not None:
        values["excerpt"] = post.auto_excerpt
    return values


def text_of(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


async def save_relations(db: Transaction, written: list[Written], import_id: int) -> None:
    """Save the key of each post, and the HTML of those that were rendered already.

    Raise UnreadableError if a concurrent import of the same source has saved a key.
    """
    if not written:
        return
    keys = [{"key": assigned.post.key, "post_id": post_id} for assigned, post_id, _ in written]
    try:
        await db.run(INSERT_KEYS, rows=as_json(keys), import_id=import_id)
    except UniqueViolation as error:
        raise UnreadableError(CONCURRENT) from error
    rendered = [
        {
            "post_id": post_id,
            "content_hash": hash_of(assigned.post.data.content).hex(),
            "html": assigned.html,
        }
        for assigned, post_id, _ in written
        if assigned.html is not None
    ]
    if rendered:
        await db.run(INSERT_HTML, rows=as_json(rendered), renderer=RENDERER)
