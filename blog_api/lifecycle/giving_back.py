"""The undo of transfers: posts go back to their former authors, unless handed on since."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import ColumnElement, any_, bindparam, case, func, select, update

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.lifecycle.batches import all_in_batches
from blog_api.lifecycle.handing_over import (
    BY_ACTOR,
    GIVERS,
    IDS,
    TO_ID,
    TRANSFER_ID,
    Move,
)
from blog_api.lifecycle.open_offers import closing_offers_of
from blog_api.lifecycle.previews import end_previews_of_former_authors
from blog_api.lifecycle.share_locks import share_lock_accounts
from blog_api.models import Post, Transfer, TransferPost, User
from blog_api.permissions import Actor
from blog_api.recording.posts import Changes, recorded_update

KeptCode = Literal["handed_on", "author_deleted"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A post that was not given back, and the reason."""

    id: int
    code: KeptCode


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The posts that an undo returned, and those that stay with their present authors."""

    posts: list[int]
    conflicts: list[Kept]


OF_TRANSFER: Final = TransferPost.c.transfer_id == TRANSFER_ID
TO_RETURN: Final = (OF_TRANSFER, TransferPost.c.returned_at.is_(None))
GIVERS_OF: Final = Statement(select(TransferPost.c.from_id).where(OF_TRANSFER).distinct(), int)
RECEIVER_OF: Final = Statement(select(Transfer.c.to_id).where(Transfer.c.id == TRANSFER_ID), int)
# In the trash too: such a post is restored for its own author later.
LOCK_POSTS_OF: Final = Statement(
    select(Post.c.id)
    .where(Post.c.id.in_(select(TransferPost.c.post_id).where(*TO_RETURN)))
    .order_by(Post.c.id)
    .with_for_update(key_share=True),
    int,
)
Later: Final = TransferPost.alias("later")
Restored: Final = User.alias("restored")
HANDED_ON: Final[ColumnElement[bool]] = (
    select(Later.c.post_id)
    .where(
        Later.c.post_id == TransferPost.c.post_id,
        Later.c.transfer_id > TransferPost.c.transfer_id,
        Later.c.returned_at.is_(None),
    )
    .correlate(TransferPost)
    .exists()
)


# Posts go back to live givers, unless they were handed on since.
RETURNS: Final = (
    *TO_RETURN,
    Post.c.author_id == TO_ID,
    TransferPost.c.from_id == any_(GIVERS),
    ~HANDED_ON,
)


def returning() -> Statement[int]:
    """Build the statement that gives locked posts back, as `RETURNS` says."""
    changing = (
        update(Post)
        .where(*RETURNS, TransferPost.c.post_id == Post.c.id, Post.c.id == any_(IDS))
        .values(author_id=TransferPost.c.from_id, version=Post.c.version + 1, updated_at=func.now())
    )
    returned, records = recorded_update(changing, Changes(), BY_ACTOR)
    kept = (
        update(TransferPost)
        .where(OF_TRANSFER, TransferPost.c.post_id == returned.c.id)
        .values(returned_at=func.now())
        .returning(TransferPost.c.post_id)
        .cte("kept")
    )
    rows = select(returned.c.id).order_by(returned.c.id)
    return Statement(rows.add_cte(kept, closing_offers_of(returned), *records), int)


RETURN: Final = returning()
SELECT_KEPT: Final = Statement(
    select(
        TransferPost.c.post_id,
        case(
            (TransferPost.c.from_id == any_(GIVERS), constant("handed_on")),
            else_=constant("author_deleted"),
        ),
    )
    .where(*TO_RETURN)
    .order_by(TransferPost.c.post_id),
    Kept,
)
MARK_UNDONE: Final = Statement(
    update(Transfer)
    .where(Transfer.c.id == TRANSFER_ID)
    .values(state=constant("undone"), decided_at=func.now()),
    int,
)
TRANSFER_OF_DELETION: Final = Statement(
    select(Transfer.c.id).where(Transfer.c.deletion_id == bindparam("deletion_id")), int
)
# Accounts are locked in id order, and a restore locks those that it restores next.
OLDER_RECEIVERS: Final = Statement(
    select(Transfer.c.to_id)
    .join(Restored, Restored.c.deletion_id == Transfer.c.deletion_id)
    .where(Restored.c.id == any_(IDS), Transfer.c.to_id < Restored.c.id),
    int,
)
LIVE_ACCOUNTS: Final = Statement(
    select(User.c.id).where(User.c.id == any_(IDS), User.c.deleted_at.is_(None)), int
)
RETURNABLE: Final = Statement(
    select(Post.c.id)
    .join(TransferPost, TransferPost.c.post_id == Post.c.id)
    .where(*RETURNS)
    .order_by(Post.c.id),
    int,
)


async def give_back(db: Transaction, actor: Actor, transfer_id: int) -> GivenBack:
    """Undo a transfer: each post that was not handed on since goes back to a live giver."""
    await db.allow_long_statements()
    to_id = await db.one(RECEIVER_OF, transfer_id=transfer_id)
    if to_id is None:
        return GivenBack([], [])
    wrote = await db.all(GIVERS_OF, transfer_id=transfer_id)
    live = await share_lock_accounts(db, {*wrote, to_id})
    givers = sorted(live.keys() & set(wrote))
    ids = await db.all(LOCK_POSTS_OF, transfer_id=transfer_id)
    move = Move(transfer_id, to_id, actor)
    posts = await all_in_batches(db, RETURN, ids, **move.values, givers=givers)
    if posts:
        await end_previews_of_former_authors(db, posts)
        await db.run(MARK_UNDONE, transfer_id=transfer_id)
    kept = await db.all(SELECT_KEPT, transfer_id=transfer_id, givers=givers)
    return GivenBack(posts, kept)


async def share_lock_older_receivers(db: Transaction, restored: Collection[int]) -> None:
    """Share-lock the receivers that `give_back_with_account` needs and that come first by id."""
    receivers = await db.all(OLDER_RECEIVERS, ids=sorted(restored))
    if receivers:
        await share_lock_accounts(db, set(receivers))


async def give_back_with_account(
    db: Transaction,
    actor: Actor,
    deletion_id: int,
    restored: Collection[int],
) -> GivenBack:
    """Give the posts back that were handed over when a restored account was deleted."""
    transfer_id = await find_transfer(db, deletion_id) if restored else None
    if transfer_id is None:
        return GivenBack([], [])
    return await give_back(db, actor, transfer_id)


async def plan_giving_back(db: Reading, deletion_id: int, restored: Collection[int]) -> GivenBack:
    """Return the effect of `give_back_with_account`, read without locks.

    The accounts of `restored` count as live.
    """
    transfer_id = await find_transfer(db, deletion_id) if restored else None
    to_id = await db.one(RECEIVER_OF, transfer_id=transfer_id) if transfer_id else None
    if transfer_id is None or to_id is None:
        return GivenBack([], [])
    wrote = await db.all(GIVERS_OF, transfer_id=transfer_id)
    live = {*restored, *await db.all(LIVE_ACCOUNTS, ids=sorted(wrote))}
    givers = sorted(live.intersection(wrote))
    posts = await db.all(RETURNABLE, transfer_id=transfer_id, to_id=to_id, givers=givers)
    left = await db.all(SELECT_KEPT, transfer_id=transfer_id, givers=givers)
    back = set(posts)
    return GivenBack(posts, [each for each in left if each.id not in back])


async def find_transfer(db: Reading, deletion_id: int) -> int | None:
    return await db.one(TRANSFER_OF_DELETION, deletion_id=deletion_id)
