"""Gone for good: rows that are removed, and cannot be brought back."""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import BigInteger, any_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit
from blog_api.db.database import Reading, Transaction
from blog_api.db.statement import Statement
from blog_api.errors import NotDeletedError, NotFoundError
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, Post, User
from blog_api.permissions import Actor

POST_EXISTS: Final = Statement(select(Post.c.id).where(Post.c.id == bindparam("id")), int)

PURGE_POST: Final = Statement(
    delete(Post)
    .where(Post.c.id == bindparam("id"), Post.c.deleted_at.is_not(None))
    .returning(Post.c.deletion_id),
    int,
)

LOCKED_POSTS: Final = (
    select(Post.c.id)
    .where(Post.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    .order_by(Post.c.id)
    .with_for_update()
    .cte("locked")
)
HARD_DELETE_POSTS: Final = Statement(
    delete(Post).where(Post.c.id == LOCKED_POSTS.c.id).returning(Post.c.id), int
)


def expiring(model: Trashable) -> Statement[int]:
    """Remove the oldest of the trash in batches; a row somebody holds waits for the next run.

    The batch is a CTE, which runs once; a subquery with LIMIT may be run again and take more.
    """
    deleted_at = model.c.deleted_at
    batch = (
        select(model.c.id)
        .where(deleted_at.is_not(None), deleted_at < bindparam("before"))
        .order_by(deleted_at, model.c.id)
        .limit(bindparam("batch_size"))
        .with_for_update(skip_locked=True)
        .cte("batch")
    )
    return Statement(delete(model).where(model.c.id == batch.c.id).returning(model.c.id), int)


def counting_expired(model: Trashable) -> Statement[int]:
    """How many there are to remove."""
    deleted_at = model.c.deleted_at
    return Statement(
        select(func.count()).where(deleted_at.is_not(None), deleted_at < bindparam("before")), int
    )


Expiring = Literal["comment", "post", "user"]
TRASH: Final[dict[Expiring, Trashable]] = {"comment": Comment, "post": Post, "user": User}
EXPIRE: Final = {kind: expiring(model) for kind, model in TRASH.items()}
COUNT_EXPIRED: Final = {kind: counting_expired(model) for kind, model in TRASH.items()}


async def purge_post(db: Transaction, actor: Actor, post_id: int) -> None:
    """From the trash only: a live post is refused, and so never purged by a slip."""
    deletion_id = await db.one(PURGE_POST, id=post_id)
    if deletion_id is None:
        raise NotDeletedError if await db.one(POST_EXISTS, id=post_id) else NotFoundError
    await audit.record(db, actor, "post.purge", ("post", post_id), deletion_id=deletion_id)


async def hard_delete_posts(db: Transaction, ids: list[int]) -> list[int]:
    """Live or in the trash, with nothing left to undo; returns those that were there."""
    return await db.all(HARD_DELETE_POSTS, ids=ids)


async def count_expired(db: Reading, kind: Expiring, before: datetime) -> int:
    """How many of the trash have lain in it since before then."""
    return await db.one(COUNT_EXPIRED[kind], before=before) or 0


async def expire_batch(db: Transaction, kind: Expiring, before: datetime, batch_size: int) -> int:
    """How many were removed; fewer than a batch means that was all."""
    ids = await db.all(EXPIRE[kind], before=before, batch_size=batch_size)
    if ids:
        await audit.record(db, None, f"{kind}.expire", (kind, None), details={"ids": ids})
    return len(ids)
