"""Out of the trash: what was chosen, whole or not at all, and never onto somebody else's name.

Accounts come back first, then posts, then comments, and their deletions are settled last: every
restore takes its locks in this order. The unique indexes have the last word: when one says no,
because a name was taken since we looked, everything is looked at again.
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
from blog_api.lifecycle.rows import (
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
    SHARE_COMMENT_AUTHORS,
    SHARE_POST_AUTHORS,
    USERS_OF,
    InTrash,
)

OnConflict = Literal["fail", "rename", "skip"]
ATTEMPTS: Final = 20
# To look for what stands in the way of so many takes longer than to be told by the index.
MANY: Final = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to restore; with a deletion's id, only what still carries it.

    Slugs may be tried unseen, for the unique index refuses those that are taken.
    """

    users: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    deletion_id: int | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what stood in the way; a renamed post is in both, with its new slug."""

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
class Outcome:
    """What became of the chosen rows of one table, and the deletions they were taken by."""

    back: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    deletions: set[int] = field(default_factory=set)


async def choose_deletion(db: Transaction, deletion_id: int) -> Chosen:
    """Everything that a deletion took and that is still in the trash."""
    return Chosen(
        users=await db.all(USERS_OF, deletion_id=deletion_id),
        posts=await db.all(POSTS_OF, deletion_id=deletion_id),
        comments=await db.all(COMMENTS_OF, deletion_id=deletion_id),
        deletion_id=deletion_id,
    )


async def restore(
    db: Transaction, chosen: Chosen, on_conflict: OnConflict, *, dry_run: bool = False
) -> Restored:
    """Restore what is in the trash of what was chosen; a deletion with nothing left is undone.

    `fail` refuses the whole when anything stands in its way; `skip` leaves that in the trash;
    `rename` numbers slugs and user names and skips what no name can help. A dry run really does it,
    and takes it back.
    """
    await db.take_time()
    chosen = replace(chosen, unseen=len(chosen.posts) >= MANY)
    for _ in range(ATTEMPTS):
        try:
            return await attempt(db, chosen, on_conflict, dry_run=dry_run)
        except UniqueViolation:
            chosen = replace(chosen, unseen=False)
    return await attempt(db, chosen, on_conflict, dry_run=dry_run)


async def attempt(
    db: Transaction, chosen: Chosen, on_conflict: OnConflict, *, dry_run: bool
) -> Restored:
    """One try, undone by itself when a unique index refuses it.

    `fail` renames too before it takes all back: it suggests the slugs that `rename` would give.
    """
    async with db.savepoint():
        restored = await restore_all(db, chosen, rename=on_conflict != "skip")
        if on_conflict == "fail" and restored.conflicts:
            restored = nothing_but(restored.conflicts, dry_run=dry_run)
        if dry_run:
            raise Rollback
    return restored


def nothing_but(conflicts: list[Conflict], *, dry_run: bool) -> Restored:
    """What `fail` makes of conflicts: a refusal, or the announcement of one."""
    if not dry_run:
        raise RestoreConflictsError(conflicts=[conflict.as_json for conflict in conflicts])
    return Restored([], [], [], conflicts)


async def restore_all(db: Transaction, chosen: Chosen, *, rename: bool) -> Restored:
    """Parents before children: a post needs its author, so accounts come first."""
    users = await restore_users(db, chosen, rename=rename) if chosen.users else Outcome()
    posts = await restore_posts(db, chosen, rename=rename) if chosen.posts else Outcome()
    comments = await restore_comments(db, chosen) if chosen.comments else Outcome()
    await settle_deletions(db, users.deletions | posts.deletions | comments.deletions)
    conflicts = users.conflicts + posts.conflicts + comments.conflicts
    return Restored(users.back, posts.back, comments.back, conflicts)


async def restore_users(db: Transaction, chosen: Chosen, *, rename: bool) -> Outcome:
    """Those whose names are free, and on request the others under a numbered user name."""
    held = await db.all(LOCK_USERS, ids=chosen.users, deletion_id=chosen.deletion_id)
    conflicts = await find_user_conflicts(db, ids_of(held))
    renamed = [c.id for c in conflicts if rename and c.code == "username_taken"]
    back = await db.all(RESTORE_USERS, ids=free(held, conflicts))
    back += await db.all(RENAME_USERS, ids=renamed)
    return Outcome(sorted(back), conflicts, deletions_of(held))


async def restore_posts(db: Transaction, chosen: Chosen, *, rename: bool) -> Outcome:
    """Those whose slug is free and author lives; on request the others, their slugs numbered."""
    authors_deleted = await db.all(SHARE_POST_AUTHORS, ids=chosen.posts)
    if chosen.unseen and not any(authors_deleted):
        return await restore_unseen(db, chosen)
    held = await db.all(LOCK_POSTS, ids=chosen.posts, deletion_id=chosen.deletion_id)
    conflicts = await find_post_conflicts(db, ids_of(held))
    back = await all_in_batches(db, RESTORE_POSTS, free(held, conflicts))
    if rename:
        conflicts = [await rename_post(db, conflict) for conflict in conflicts]
        back += [conflict.id for conflict in conflicts if conflict.suggested_slug]
    elif conflicts:
        conflicts = await suggest_again(db, conflicts)
    return Outcome(sorted(back), conflicts, deletions_of(held))


async def restore_unseen(db: Transaction, chosen: Chosen) -> Outcome:
    """All of them; the unique index raises when a slug is taken."""
    posts = await all_in_batches(
        db, RESTORE_POSTS_UNSEEN, chosen.posts, deletion_id=chosen.deletion_id
    )
    return Outcome(sorted(ids_of(posts)), [], deletions_of(posts))


async def suggest_again(db: Transaction, conflicts: list[Conflict]) -> list[Conflict]:
    """What has just come back may have taken a slug that was suggested before."""
    anew = {c.id: c for c in await find_post_conflicts(db, [c.id for c in conflicts])}
    return [anew.get(conflict.id, conflict) for conflict in conflicts]


async def rename_post(db: Transaction, conflict: Conflict) -> Conflict:
    """Restore one post under the next free slug; the conflict then names the slug it got."""
    if conflict.code != "slug_taken":
        return conflict
    slug = await db.one(RENAME_POST, id=conflict.id)
    return replace(conflict, suggested_slug=slug)


async def restore_comments(db: Transaction, chosen: Chosen) -> Outcome:
    """Those whose author lives; under a post in the trash they come back out of sight."""
    await db.all(SHARE_COMMENT_AUTHORS, ids=chosen.comments)
    held = await db.all(LOCK_COMMENTS, ids=chosen.comments, deletion_id=chosen.deletion_id)
    conflicts = await find_comment_conflicts(db, ids_of(held))
    back = await db.all(RESTORE_COMMENTS, ids=free(held, conflicts))
    return Outcome(sorted(back), conflicts, deletions_of(held))


def ids_of(held: list[InTrash]) -> list[int]:
    """Their keys."""
    return [row.id for row in held]


def deletions_of(held: list[InTrash]) -> set[int]:
    """What put them in the trash, as read under their locks."""
    return {row.deletion_id for row in held}


def free(held: list[InTrash], conflicts: list[Conflict]) -> list[int]:
    """The ids that nothing stands in the way of."""
    blocked = {conflict.id for conflict in conflicts}
    return [row.id for row in held if row.id not in blocked]


async def settle_deletions(db: Transaction, deletion_ids: set[int]) -> None:
    """A deletion of which nothing is left in the trash is undone.

    Of two restores that each bring back one half, the later must see what the earlier did: so the
    deletions are held first, and looked at in a statement of its own, which sees what is committed.
    """
    if deletion_ids:
        ids = await db.all(LOCK_DELETIONS, ids=sorted(deletion_ids))
        await db.run(MARK_UNDONE, ids=ids)
