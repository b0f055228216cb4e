"""Import runs: begin, finish, and undo as one deletion."""

from typing import Final

from sqlalchemy import bindparam, func, insert, select, update

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError
from blog_api.lifecycle.deleting import Taken, trash_posts
from blog_api.models import Import, Post, PostImport

INSERT_IMPORT: Final = Statement(
    insert(Import).values(source=bindparam("source")).returning(Import.c.id), int
)
FINISH_IMPORT: Final = Statement(
    update(Import).where(Import.c.id == bindparam("import_id")).values(finished_at=func.now()), int
)
FIND_IMPORT: Final = Statement(
    select(Import.c.id).where(Import.c.id == bindparam("import_id")), int
)
LIVE_POSTS_OF: Final = Statement(
    select(PostImport.c.post_id)
    .join(Post, Post.c.id == PostImport.c.post_id)
    .where(PostImport.c.import_id == bindparam("import_id"), Post.c.deleted_at.is_(None))
    .order_by(PostImport.c.post_id),
    int,
)


async def begin_import(db: Transaction, source: str) -> int:
    (import_id,) = await db.all(INSERT_IMPORT, source=source)
    return import_id


async def finish_import(
    db: Transaction, import_id: int, source: str, counts: dict[str, int]
) -> None:
    """Mark a run as complete, with one audit entry."""
    await db.run(FINISH_IMPORT, import_id=import_id)
    details = {"import_id": import_id, "source": source, **counts}
    await audit_log.record(db, None, "post.import", ("post", None), details=details)


async def undo_import(db: Transaction, import_id: int) -> Taken | None:
    """Move the live posts of a run to the trash in one deletion; return None if there are none.

    Raise `NotFoundError` for a run that does not exist.
    """
    await db.allow_long_statements()
    if await db.one(FIND_IMPORT, import_id=import_id) is None:
        raise NotFoundError
    ids = await db.all(LIVE_POSTS_OF, import_id=import_id)
    if not ids:
        return None
    taken = await trash_posts(db, None, "import", ids, f"undo of import {import_id}")
    await audit_log.record(
        db,
        None,
        "import.undo",
        ("deletion", taken.deletion_id),
        deletion_id=taken.deletion_id,
        details={"import_id": import_id, "posts": len(taken.posts)},
    )
    return taken
