"""Out of the trash: what was chosen, whole or not at all, and never onto somebody else's name.

Accounts come back first, then posts, then comments. The unique indexes have the last word: when one
says no, because a name was taken since we looked, everything is looked at again.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from psycopg import Rollback
from psycopg.errors import UniqueViolation
from sqlalchemy import (
    BigInteger,
    any_,
    bindparam,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import RestoreConflictsError
from blog_api.lifecycle.conflicts import (
    Conflict,
    find_comment_conflicts,
    find_post_conflicts,
    find_user_conflicts,
)
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, Deletion, Post, User
from blog_api.slugs import free_slug, free_username

OnConflict = Literal["fail", "rename", "skip"]
ATTEMPTS: Final = 5
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to restore; with a deletion's id, only what still carries it."""

    users: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    deletion_id: int | None = None


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


def locking(model: Trashable) -> Statement[int]:
    """Hold those that are in the trash, in id order."""
    deletion_id = bindparam("deletion_id", type_=BigInteger)
    return Statement(
        select(model.id)
        .where(
            model.id == any_(IDS),
            model.deleted_at.is_not(None),
            or_(deletion_id.is_(None), model.deletion_id == deletion_id),
        )
        .order_by(model.id)
        .with_for_update(),
        int,
    )


def sharing_authors(model: type[Post] | type[Comment]) -> Statement[int]:
    """Keep the authors from being deleted meanwhile."""
    authors = select(model.author_id).where(model.id == any_(IDS))
    return Statement(
        select(User.id).where(User.id.in_(authors)).order_by(User.id).with_for_update(read=True),
        int,
    )


def restoring(model: Trashable, **changes: Any) -> Statement[int]:
    """Bring rows back, changed where they have to be."""
    return Statement(
        update(model)
        .where(model.id == any_(IDS), model.deleted_at.is_not(None))
        .values(deleted_at=null(), deletion_id=null(), **changes)
        .returning(model.id),
        int,
    )


LOCK_USERS: Final = locking(User)
LOCK_POSTS: Final = locking(Post)
LOCK_COMMENTS: Final = locking(Comment)
SHARE_POST_AUTHORS: Final = sharing_authors(Post)
SHARE_COMMENT_AUTHORS: Final = sharing_authors(Comment)
RESTORE_USERS: Final = restoring(User)
RENAME_USERS: Final = restoring(User, username=free_username(User.username))
RESTORE_POSTS: Final = restoring(Post)
RENAME_POST: Final = Statement(
    update(Post)
    .where(Post.id == bindparam("id"), Post.deleted_at.is_not(None))
    .values(
        deleted_at=null(),
        deletion_id=null(),
        slug=free_slug(Post.slug),
        version=Post.version + 1,
        updated_at=func.now(),
    )
    .returning(Post.slug),
    str,
)
RESTORE_COMMENTS: Final = restoring(Comment)

MARK_UNDONE: Final = Statement(
    update(Deletion)
    .where(
        Deletion.id == any_(IDS),
        Deletion.undone_at.is_(None),
        *(
            ~select(model.id).where(model.deletion_id == Deletion.id).exists()
            for model in (Post, Comment, User)
        ),
    )
    .values(undone_at=func.now()),
    int,
)


def carrying(model: Trashable) -> Statement[int]:
    """The ids of what a deletion still holds in the trash."""
    return Statement(
        select(model.id).where(model.deletion_id == bindparam("deletion_id")).order_by(model.id),
        int,
    )


USERS_OF: Final = carrying(User)
POSTS_OF: Final = carrying(Post)
COMMENTS_OF: Final = carrying(Comment)


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
    """Restore what is in the trash of what was chosen.

    `fail` refuses the whole when anything stands in its way; `skip` leaves that in the trash;
    `rename` numbers slugs and user names and skips what no name can help. A dry run really does it,
    and takes it back.
    """
    for _ in range(ATTEMPTS):
        try:
            return await attempt(db, chosen, on_conflict, dry_run=dry_run)
        except UniqueViolation:
            continue
    return await attempt(db, chosen, on_conflict, dry_run=dry_run)


async def attempt(
    db: Transaction, chosen: Chosen, on_conflict: OnConflict, *, dry_run: bool
) -> Restored:
    """One try, undone by itself when a unique index refuses it."""
    async with db.savepoint():
        restored = await restore_all(db, chosen, rename=on_conflict == "rename")
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
    users, user_conflicts = await restore_users(db, chosen, rename=rename)
    posts, post_conflicts = await restore_posts(db, chosen, rename=rename)
    comments, comment_conflicts = await restore_comments(db, chosen)
    conflicts = user_conflicts + post_conflicts + comment_conflicts
    return Restored(users, posts, comments, conflicts)


Outcome = tuple[list[int], list[Conflict]]


async def restore_users(db: Transaction, chosen: Chosen, *, rename: bool) -> Outcome:
    """Those whose names are free, and on request the others under a numbered user name."""
    ids = await db.all(LOCK_USERS, ids=chosen.users, deletion_id=chosen.deletion_id)
    conflicts = await find_user_conflicts(db, ids)
    renamed = [c.id for c in conflicts if rename and c.code == "username_taken"]
    back = await db.all(RESTORE_USERS, ids=without(ids, conflicts))
    return [*back, *await db.all(RENAME_USERS, ids=renamed)], conflicts


async def restore_posts(db: Transaction, chosen: Chosen, *, rename: bool) -> Outcome:
    """Those whose slug is free and author lives; on request the others, their slugs numbered."""
    await db.all(SHARE_POST_AUTHORS, ids=chosen.posts)
    ids = await db.all(LOCK_POSTS, ids=chosen.posts, deletion_id=chosen.deletion_id)
    conflicts = await find_post_conflicts(db, ids)
    back = await db.all(RESTORE_POSTS, ids=without(ids, conflicts))
    if rename:
        renamed = [await rename_post(db, conflict) for conflict in conflicts]
        return sorted([*back, *(c.id for c in renamed if c.suggested_slug)]), renamed
    return back, conflicts


async def rename_post(db: Transaction, conflict: Conflict) -> Conflict:
    """Restore one post under the next free slug; the conflict then names the slug it got."""
    if conflict.code != "slug_taken":
        return conflict
    slug = await db.one(RENAME_POST, id=conflict.id)
    return replace(conflict, suggested_slug=slug)


async def restore_comments(db: Transaction, chosen: Chosen) -> Outcome:
    """Those whose author lives; under a post in the trash they come back out of sight."""
    await db.all(SHARE_COMMENT_AUTHORS, ids=chosen.comments)
    ids = await db.all(LOCK_COMMENTS, ids=chosen.comments, deletion_id=chosen.deletion_id)
    conflicts = await find_comment_conflicts(db, ids)
    return await db.all(RESTORE_COMMENTS, ids=without(ids, conflicts)), conflicts


def without(ids: list[int], conflicts: list[Conflict]) -> list[int]:
    """The ids that nothing stands in the way of."""
    blocked = {conflict.id for conflict in conflicts}
    return [item_id for item_id in ids if item_id not in blocked]


async def settle_deletions(db: Transaction, deletion_ids: list[int]) -> None:
    """A deletion of which nothing is left in the trash is undone."""
    await db.run(MARK_UNDONE, ids=deletion_ids)
