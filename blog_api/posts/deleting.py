"""Many posts at once into the trash, or gone for good."""

from typing import Final

from psycopg import Rollback
from sqlalchemy import BigInteger, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.lifecycle.deleting import record_deletion, trash_posts
from blog_api.lifecycle.purging import hard_delete_posts
from blog_api.models import Post
from blog_api.permissions import Actor
from blog_api.posts.life_schemas import BulkDeleteIn, BulkDeleteOut

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
SELECT_KNOWN: Final = Statement(select(Post.id).where(Post.id == any_(IDS)), int)


async def bulk_delete(db: Transaction, actor: Actor, data: BulkDeleteIn) -> BulkDeleteOut:
    """One statement, one deletion; a dry run really does it, and takes it back."""
    ids = sorted(set(data.ids))
    known = set(await db.all(SELECT_KNOWN, ids=ids))
    deletion_id: int | None = None
    deleted: list[int] = []
    async with db.savepoint():
        deletion_id, deleted = await delete_chosen(db, actor, ids, data)
        if data.dry_run or not deleted:
            deletion_id = None
            raise Rollback
    return BulkDeleteOut(
        deletion_id=deletion_id,
        deleted=sorted(deleted),
        unchanged=sorted(known - set(deleted)),
        not_found=sorted(set(ids) - known),
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
