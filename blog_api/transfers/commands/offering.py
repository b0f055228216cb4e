"""Offering a post to another account, and transferring one at once."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Interval, and_, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.errors import RowChangedError
from blog_api.db.statements import Statement, constant
from blog_api.errors import InvalidInputError, TooManyOpenError, TransferOpenError
from blog_api.lifecycle.handing_over import Transferral, transfer_at_once
from blog_api.lifecycle.open_offers import IS_STORED_OPEN, MAX_OPEN, serialize_open_items
from blog_api.lifecycle.parties import get_account_id, lock_parties
from blog_api.lifecycle.share_locks import Account
from blog_api.live import HAS_EXPIRED, IS_OPEN
from blog_api.mail.outbox import queue_mail
from blog_api.models import Transfer
from blog_api.permissions import Action, Actor, require
from blog_api.posts.locking import lock_changeable_post
from blog_api.posts.queries import SELECT_VISIBILITY, get_post, require_visible
from blog_api.posts.schemas import PostOut
from blog_api.transfers.queries import get_transfer
from blog_api.transfers.schemas import TransferIn, TransferOut

LIFETIME: Final = "14 days"
ONE_MAIL_IN: Final = "1 day"
POST_ID: Final = bindparam("post_id", type_=Transfer.c.id.type)
FROM_ID: Final = bindparam("from_id", type_=Transfer.c.id.type)
TO_ID: Final = bindparam("to_id", type_=Transfer.c.id.type)


@dataclass(frozen=True, slots=True)
class Parties:
    """The giver and the receiver of a locked post; both accounts are share-locked."""

    giver: Account
    receiver: Account


@dataclass(frozen=True, slots=True)
class Inserted:
    """A new offer, and whether its receiver is told by email."""

    id: int
    mailed: bool


EXPIRE_OFFER: Final = Statement(
    update(Transfer)
    .where(Transfer.c.post_id == POST_ID, HAS_EXPIRED)
    .values(state=constant("expired"), decided_at=func.now()),
    int,
)
COUNT_OPEN: Final = Statement(
    select(func.count()).where(Transfer.c.from_id == FROM_ID, IS_OPEN), int
)
Earlier: Final = Transfer.alias("earlier")
WAS_MAILED: Final = (
    select(Earlier.c.id)
    .where(
        Earlier.c.from_id == FROM_ID,
        Earlier.c.to_id == TO_ID,
        Earlier.c.mailed,
        Earlier.c.created_at > func.now() - cast(constant(ONE_MAIL_IN), Interval),
    )
    .exists()
)
INSERT_OFFER: Final = Statement(
    insert(Transfer)
    .values(
        post_id=POST_ID,
        from_id=FROM_ID,
        to_id=TO_ID,
        message=bindparam("message"),
        state=constant("open"),
        mailed=and_(bindparam("has_mailbox"), ~WAS_MAILED),
        expires_at=func.now() + cast(constant(LIFETIME), Interval),
    )
    .on_conflict_do_nothing(index_elements=[Transfer.c.post_id], index_where=IS_STORED_OPEN)
    .returning(Transfer.c.id, Transfer.c.mailed),
    Inserted,
)


async def offer_post(db: Transaction, actor: Actor, post_id: int, data: TransferIn) -> TransferOut:
    """Offer a post; raise TransferOpenError if it is offered, TooManyOpenError at the limit."""
    parties = await lock_parties_and_post(db, actor, post_id, data)
    require(actor, Action.OFFER_POST, parties.giver)
    await require_room_for_offer(db, parties.giver.id)
    offer = await insert_offer(db, post_id, parties, data)
    if offer.mailed:
        await queue_mail(db, "transfer_offer", parties.receiver.email)
    return await get_transfer(db, actor, offer.id)


async def transfer_post(
    db: Transaction, actor: Actor, post_id: int, data: TransferIn
) -> tuple[int, PostOut]:
    """Transfer a post at once; return the id of the transfer and the post."""
    require(actor, Action.TRANSFER_AT_ONCE)
    parties = await lock_parties_and_post(db, actor, post_id, data)
    transferral = Transferral(parties.receiver.id, post_id, data.message)
    transfer_id, _ = await transfer_at_once(db, actor, transferral, [post_id], [parties.giver.id])
    return transfer_id, await get_post(db, actor, post_id)


async def lock_parties_and_post(
    db: Transaction, actor: Actor, post_id: int, data: TransferIn
) -> Parties:
    """Lock the accounts and then the post, which the actor may hand over."""
    seen = require_visible(actor, await db.look_up(SELECT_VISIBILITY, post_id))
    require(actor, Action.TRANSFER_POST, seen)
    to_id = await get_account_id(db, data.to)
    if to_id == seen.author_id:
        raise InvalidInputError.at("body", "to", msg="is the author of the post already")
    accounts = await lock_parties(db, [seen.author_id], to_id)
    post = await lock_changeable_post(db, actor, Action.TRANSFER_POST, post_id, None)
    if post.author_id != seen.author_id:
        raise RowChangedError  # handed over since it was read
    return Parties(accounts[post.author_id], accounts[to_id])


async def require_room_for_offer(db: Transaction, account_id: int) -> None:
    """Raise TooManyOpenError if the account has as many open offers as it may."""
    await serialize_open_items(db, "transfers", account_id)
    if (await db.one(COUNT_OPEN, from_id=account_id) or 0) >= MAX_OPEN:
        raise TooManyOpenError(limit=MAX_OPEN)


async def insert_offer(
    db: Transaction, post_id: int, parties: Parties, data: TransferIn
) -> Inserted:
    await db.run(EXPIRE_OFFER, post_id=post_id)
    named: dict[str, Any] = {
        "post_id": post_id,
        "from_id": parties.giver.id,
        "to_id": parties.receiver.id,
        "message": data.message,
        # An unverified address may be a stranger's mailbox.
        "has_mailbox": parties.receiver.email_verified,
    }
    offer = await db.one(INSERT_OFFER, **named)
    if offer is None:
        raise TransferOpenError
    return offer
