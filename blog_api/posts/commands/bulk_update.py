"""Bulk update: one change for many posts, in a bounded number of statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from psycopg import Rollback
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.permissions import Action, Actor, can, can_see_post
from blog_api.posts.bulk_schemas import CHANGES, BulkUpdateIn, BulkUpdateOut, RefusedOut
from blog_api.posts.commands.bulk_slugs import choose_slugs
from blog_api.posts.commands.bulk_update_statements import (
    LOCK_MINE,
    LOCK_USAGES,
    SELECT_OTHERS,
    UPDATE,
    UPDATE_NEAR_QUOTA,
    ListedPost,
)
from blog_api.posts.commands.slugs import require_taken_slug, slug_consequences
from blog_api.posts.commands.update import only_hides, require_may_publish_changes
from blog_api.posts.schemas import MAX_TAGS
from blog_api.recording.causes import Cause


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ids of a request, sorted by the result of each."""

    updated: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    not_found: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)

    def report(self) -> BulkUpdateOut:
        refused = [{"id": key, "code": code} for key, code in sorted(self.refused.items())]
        return BulkUpdateOut(
            updated=sorted(self.updated),
            unchanged=sorted(self.unchanged),
            not_found=sorted(self.not_found),
            refused=[RefusedOut.model_validate(each) for each in refused],
        )


@dataclass(slots=True)
class Edit:
    """The new values of one locked post."""

    post: ListedPost
    changes: dict[str, Any]

    @property
    def as_row(self) -> dict[str, Any]:
        names = ("status", "category", "tags", "slug", "provisional_slug")
        return {"id": self.post.id} | {
            name: self.changes.get(name, getattr(self.post, name)) for name in names
        }


async def bulk_update(db: Transaction, actor: Actor, data: BulkUpdateIn) -> BulkUpdateOut:
    """Change posts as single edits would; a dry run changes them in a savepoint and rolls back.

    Raise EmailNotVerifiedError or InsufficientScopeError, and change nothing, if any post would
    become public and the actor may not publish.
    """
    await db.allow_long_statements()
    outcome = Outcome()
    async with db.savepoint():
        edits = await choose_edits(db, actor, data, outcome)
        for edit in edits:
            require_may_publish_changes(actor, edit.post, edit.changes)
        await write_edits(db, actor, edits, outcome)
        await record_audit(db, actor, data, outcome)
        if data.dry_run:
            raise Rollback
    return outcome.report()


async def choose_edits(
    db: Transaction, actor: Actor, data: BulkUpdateIn, outcome: Outcome
) -> list[Edit]:
    """Lock the actor's posts in the order of ids; return an edit for each that would change."""
    wanted = {post_id for post_id in data.ids if actor.reaches(post_id)}
    owner_id = None if can(actor, Action.SEE_EVERY_POST) else actor.id
    mine = await db.all(LOCK_MINE, ids=sorted(wanted), owner_id=owner_id)
    others = wanted - {post.id for post in mine}
    seen = await db.all(SELECT_OTHERS, ids=sorted(others)) if others else []
    forbidden = {post.id for post in seen if can_see_post(actor, post)}
    outcome.refused.update(dict.fromkeys(forbidden, "forbidden"))
    outcome.not_found.extend({*data.ids} - forbidden - {post.id for post in mine})
    edits = []
    for post in mine:
        changes = changes_of(post, data)
        if not changes:
            outcome.unchanged.append(post.id)
        elif len(changes.get("tags", [])) > MAX_TAGS:
            outcome.refused[post.id] = "too_many_tags"
        else:
            edits.append(Edit(post, changes))
    return edits


def changes_of(post: ListedPost, data: BulkUpdateIn) -> dict[str, Any]:
    """Return the new values of the fields that the request changes.

    The new slug that may follow is added later.
    """
    removed = {*(data.remove_tags or [])}
    kept = [tag for tag in post.tags if tag not in removed]
    added = [tag for tag in data.add_tags or [] if tag not in kept]
    wanted = {
        "status": data.status or post.status,
        "tags": [*kept, *added],
        "category": data.category if "category" in data.model_fields_set else post.category,
    }
    return {name: value for name, value in wanted.items() if value != getattr(post, name)}


async def write_edits(db: Transaction, actor: Actor, edits: list[Edit], outcome: Outcome) -> None:
    """Write the edits; if an author's quota is nearly used up, under the lock of that quota."""
    if not edits:
        return
    cause = Cause("edit", actor.id, token_id=actor.token_id).values
    for edit in edits:
        edit.changes |= slug_consequences(edit.post, edit.changes)
    done = await write_with_free_slugs(db, edits, cause, is_near_quota=False)
    outcome.updated.extend(done)
    if left := [edit for edit in edits if edit.post.id not in done]:
        names = sorted({f"storage of {edit.post.author_id}" for edit in left})
        await db.all(LOCK_USAGES, names=names)
        done = await write_with_free_slugs(db, left, cause, is_near_quota=True)
        outcome.updated.extend(done)
        full = {edit.post.id for edit in left} - done
        outcome.refused.update(dict.fromkeys(full, "quota_exceeded"))


async def write_with_free_slugs(
    db: Transaction, edits: list[Edit], cause: dict[str, Any], *, is_near_quota: bool
) -> set[int]:
    """Write posts with free slugs; return the ids of the posts that their quota has room for."""
    statement = UPDATE_NEAR_QUOTA if is_near_quota else UPDATE
    while True:
        slugs = await choose_slugs(db, wanted_slugs(edits))
        rows = [row | {"slug": slugs.get(row["id"], row["slug"])} for row in rows_of(edits)]
        try:
            async with db.savepoint():
                return {*await db.all(statement, rows=Jsonb(rows), **cause)}
        except UniqueViolation as error:
            # Another transaction has published such a slug, so this ends.
            require_taken_slug(error)


def wanted_slugs(edits: Iterable[Edit]) -> dict[str, list[int]]:
    """Return the slugs that a first publication derives from titles, and the posts of each."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for edit in edits:
        if "slug" in edit.changes:
            wanted[edit.changes["slug"]].append(edit.post.id)
    return wanted


def rows_of(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Return the rows to write; `growth` is the sum over all posts of the author."""
    edits = list(edits)
    growth = Counter[int]()
    for edit in edits:
        growth[edit.post.author_id] += 0 if only_hides(edit.changes) else edit.post.size
    return [
        edit.as_row | {"growth": 0 if only_hides(edit.changes) else growth[edit.post.author_id]}
        for edit in edits
    ]


async def record_audit(db: Transaction, actor: Actor, data: BulkUpdateIn, outcome: Outcome) -> None:
    if outcome.updated:
        changes = data.model_dump(include=set(CHANGES), exclude_unset=True)
        details = {"ids": sorted(outcome.updated), "changes": changes}
        await audit_log.record(db, actor, "post.bulk_update", ("post", None), details=details)
