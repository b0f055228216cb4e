"""Many posts at once into the trash, or gone for good."""

from psycopg import Rollback

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.lifecycle.deleting import record_deletion, trash_posts
from blog_api.lifecycle.purging import hard_delete_posts
from blog_api.permissions import Actor
from blog_api.posts.life_schemas import BulkDeleteIn, BulkDeleteOut
from blog_api.posts.rows import split_known


async def bulk_delete(db: Transaction, actor: Actor, data: BulkDeleteIn) -> BulkDeleteOut:
    """One statement, one deletion; a dry run really does it, and takes it back."""
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
    """The deletion, unless nothing is left to undo, and what it took."""
    if data.hard_delete:
        gone = sorted(await hard_delete_posts(db, ids))
        details = {"ids": gone, "reason": data.reason}
        await audit.record(db, actor, "post.bulk_hard_delete", ("post", None), details=details)
        return None, gone
    taken = await trash_posts(db, actor, "bulk", ids, data.reason)
    await record_deletion(db, actor, ("post", None), taken)
    return taken.deletion_id, taken.posts
