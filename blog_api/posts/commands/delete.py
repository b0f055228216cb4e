"""Deletion of posts, one or many: to the trash, or for good."""

from psycopg import Rollback

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.errors import NotFoundError
from blog_api.lifecycle.deleting import record_deletion, trash_posts
from blog_api.lifecycle.purging import hard_delete_posts
from blog_api.permissions import Action, Actor, require, require_session
from blog_api.posts.bulk_schemas import BulkDeleteIn, BulkDeleteOut
from blog_api.posts.commands.statements import split_known
from blog_api.posts.locking import LOCK_ANY, lock_changeable_post
from blog_api.posts.stale_edits import require_current


async def delete_post(db: Transaction, actor: Actor, post_id: int, if_match: str | None) -> int:
    """Move a post to the trash; return the id of the deletion."""
    post = await lock_changeable_post(db, actor, Action.DELETE_POST, post_id, if_match)
    taken = await trash_posts(db, actor, "post", [post.id])
    await record_deletion(db, actor, ("post", post.id), taken)
    return taken.deletion_id


async def hard_delete_post(
    db: Transaction, actor: Actor, post_id: int, if_match: str | None
) -> None:
    """Delete a live or trashed post for good; raise AdminOnlyError unless the actor is an admin."""
    require(actor, Action.HARD_DELETE_POST)
    post = await db.one(LOCK_ANY, id=post_id)
    if post is None:
        raise NotFoundError
    await require_current(db, actor, post, if_match)
    await hard_delete_posts(db, [post.id])
    await audit_log.record(db, actor, "post.hard_delete", ("post", post.id))


async def bulk_delete(db: Transaction, actor: Actor, data: BulkDeleteIn) -> BulkDeleteOut:
    """Delete posts as one deletion; a dry run deletes them in a savepoint and rolls back."""
    ids = sorted(set(data.ids))
    deletion_id: int | None = None
    deleted: list[int] = []
    async with db.savepoint():
        deletion_id, deleted = await delete_chosen(db, actor, ids, data)
        if data.dry_run or not deleted:
            deletion_id = None
            raise Rollback
    unchanged, not_found = await split_known(db, set(ids) - set(deleted))
    return BulkDeleteOut(
        deletion_id=deletion_id,
        deleted=sorted(deleted),
        unchanged=unchanged,
        not_found=not_found,
    )


async def delete_chosen(
    db: Transaction, actor: Actor, ids: list[int], data: BulkDeleteIn
) -> tuple[int | None, list[int]]:
    """Delete the posts, to the trash or for good.

    Return the id of the deletion (None if there is nothing to undo) and the deleted ids.
    """
    if data.hard_delete:
        require_session(actor)
        gone = sorted(await hard_delete_posts(db, ids))
        details = {"ids": gone, "reason": data.reason}
        await audit_log.record(db, actor, "post.bulk_hard_delete", ("post", None), details=details)
        return None, gone
    taken = await trash_posts(db, actor, "bulk", ids, data.reason)
    await record_deletion(db, actor, ("post", None), taken)
    return taken.deletion_id, taken.posts
