"""Putting posts away by age; their authors may publish them again."""

from typing import Final

from sqlalchemy import BigInteger, any_, bindparam, func, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement, constant
from blog_api.lifecycle.ageing import Aged, lock_aged
from blog_api.models import Post

ARCHIVE: Final = Statement(
    update(Post)
    .where(
        Post.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))), Post.c.deleted_at.is_(None)
    )
    .values(status=constant("archived"), version=Post.c.version + 1, updated_at=func.now()),
    int,
)


async def archive_aged(db: Transaction, aged: Aged, after_id: int, batch_size: int) -> list[int]:
    """The audit entry has the ids and what they were, for whoever wants them back."""
    ids = await lock_aged(db, aged, after_id, batch_size)
    if ids:
        await db.run(ARCHIVE, ids=ids)
        details = {"ids": ids, "status": aged.status, "before": aged.before.isoformat()}
        await audit.record(db, None, "post.archive", ("post", None), details=details)
    return ids
