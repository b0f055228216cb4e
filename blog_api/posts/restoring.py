"""Back from the trash: one post, or many at once."""

from typing import Final, Literal

from sqlalchemy import ColumnElement, bindparam, case, func, update

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import AppError, AuthorDeletedError, NotDeletedError, NotFoundError
from blog_api.lifecycle.conflicts import slug_is_held
from blog_api.lifecycle.restoring import Chosen, restore
from blog_api.lifecycle.rows import SHARE_POST_AUTHORS
from blog_api.models import Post
from blog_api.permissions import Actor
from blog_api.posts.life_schemas import BulkRestoreIn, BulkRestoreOut, ConflictOut, RestoreIn
from blog_api.posts.queries import get_post
from blog_api.posts.rows import LOCK_ANY, slug_taken, split_known
from blog_api.posts.schemas import PostOut
from blog_api.slugs import free_slug

NEW_SLUG: Final = bindparam("new_slug", type_=Post.c.slug.type)


def renaming(slug: ColumnElement[str]) -> Statement[int]:
    """Another slug for a post in the trash, where no index asks for it to be unique."""
    return Statement(
        update(Post)
        .where(
            Post.c.id == bindparam("post_id"),
            Post.c.deleted_at.is_not(None),
            Post.c.slug != NEW_SLUG,
        )
        .values(slug=slug, version=Post.c.version + 1, updated_at=func.now()),
        int,
    )


# A slug that is taken is numbered here already: what a post never bore must not become an old link.
RENAME_IN_TRASH: Final = {
    "fail": renaming(NEW_SLUG),
    "rename": renaming(case((slug_is_held(NEW_SLUG), free_slug(NEW_SLUG)), else_=NEW_SLUG)),
}


async def restore_post(db: Transaction, actor: Actor, post_id: int, data: RestoreIn) -> PostOut:
    """One post, under its own slug, a given one, or on request the next free one."""
    if data.slug:
        # Its author first, as everywhere: an account comes back before its posts do.
        await db.all(SHARE_POST_AUTHORS, ids=[post_id])
        await db.run(RENAME_IN_TRASH[data.on_conflict], post_id=post_id, new_slug=data.slug)
    mode: Literal["rename", "skip"] = "rename" if data.on_conflict == "rename" else "skip"
    restored = await restore(db, Chosen(posts=[post_id]), mode)
    if not restored.posts:
        code = restored.conflicts[0].code if restored.conflicts else None
        raise await refusal(db, actor, post_id, code)
    await audit.record(db, actor, "post.restore", ("post", post_id))
    return await get_post(db, actor, post_id)


async def refusal(db: Transaction, actor: Actor, post_id: int, code: str | None) -> AppError:
    """Why a post did not come back."""
    if code == AuthorDeletedError.code:
        return AuthorDeletedError()
    post = await db.one(LOCK_ANY, id=post_id)
    if post is None:
        return NotFoundError()
    return NotDeletedError() if code is None else await slug_taken(db, actor, post.slug)


async def bulk_restore(db: Transaction, actor: Actor, data: BulkRestoreIn) -> BulkRestoreOut:
    """Many posts; `fail` leaves all untouched when anything stands in the way of one."""
    ids = sorted(set(data.ids))
    restored = await restore(db, Chosen(posts=ids), data.on_conflict, dry_run=data.dry_run)
    if restored.posts and not data.dry_run:
        details = {"ids": restored.posts}
        await audit.record(db, actor, "post.bulk_restore", ("post", None), details=details)
    touched = {*restored.posts, *(conflict.id for conflict in restored.conflicts)}
    unchanged, not_found = await split_known(db, set(ids) - touched)
    return BulkRestoreOut(
        restored=sorted(restored.posts),
        unchanged=unchanged,
        not_found=not_found,
        conflicts=[
            ConflictOut(id=c.id, code=c.code, suggested_slug=c.suggested_slug)
            for c in restored.conflicts
        ],
    )
