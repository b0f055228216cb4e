"""Restoring posts from the trash, one or many."""

from typing import Final, Literal

from sqlalchemy import ColumnElement, bindparam, case, func, select, update

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import AppError, AuthorDeletedError, NotDeletedError, NotFoundError
from blog_api.lifecycle.conflicts import slug_is_held
from blog_api.lifecycle.restoring import Selection, restore
from blog_api.lifecycle.share_locks import SHARE_LOCK_POST_AUTHORS
from blog_api.models import Post
from blog_api.permissions import Actor
from blog_api.posts.bulk_schemas import BulkRestoreIn, BulkRestoreOut, ConflictOut
from blog_api.posts.commands.slugs import slug_taken
from blog_api.posts.commands.statements import split_known
from blog_api.posts.locking import LOCK_ANY
from blog_api.posts.queries import get_post
from blog_api.posts.schemas import PostOut, RestoreIn
from blog_api.recording.causes import Cause, given_cause
from blog_api.recording.posts import Changes, recorded_update
from blog_api.slugs import free_slug

NEW_SLUG: Final = bindparam("new_slug", type_=Post.c.slug.type)


def rename_statement(slug: ColumnElement[str]) -> Statement[int]:
    """Build the UPDATE of the slug of a post in the trash, which the unique index leaves out."""
    changing = (
        update(Post)
        .where(
            Post.c.id == bindparam("post_id"),
            Post.c.deleted_at.is_not(None),
            Post.c.slug != NEW_SLUG,
        )
        .values(
            slug=slug, provisional_slug=False, version=Post.c.version + 1, updated_at=func.now()
        )
    )
    changed, records = recorded_update(changing, Changes(["slug"]), given_cause())
    return Statement(select(changed.c.id).add_cte(*records), int)


# Choose the free number while the post is still in the trash: after the restore, the taken slug
# would be remembered as an old slug of this post.
RENAME_IN_TRASH: Final = {
    "fail": rename_statement(NEW_SLUG),
    "rename": rename_statement(case((slug_is_held(NEW_SLUG), free_slug(NEW_SLUG)), else_=NEW_SLUG)),
}


async def restore_post(db: Transaction, actor: Actor, post_id: int, data: RestoreIn) -> PostOut:
    """Restore a post with its own slug, a given slug or, on request, the next free number of it."""
    if data.slug:
        # Lock order: the author before the post, as in every restore.
        await db.all(SHARE_LOCK_POST_AUTHORS, ids=[post_id])
        cause = Cause("untrash", actor.id, token_id=actor.token_id).values
        await db.all(
            RENAME_IN_TRASH[data.on_conflict], post_id=post_id, new_slug=data.slug, **cause
        )
    mode: Literal["rename", "skip"] = "rename" if data.on_conflict == "rename" else "skip"
    restored = await restore(db, Selection(posts=[post_id], actor=actor), mode)
    if not restored.posts:
        code = restored.conflicts[0].code if restored.conflicts else None
        raise await refusal(db, actor, post_id, code)
    await audit_log.record(db, actor, "post.restore", ("post", post_id))
    return await get_post(db, actor, post_id)


async def refusal(db: Transaction, actor: Actor, post_id: int, code: str | None) -> AppError:
    if code == AuthorDeletedError.code:
        return AuthorDeletedError()
    post = await db.one(LOCK_ANY, id=post_id)
    if post is None:
        return NotFoundError()
    return NotDeletedError() if code is None else await slug_taken(db, actor, post.slug)


async def bulk_restore(db: Transaction, actor: Actor, data: BulkRestoreIn) -> BulkRestoreOut:
    """Restore many posts; with `fail`, any conflict leaves all of them in the trash."""
    ids = sorted(set(data.ids))
    restored = await restore(
        db, Selection(posts=ids, actor=actor), data.on_conflict, dry_run=data.dry_run
    )
    if restored.posts and not data.dry_run:
        details = {"ids": restored.posts}
        await audit_log.record(db, actor, "post.bulk_restore", ("post", None), details=details)
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
