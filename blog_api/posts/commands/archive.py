"""Archiving of stale posts; their authors may publish them again."""

from typing import Final

from sqlalchemy import BigInteger, any_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.lifecycle.stale_posts import StalePosts, lock_stale_posts
from blog_api.models import Post
from blog_api.recording.causes import constant_cause
from blog_api.recording.posts import Changes, recorded_update


def archive_statement() -> Statement[int]:
    changing = (
        update(Post)
        .where(
            Post.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
            Post.c.deleted_at.is_(None),
        )
        .values(status=constant("archived"), version=Post.c.version + 1, updated_at=func.now())
    )
    changed, records = recorded_update(changing, Changes(["status"]), constant_cause("cli"))
    return Statement(select(changed.c.id).add_cte(*records), int)


ARCHIVE: Final = archive_statement()


async def archive_stale_posts(
    db: Transaction, stale: StalePosts, after_id: int, batch_size: int
) -> list[int]:
    """Archive the next batch; its audit entry has the ids and the old status, to revert it."""
    ids = await lock_stale_posts(db, stale, after_id, batch_size)
    if ids:
        await db.all(ARCHIVE, ids=ids)
        details = {"ids": ids, "status": stale.status, "before": stale.before.isoformat()}
        await audit_log.record(db, None, "post.archive", ("post", None), details=details)
    return ids
