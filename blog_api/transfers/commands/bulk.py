"""Transfers of many posts by administrators."""

from typing import Final

from psycopg import Rollback
from sqlalchemy import bindparam, func, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import InvalidInputError
from blog_api.lifecycle.handing_over import AUTHORS_OF, Transferral, transfer_at_once
from blog_api.lifecycle.parties import get_account_id, lock_parties
from blog_api.models import Post
from blog_api.permissions import Actor
from blog_api.posts.commands.statements import split_known
from blog_api.transfers.schemas import BulkTransferIn, BulkTransferOut

AT_ONCE: Final = 1_000
OF_GIVER: Final = (Post.c.author_id == bindparam("from_id"), Post.c.deleted_at.is_(None))
SELECT_IDS: Final = Statement(
    select(Post.c.id).where(*OF_GIVER).order_by(Post.c.id).limit(constant(AT_ONCE)), int
)
COUNT_LEFT: Final = Statement(select(func.count()).where(*OF_GIVER), int)


async def bulk_transfer(db: Transaction, actor: Actor, data: BulkTransferIn) -> BulkTransferOut:
    """Transfer posts as one transfer; a dry run moves them in a savepoint and rolls back."""
    await db.allow_long_statements()
    transferral = Transferral(await get_account_id(db, data.to), message=data.reason)
    from_id = await find_giver(db, data, transferral.to_id)
    ids = await choose(db, data, from_id)
    transfer_id: int | None = None
    moved: list[int] = []
    remaining = 0
    async with db.savepoint():
        transfer_id, moved = await hand_over(db, actor, transferral, ids)
        remaining = await db.one(COUNT_LEFT, from_id=from_id) or 0 if from_id else 0
        if data.dry_run or not moved:
            transfer_id = None
            raise Rollback
    unchanged, not_found = await split_known(db, set(ids) - set(moved))
    return BulkTransferOut(
        transfer_id=transfer_id,
        transferred=moved,
        unchanged=unchanged,
        not_found=not_found,
        remaining=remaining,
    )


async def find_giver(db: Transaction, data: BulkTransferIn, to_id: int) -> int | None:
    if data.from_ is None:
        return None
    from_id = await get_account_id(db, data.from_, inactive_too=True)
    if from_id == to_id:
        raise InvalidInputError.at("body", "to", msg="is the author of these posts already")
    return from_id


async def choose(db: Transaction, data: BulkTransferIn, from_id: int | None) -> list[int]:
    if from_id is not None:
        return await db.all(SELECT_IDS, from_id=from_id)
    return sorted(set(data.ids or []))


async def hand_over(
    db: Transaction, actor: Actor, transferral: Transferral, ids: list[int]
) -> tuple[int, list[int]]:
    """Lock the accounts, then move the posts that still have the same authors."""
    authors = await db.all(AUTHORS_OF, ids=ids)
    accounts = await lock_parties(db, authors, transferral.to_id)
    transfer_id, moved = await transfer_at_once(db, actor, transferral, ids, accounts.keys())
    return transfer_id, sorted(post.id for post in moved)
