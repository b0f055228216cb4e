"""Asking for a post or comment back, and withdrawing the request.

Lock order: the account, then the item, then its requests.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, bindparam, func, insert, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import (
    InvalidTokenError,
    NotDeletedError,
    NotFoundError,
    RequestDeclinedError,
    RequestOpenError,
    TooManyOpenError,
)
from blog_api.models import Comment, CommentColumns, Post, PostColumns, RestoreRequest, User
from blog_api.permissions import Action, Actor, require
from blog_api.restore_requests.commands.closing import close, record
from blog_api.restore_requests.queries import RequestRow, get_request, get_row
from blog_api.restore_requests.schemas import ItemType, RestoreRequestIn, RestoreRequestOut

MAX_OPEN: Final = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A post or comment, share-locked: it stays in the trash, or live, until the commit."""

    id: int
    author_id: int | None
    deletion_id: int | None


# FOR NO KEY UPDATE: the requests of one account are counted and added one at a time.
LOCK_ACCOUNT: Final = Statement(
    select(User.c.id)
    .where(User.c.id == bindparam("user_id"), User.c.deleted_at.is_(None), User.c.is_active)
    .with_for_update(key_share=True),
    int,
)


def share_locking(model: Table[PostColumns] | Table[CommentColumns]) -> Statement[Item]:
    return Statement(
        select(model.c.id, model.c.author_id, model.c.deletion_id)
        .where(model.c.id == bindparam("item_id"))
        .with_for_update(read=True),
        Item,
    )


SHARE_LOCK_ITEM: Final[dict[ItemType, Statement[Item]]] = {
    "post": share_locking(Post),
    "comment": share_locking(Comment),
}
OF_ITEM: Final = (
    RestoreRequest.c.item_type == bindparam("item_type"),
    RestoreRequest.c.item_id == bindparam("item_id"),
)
# Share-locked, so that an open request is not declined before the commit.
SHARE_LOCK_EARLIER: Final = Statement(
    select(RestoreRequest.c.state)
    .where(*OF_ITEM, RestoreRequest.c.deletion_id == bindparam("deletion_id"))
    .order_by(RestoreRequest.c.id)
    .with_for_update(read=True),
    str,
)
NEW: Final = ("item_type", "item_id", "deletion_id", "author_id", "note", "holds")
Open: Final = RestoreRequest.alias("open")
NUMBER_OPEN: Final = (
    select(func.count())
    .where(Open.c.author_id == bindparam("author_id"), Open.c.state == constant("open"))
    .scalar_subquery()
)
INSERT_REQUEST: Final = Statement(
    insert(RestoreRequest)
    .from_select(
        list(NEW),
        select(*(bindparam(name, type_=RestoreRequest.c[name].type) for name in NEW)).where(
            constant(MAX_OPEN) > NUMBER_OPEN
        ),
    )
    .returning(RestoreRequest.c.id),
    int,
)
ACTIONS: Final = {
    "post": Action.REQUEST_POST_RESTORE,
    "comment": Action.REQUEST_COMMENT_RESTORE,
}


async def create_request(
    db: Transaction, actor: Actor, kind: ItemType, item_id: int, data: RestoreRequestIn
) -> RestoreRequestOut:
    """Ask for an item in the trash.

    Raise RequestOpenError, RequestDeclinedError, or TooManyOpenError for the account's 21st.
    """
    if await db.one(LOCK_ACCOUNT, user_id=actor.id) is None:
        raise InvalidTokenError
    deletion_id = await lock_item(db, actor, kind, item_id)
    earlier = await lock_earlier(db, kind, item_id, deletion_id)
    named: dict[str, Any] = {"item_type": kind, "item_id": item_id, "deletion_id": deletion_id}
    request_id = await db.one(
        INSERT_REQUEST, **named, author_id=actor.id, note=data.note, holds=not earlier
    )
    if request_id is None:
        raise TooManyOpenError(limit=MAX_OPEN)
    request = RequestRow(request_id, actor.id, kind, item_id, deletion_id, "open")
    await record(db, actor, request, "create")
    return await get_request(db, actor, request_id)


async def lock_item(db: Transaction, actor: Actor, kind: ItemType, item_id: int) -> int:
    """Share-lock an item of the actor's in the trash; return its deletion."""
    item = await db.one(SHARE_LOCK_ITEM[kind], item_id=item_id)
    if item is None:
        raise NotFoundError
    require(actor, Action.SEE_TRASHED, item)
    require(actor, ACTIONS[kind], item)
    if item.deletion_id is None:
        raise NotDeletedError
    return item.deletion_id


async def lock_earlier(
    db: Transaction, kind: ItemType, item_id: int, deletion_id: int
) -> list[str]:
    """Share-lock earlier requests for the same deletion; raise an error if one is in the way."""
    named: dict[str, Any] = {"item_type": kind, "item_id": item_id, "deletion_id": deletion_id}
    states = await db.all(SHARE_LOCK_EARLIER, **named)
    if "open" in states:
        raise RequestOpenError
    if "declined" in states:
        raise RequestDeclinedError
    return states


async def withdraw_request(db: Transaction, actor: Actor, request_id: int) -> None:
    request = await get_row(db, actor, Action.WITHDRAW_RESTORE_REQUEST, request_id)
    await close(db, actor, request, "withdraw")
