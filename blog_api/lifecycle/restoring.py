"""Restore: move rows out of the trash, unless their slug or name is in use.

Accounts are restored first, then posts, then comments, and their deletions are marked last: every
restore takes its locks in this order. If a unique index rejects a name that was taken since the
check for conflicts, the restore is retried.
"""

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from psycopg import Rollback
from psycopg.errors import UniqueViolation

from blog_api.db.database import Transaction
from blog_api.errors import RestoreConflictsError
from blog_api.lifecycle.batches import all_in_batches
from blog_api.lifecycle.conflicts import (
    Conflict,
    find_comment_conflicts,
    find_post_conflicts,
    find_user_conflicts,
)
from blog_api.lifecycle.share_locks import SHARE_LOCK_COMMENT_AUTHORS, SHARE_LOCK_POST_AUTHORS
from blog_api.lifecycle.statements import (
    COMMENTS_OF,
    LOCK_COMMENTS,
    LOCK_DELETIONS,
    LOCK_POSTS,
    LOCK_USERS,
    MARK_UNDONE,
    POSTS_OF,
    RENAME_POST,
    RENAME_USERS,
    RESTORE_COMMENTS,
    RESTORE_POSTS,
    RESTORE_POSTS_UNSEEN,
    RESTORE_USERS,
    USERS_OF,
    InTrash,
)
from blog_api.permissions import Actor

