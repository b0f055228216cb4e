"""Decisions about offers, each by one conditional statement, and the undo of transfers."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import bindparam, func, select, update

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import InvalidTokenError, TransferClosedError
from blog_api.lifecycle.giving_back import give_back
from blog_api.lifecycle.handing_over import Move, move_posts
from blog_api.lifecycle.parties import lock_parties
from blog_api.live import IS_OPEN
from blog_api.models import Post, Transfer
from blog_api.permissions import Action, Actor, public_from, require_may_publish
from blog_api.posts.commands.statements import SIZED
from blog_api.posts.locking import LOCK_LIVE, PostRow
from blog_api.quota.usage import claim_room, size_of
from blog_api.transfers.queries import TransferRow, get_row, get_transfer
from blog_api.transfers.schemas import State, TransferConflict, TransferOut, TransferUndoOut

DECIDE: Final = Statement(
    update(Transfer)
    .where(Transfer.c.id == bindparam("transfer_id"), IS_OPEN)
    .values(state=bindparam("new_state"), decided_at=func.now())
    .returning(Transfer.c.id),
    int,
)
SIZE_OF_POST: Final = Statement(
    select(size_of(*(Post.c[name] for name in SIZED)) + Post.c.history_bytes).where(
        Post.c.id == bindparam("post_id")
    ),
    int,
)


async def accept(db: Transaction, actor: Actor, transfer_id: int) -> TransferOut:
    """Make the receiver the author of the post.

    Raise TransferClosedError, QuotaExceededError, or EmailNotVerifiedError for a public post.
    """
    offer = await get_row(db, actor, Action.ACCEPT_TRANSFER, transfer_id)
    post = await lock_offered_post(db, offer)
    public = public_from(post.status, post.published_at, datetime.now(UTC))
    require_may_publish(actor, before=None, after=public)
    await claim_room(db, actor.id, await db.one(SIZE_OF_POST, post_id=post.id) or 0)
    await decide(db, transfer_id, "accepted")
    move = Move(transfer_id, actor.id, actor)
    await move_posts(db, move, [post.id], [post.author_id])
    details = {"transfer_id": transfer_id, "to_id": actor.id}
    await audit_log.record(db, actor, "post.transfer", ("post", post.id), details=details)
    return await get_transfer(db, actor, transfer_id)


async def lock_offered_post(db: Transaction, offer: TransferRow) -> PostRow:
    """Lock the accounts and then the post; raise TransferClosedError if the post is not theirs."""
    if offer.state != "open" or offer.from_id is None:
        raise TransferClosedError
    accounts = await lock_parties(db, [offer.from_id], offer.to_id, InvalidTokenError)
    post = await db.one(LOCK_LIVE, id=offer.post_id)
    if post is None or post.author_id != offer.from_id or offer.from_id not in accounts:
        raise TransferClosedError
    return post


async def decline(db: Transaction, actor: Actor, transfer_id: int) -> TransferOut:
    await get_row(db, actor, Action.DECLINE_TRANSFER, transfer_id)
    await decide(db, transfer_id, "declined")
    return await get_transfer(db, actor, transfer_id)


async def withdraw(db: Transaction, actor: Actor, transfer_id: int) -> None:
    await get_row(db, actor, Action.WITHDRAW_TRANSFER, transfer_id)
    await decide(db, transfer_id, "withdrawn")


async def decide(db: Transaction, transfer_id: int, state: State) -> None:
    """Set the state of an open offer; raise TransferClosedError for any other."""
    if await db.one(DECIDE, transfer_id=transfer_id, new_state=state) is None:
        raise TransferClosedError


async def undo(db: Transaction, actor: Actor, transfer_id: int) -> TransferUndoOut:
    """Give the posts of a transfer back; a repeated undo changes nothing."""
    await get_row(db, actor, Action.UNDO_TRANSFER, transfer_id)
    back = await give_back(db, actor, transfer_id)
    if back.posts:
        details = {"ids": back.posts, "conflicts": len(back.conflicts)}
        await audit_log.record(
            db, actor, "transfer.undo", ("transfer", transfer_id), details=details
        )
    return TransferUndoOut(
        returned=back.posts,
        conflicts=[TransferConflict(id=kept.id, code=kept.code) for kept in back.conflicts],
    )
