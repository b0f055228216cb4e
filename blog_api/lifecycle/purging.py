"""Purge and hard delete: permanent removal of rows."""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    any_,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit_log
from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement
from blog_api.errors import NotDeletedError, NotFoundError
from blog_api.lifecycle.cascades import hold_rows_of_posts
from blog_api.lifecycle.deleting import Trashable
from blog_api.lifecycle.holds import HELD, HELD_FOR
from blog_api.models import Comment, Post, User
from blog_api.models.base import INSTANT
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

BEFORE: Final = bindparam("before", type_=INSTANT)


def has_expired(model: Trashable) -> ColumnElement[bool]:
    """Return whether a row has been in the trash for too long, with the time that it is held."""
    deleted_at = model.c.deleted_at
    is_held = and_(deleted_at >= BEFORE - HELD_FOR, HELD[model])
    return and_(deleted_at.is_not(None), deleted_at < BEFORE, ~is_held)


def expiring(model: Trashable) -> Statement[int]:
    """Build the DELETE of the oldest rows of the trash; it skips locked rows until the next run.

    The batch is a CTE, which runs once; a subquery with LIMIT may run again and take more.
    """
    deleted_at = model.c.deleted_at
    batch = (
        select(model.c.id)
        .where(has_expired(model))
        .order_by(deleted_at, model.c.id)
        .limit(bindparam("batch_size"))
        .with_for_update(skip_locked=True)
        .cte("batch")
    )
    return Statement(delete(model).where(model.c.id == batch.c.id).returning(model.c.id), int)


def counting_expired(model: Trashable) -> Statement[int]:
    return Statement(select(func.count()).where(has_expired(model)), int)


Expiring = Literal["comment", "post", "user"]
TRASH: Final[dict[Expiring, Trashable]] = {"comment": Comment, "post": Post, "user": User}
EXPIRE: Final = {kind: expiring(model) for kind, model in TRASH.items()}
COUNT_EXPIRED: Final = {kind: counting_expired(model) for kind, model in TRASH.items()}


async def purge_post(db: Transaction, actor: Actor, post_id: int) -> None:
    """Delete a post in the trash for good; raise NotDeletedError for a live post."""
    deletion_id = await db.one(PURGE_POST, id=post_id)
    if deletion_id is None:
        raise NotDeletedError if await db.one(POST_EXISTS, id=post_id) else NotFoundError
    await audit_log.record(db, actor, "post.purge", ("post", post_id), deletion_id=deletion_id)


async def hard_delete_posts(db: Transaction, ids: list[int]) -> list[int]:
    """Delete posts for good, live or in the trash; return the ids of those that existed."""
    await hold_rows_of_posts(db, ids)
    return await db.all(HARD_DELETE_POSTS, ids=ids)


async def count_expired(db: Reading, kind: Expiring, before: datetime) -> int:
    return await db.one(COUNT_EXPIRED[kind], before=before) or 0


async def expire_batch(db: Transaction, kind: Expiring, before: datetime, batch_size: int) -> int:
    """Purge a batch; return the number of rows: less than `batch_size` means that none is left."""
    ids = await db.all(EXPIRE[kind], before=before, batch_size=batch_size)
    if ids:
        await audit_log.record(db, None, f"{kind}.expire", (kind, None), details={"ids": ids})
    return len(ids)
