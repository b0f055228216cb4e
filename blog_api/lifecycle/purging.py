"""Purge and hard delete: permanent removal of rows."""

from collections.abc import Awaitable, Callable
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
from blog_api.lifecycle.cascades import (
    hold_comments,
    hold_rows_of_accounts,
    hold_rows_of_posts,
)
from blog_api.lifecycle.deleting import Trashable
from blog_api.lifecycle.holds import HELD, HELD_FOR
from blog_api.models import Comment, Post, User
from blog_api.models.base import INSTANT
from blog_api.permissions import Actor

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
POST_EXISTS: Final = Statement(select(Post.c.id).where(Post.c.id == bindparam("id")), int)

PURGE_POST: Final = Statement(
    delete(Post)
    .where(Post.c.id == bindparam("id"), Post.c.deleted_at.is_not(None))
    .returning(Post.c.deletion_id),
    int,
)

LOCKED_POSTS: Final = (
    select(Post.c.id)
    .where(Post.c.id == any_(IDS))
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


def selecting_expired(model: Trashable) -> Statement[int]:
    """Build the SELECT of the oldest rows of the trash.

    Posts and accounts that another transaction has locked are skipped until the next run. Comments
    are locked afterwards, in one order with the replies to them.
    """
    deleted_at = model.c.deleted_at
    rows = select(model.c.id).where(has_expired(model)).order_by(deleted_at, model.c.id)
    rows = rows.limit(bindparam("batch_size"))
    return Statement(rows if model is Comment else rows.with_for_update(skip_locked=True), int)


def expiring(model: Trashable) -> Statement[int]:
    """Build the DELETE of locked rows, but for comments that were restored before the lock."""
    return Statement(
        delete(model).where(model.c.id == any_(IDS), has_expired(model)).returning(model.c.id), int
    )


def counting_expired(model: Trashable) -> Statement[int]:
    return Statement(select(func.count()).where(has_expired(model)), int)


Expiring = Literal["comment", "post", "user"]
TRASH: Final[dict[Expiring, Trashable]] = {"comment": Comment, "post": Post, "user": User}
SELECT_EXPIRED: Final = {kind: selecting_expired(model) for kind, model in TRASH.items()}
# A cascade, or the end of a reply's reference, would lock rows in the order of an index.
HOLD: Final[dict[Expiring, Callable[[Transaction, list[int]], Awaitable[None]]]] = {
    "comment": hold_comments,
    "post": hold_rows_of_posts,
    "user": hold_rows_of_accounts,
}
EXPIRE: Final = {kind: expiring(model) for kind, model in TRASH.items()}
COUNT_EXPIRED: Final = {kind: counting_expired(model) for kind, model in TRASH.items()}


async def purge_post(db: Transaction, actor: Actor, post_id: int) -> None:
    """Delete a post in the trash for good; raise NotDeletedError for a live post."""
    await db.allow_long_statements()
    await hold_rows_of_posts(db, [post_id])
    deletion_id = await db.one(PURGE_POST, id=post_id)
    if deletion_id is None:
        raise NotDeletedError if await db.one(POST_EXISTS, id=post_id) else NotFoundError
    await audit_log.record(db, actor, "post.purge", ("post", post_id), deletion_id=deletion_id)


async def hard_delete_posts(db: Transaction, ids: list[int]) -> list[int]:
    """Delete posts for good, live or in the trash; return the ids of those that existed."""
    await db.allow_long_statements()  # with all of their comments and versions
    await hold_rows_of_posts(db, ids)
    return await db.all(HARD_DELETE_POSTS, ids=ids)


async def count_expired(db: Reading, kind: Expiring, before: datetime) -> int:
    return await db.one(COUNT_EXPIRED[kind], before=before) or 0


async def expire_batch(db: Transaction, kind: Expiring, before: datetime, batch_size: int) -> int:
    """Purge a batch; return the number of rows: less than `batch_size` means that none is left."""
    chosen = await db.all(SELECT_EXPIRED[kind], before=before, batch_size=batch_size)
    await HOLD[kind](db, chosen)
    ids = await db.all(EXPIRE[kind], before=before, ids=chosen)
    if ids:
        await audit_log.record(db, None, f"{kind}.expire", (kind, None), details={"ids": ids})
    return len(ids)
