"""Commands that write comments; lock order: author, post, comment."""

from dataclasses import dataclass
from typing import Final

from psycopg import Rollback
from sqlalchemy import BigInteger, Text, any_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit_log
from blog_api.comments.queries import find_comment, get_comment
from blog_api.comments.schemas import BulkDeleteCommentsIn, CommentIn, CommentOut
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import (
    AuthorDeletedError,
    NotDeletedError,
    NotFoundError,
    PostDeletedError,
)
from blog_api.lifecycle.deleting import record_deletion, trash_comments
from blog_api.lifecycle.restoring import Selection, restore
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.models import Comment
from blog_api.permissions import Action, Actor, require, require_reach
from blog_api.posts.bulk_schemas import BulkDeleteOut, BulkRestoreIn, BulkRestoreOut, ConflictOut
from blog_api.posts.locking import share_lock_visible_post
from blog_api.quota.usage import (
    MARGIN,
    claim_room,
    has_room,
    has_room_to_edit,
    lock_usage,
    size_of,
)
from blog_api.recording.comments import recorded_comment
from blog_api.recording.sizes import added_to_comment


@dataclass(frozen=True, slots=True)
class CommentRow:
    """The columns that permission checks need; the row is locked until the transaction ends."""

    id: int
    post_id: int
    author_id: int | None


ROW: Final = select(Comment.c.id, Comment.c.post_id, Comment.c.author_id)
BY_ID: Final = Comment.c.id == bindparam("comment_id")
LIVE: Final = Comment.c.deleted_at.is_(None)

SELECT_ANY: Final = Statement(ROW.where(BY_ID), CommentRow)
LOCK_LIVE: Final = Statement(ROW.where(BY_ID, LIVE).with_for_update(), CommentRow)

SELECT_KNOWN: Final = Statement(
    select(Comment.c.id).where(Comment.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))), int
)

CONTENT: Final = bindparam("content", type_=Text)
AUTHOR: Final = bindparam("author_id", type_=BigInteger)


def inserting(margin: int) -> Statement[int]:
    """Insert a comment unless the author's quota has no room for it and the margin."""
    post = bindparam("post_id", type_=BigInteger)
    rows = select(post, AUTHOR, CONTENT).where(has_room(AUTHOR, size_of(CONTENT), margin))
    columns = ["post_id", "author_id", "content"]
    return Statement(insert(Comment).from_select(columns, rows).returning(Comment.c.id), int)


def updating(margin: int) -> Statement[int]:
    """Update a locked, live comment unless it grows beyond the quota, and record the versions.

    The same content changes nothing. Imported authors have no quota.
    """
    added = added_to_comment(Comment.c.content, CONTENT)
    growth = size_of(CONTENT) - size_of(Comment.c.content) + added
    fits = has_room_to_edit(Comment.c.author_id, growth, margin)
    differs = Comment.c.content != CONTENT
    changing = (
        update(Comment)
        .where(BY_ID, LIVE, differs, or_(Comment.c.author_id.is_(None), fits))
        .values(
            content=CONTENT,
            updated_at=func.now(),
            history_bytes=Comment.c.history_bytes + added,
        )
    )
    changed, records = recorded_comment(changing)
    is_done = or_(~differs, select(changed.c.id).exists())
    return Statement(select(Comment.c.id).where(BY_ID, is_done).add_cte(*records), int)


INSERT_COMMENT: Final = inserting(MARGIN)
INSERT_NEAR_QUOTA: Final = inserting(0)
UPDATE_COMMENT: Final = updating(MARGIN)
UPDATE_NEAR_QUOTA: Final = updating(0)


async def create_comment(
    db: Transaction, actor: Actor, data: CommentIn, post_id: int
) -> CommentOut:
    """Create a comment; raise NotFoundError if the actor cannot see the post."""
    await share_lock_user(db, actor.id)
    await share_lock_visible_post(db, actor, Action.CREATE_COMMENT, post_id)
    values = {"post_id": post_id, "author_id": actor.id, "content": data.content}
    comment_id = await db.one(INSERT_COMMENT, **values)
    if comment_id is None:
        await claim_room(db, actor.id, len(data.content.encode()))
        (comment_id,) = await db.all(INSERT_NEAR_QUOTA, **values)
    return await get_comment(db, comment_id)