OnConflict = Literal["fail", "rename", "skip"]
ON_CONFLICT: Final = (
    "If a slug or user name was taken since: `fail` restores nothing (409), `rename` adds a "
    "number, `skip` leaves that item in the trash."
)
ATTEMPTS: Final = 20
# From this number on, the check for conflicts takes longer than an error of the unique index.
MANY: Final = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows to restore; with `deletion_id`, only those of that deletion.

    `skip_precheck` skips the check for conflicts and leaves taken slugs to the unique index.
    Accounts get `role`, regardless of their former one. With `needs_posts`, comments on a post in
    the trash are conflicts; else they are restored and remain hidden with it. `actor` is that of
    the version of a renamed post.
    """

    users: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    deletion_id: int | None = None
    skip_precheck: bool = False
    role: str = "user"
    needs_posts: bool = False
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """The restored rows and the conflicts; a renamed post is in both, with its new slug."""

    users: list[int]
    posts: list[int]
    comments: list[int]
    conflicts: list[Conflict]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "posts": len(self.posts),
            "comments": len(self.comments),
            "users": len(self.users),
        }


@dataclass(frozen=True, slots=True)
class TableResult:
    """The restored rows and conflicts of one table, and the deletions of the rows."""

    back: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    deletions: set[int] = field(default_factory=set)


async def choose_deletion(db: Transaction, actor: Actor, deletion_id: int) -> Selection:
    return Selection(
        actor=actor,
        users=await db.all(USERS_OF, deletion_id=deletion_id),
        posts=await db.all(POSTS_OF, deletion_id=deletion_id),
        comments=await db.all(COMMENTS_OF, deletion_id=deletion_id),
        deletion_id=deletion_id,
    )


async def restore(
    db: Transaction, selection: Selection, on_conflict: OnConflict, *, dry_run: bool = False
) -> RestoreResult:
    """Restore the chosen rows; mark deletions as undone that have no rows left in the trash.

    `fail` raises RestoreConflictsError on any conflict; `skip` leaves rows with conflicts in the
    trash; `rename` numbers slugs and user names, and skips other conflicts. A dry run restores the
    rows in a savepoint and rolls back.
    """
    await db.allow_long_statements()
    selection = replace(selection, skip_precheck=len(selection.posts) >= MANY)
    for _ in range(ATTEMPTS):
        try:
            return await attempt(db, selection, on_conflict, dry_run=dry_run)
        except UniqueViolation:
            selection = replace(selection, skip_precheck=False)
    return await attempt(db, selection, on_conflict, dry_run=dry_run)


async def attempt(
    db: Transaction, selection: Selection, on_conflict: OnConflict, *, dry_run: bool
) -> RestoreResult:
    """Restore once; raise `UniqueViolation`, and roll back, if a unique index rejects a row.

    `fail` renames too before it rolls back: it suggests the slugs that `rename` would give.
    """
    async with db.savepoint():
        restored = await restore_all(db, selection, rename=on_conflict != "skip")
        if on_conflict == "fail" and restored.conflicts:
            restored = nothing_but(restored.conflicts, dry_run=dry_run)
        if dry_run:
            raise Rollback
    return restored


def nothing_but(conflicts: list[Conflict], *, dry_run: bool) -> RestoreResult:
    """Raise RestoreConflictsError; for a dry run, return a result with the conflicts only."""
    if not dry_run:
        raise RestoreConflictsError(conflicts=[conflict.as_json for conflict in conflicts])
    return RestoreResult([], [], [], conflicts)


async def restore_all(db: Transaction, selection: Selection, *, rename: bool) -> RestoreResult:
    """Restore accounts, then posts, then comments, since a post needs a live author."""
    users = await restore_users(db, selection, rename=rename) if selection.users else TableResult()
    posts = await restore_posts(db, selection, rename=rename) if selection.posts else TableResult()
    comments = await restore_comments(db, selection) if selection.comments else TableResult()
    await mark_empty_deletions_undone(db, users.deletions | posts.deletions | comments.deletions)
    conflicts = users.conflicts + posts.conflicts + comments.conflicts
    return RestoreResult(users.back, posts.back, comments.back, conflicts)


async def restore_users(db: Transaction, selection: Selection, *, rename: bool) -> TableResult:
    """Restore accounts whose names are free; with `rename`, number user names that are taken."""
    held = await db.all(LOCK_USERS, ids=selection.users, deletion_id=selection.deletion_id)
    conflicts = await find_user_conflicts(db, ids_of(held), selection.role)
    renamed = [c.id for c in conflicts if rename and c.code == "username_taken"]
    back = await db.all(RESTORE_USERS, ids=free(held, conflicts), role=selection.role)
    back += await db.all(RENAME_USERS, ids=renamed, role=selection.role)
    return TableResult(sorted(back), conflicts, deletions_of(held))


async def restore_posts(db: Transaction, selection: Selection, *, rename: bool) -> TableResult:
    """Restore posts with a free slug and a live author; with `rename`, number taken slugs."""
    authors_deleted = await db.all(SHARE_LOCK_POST_AUTHORS, ids=selection.posts)
    if selection.skip_precheck and not any(authors_deleted):
        return await restore_without_precheck(db, selection)
    held = await db.all(LOCK_POSTS, ids=selection.posts, deletion_id=selection.deletion_id)
    conflicts = await find_post_conflicts(db, ids_of(held))
    back = await all_in_batches(db, RESTORE_POSTS, free(held, conflicts))
    if rename:
        conflicts = [await rename_post(db, selection.actor, each) for each in conflicts]
        back += [conflict.id for conflict in conflicts if conflict.suggested_slug]
    elif conflicts:
        conflicts = await suggest_again(db, conflicts)
    return TableResult(sorted(back), conflicts, deletions_of(held))


async def restore_without_precheck(db: Transaction, selection: Selection) -> TableResult:
    """Restore all posts; raise `UniqueViolation` if a slug is taken."""
    posts = await all_in_batches(
        db, RESTORE_POSTS_UNSEEN, selection.posts, deletion_id=selection.deletion_id
    )
    return TableResult(sorted(ids_of(posts)), [], deletions_of(posts))


async def suggest_again(db: Transaction, conflicts: list[Conflict]) -> list[Conflict]:
    """Return the conflicts with new slugs: posts restored just now may have taken the old ones."""
    present = {c.id: c for c in await find_post_conflicts(db, [c.id for c in conflicts])}
    return [present.get(conflict.id, conflict) for conflict in conflicts]


async def rename_post(db: Transaction, actor: Actor | None, conflict: Conflict) -> Conflict:
    """Restore a post under the next free slug, and return its conflict with that slug."""
    if conflict.code != "slug_taken":
        return conflict
    by_actor = {
        "actor_id": actor.id if actor else None,
        "token_id": actor.token_id if actor else None,
    }
    slug = await db.one(RENAME_POST, id=conflict.id, **by_actor)
    return replace(conflict, suggested_slug=slug)


async def restore_comments(db: Transaction, selection: Selection) -> TableResult:
    """Restore comments with a live author and, if `needs_posts`, a live post."""
    await db.all(SHARE_LOCK_COMMENT_AUTHORS, ids=selection.comments)
    held = await db.all(LOCK_COMMENTS, ids=selection.comments, deletion_id=selection.deletion_id)
    conflicts = await find_comment_conflicts(db, ids_of(held), needs_posts=selection.needs_posts)
    back = await db.all(RESTORE_COMMENTS, ids=free(held, conflicts))
    return TableResult(sorted(back), conflicts, deletions_of(held))


def ids_of(held: list[InTrash]) -> list[int]:
    return [row.id for row in held]


def deletions_of(held: list[InTrash]) -> set[int]:
    return {row.deletion_id for row in held}


def free(held: list[InTrash], conflicts: list[Conflict]) -> list[int]:
    blocked = {conflict.id for conflict in conflicts}
    return [row.id for row in held if row.id not in blocked]


async def mark_empty_deletions_undone(db: Transaction, deletion_ids: set[int]) -> None:
    """Mark deletions that have no rows left in the trash as undone.

    Of two concurrent restores of one deletion, the later must see the changes of the earlier one:
    so the deletions are locked first and read in a separate statement, which sees committed rows.
    """
    if deletion_ids:
        ids = await db.all(LOCK_DELETIONS, ids=sorted(deletion_ids))
        await db.run(MARK_UNDONE, ids=ids)