async def update_comment(
    db: Transaction, actor: Actor, comment_id: int, data: CommentIn
) -> CommentOut:
    comment = await lock_comment(db, actor, Action.UPDATE_COMMENT, comment_id)
    values = {
        "comment_id": comment.id,
        "content": data.content,
        "revision_actor_id": actor.id,
        "revision_via": "edit",
        "revision_token_id": actor.token_id,
    }
    updated = await db.one(UPDATE_COMMENT, **values)
    if updated is None and comment.author_id is not None:
        usage = await lock_usage(db, comment.author_id)
        if await db.one(UPDATE_NEAR_QUOTA, **values) is None:
            raise usage.refusal()
    return await get_comment(db, comment_id)


async def delete_comment(db: Transaction, actor: Actor, comment_id: int) -> int:
    """Move a comment to the trash; return the id of the deletion."""
    comment = await lock_comment(db, actor, Action.DELETE_COMMENT, comment_id)
    taken = await trash_comments(db, actor, "comment", [comment.id])
    await record_deletion(db, actor, ("comment", comment.id), taken)
    return taken.deletion_id


async def lock_comment(
    db: Transaction, actor: Actor, action: Action, comment_id: int
) -> CommentRow:
    """Lock a live comment that the actor may change; its post is share-locked first."""
    known = await get_any_comment(db, comment_id)
    require_reach(actor, known.post_id)
    await share_lock_visible_post(db, actor, Action.SEE_POST, known.post_id)
    comment = await db.one(LOCK_LIVE, comment_id=comment_id)
    if comment is None:
        raise NotFoundError
    require(actor, action, comment)
    return comment


async def get_any_comment(db: Transaction, comment_id: int) -> CommentRow:
    comment = await db.one(SELECT_ANY, comment_id=comment_id)
    if comment is None:
        raise NotFoundError
    return comment


async def restore_comment(db: Transaction, actor: Actor, comment_id: int) -> CommentOut:
    """Restore a comment; raise PostDeletedError if its post is in the trash."""
    known = await get_any_comment(db, comment_id)
    restored = await restore(db, Selection(comments=[comment_id]), "skip")
    if not restored.comments:
        raise AuthorDeletedError if restored.conflicts else NotDeletedError
    comment = await find_comment(db, comment_id)
    if comment is None:
        raise PostDeletedError(post_id=known.post_id)
    await audit_log.record(db, actor, "comment.restore", ("comment", comment_id))
    return comment


async def bulk_delete(db: Transaction, actor: Actor, data: BulkDeleteCommentsIn) -> BulkDeleteOut:
    """Delete comments as one deletion; a dry run does it in a savepoint and rolls back."""
    ids = sorted(set(data.ids))
    deletion_id: int | None = None
    deleted: list[int] = []
    async with db.savepoint():
        taken = await trash_comments(db, actor, "bulk", ids, data.reason)
        await record_deletion(db, actor, ("comment", None), taken)
        deletion_id, deleted = taken.deletion_id, sorted(taken.comments)
        if data.dry_run or not deleted:
            deletion_id = None
            raise Rollback
    unchanged, not_found = await split_known(db, set(ids) - set(deleted))
    return BulkDeleteOut(
        deletion_id=deletion_id, deleted=deleted, unchanged=unchanged, not_found=not_found
    )


async def bulk_restore(db: Transaction, actor: Actor, data: BulkRestoreIn) -> BulkRestoreOut:
    """Restore many comments; with `fail`, any conflict leaves all of them in the trash."""
    ids = sorted(set(data.ids))
    chosen = Selection(comments=ids, needs_posts=True)
    restored = await restore(db, chosen, data.on_conflict, dry_run=data.dry_run)
    if restored.comments and not data.dry_run:
        details = {"ids": restored.comments}
        await audit_log.record(
            db, actor, "comment.bulk_restore", ("comment", None), details=details
        )
    conflicts = [ConflictOut(id=c.id, code=c.code, suggested_slug=None) for c in restored.conflicts]
    touched = {*restored.comments, *(conflict.id for conflict in conflicts)}
    unchanged, not_found = await split_known(db, set(ids) - touched)
    return BulkRestoreOut(
        restored=restored.comments, unchanged=unchanged, not_found=not_found, conflicts=conflicts
    )


async def split_known(db: Transaction, ids: set[int]) -> tuple[list[int], list[int]]:
    """Return the ids that exist, live or in the trash, and those that do not."""
    known = set(await db.all(SELECT_KNOWN, ids=list(ids))) if ids else set()
    return sorted(known), sorted(ids - known)
