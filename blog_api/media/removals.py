"""Files without an owner: queued, claimed and removed from the queue.

A name is locked while it gets an owner and while its file is checked, so that a file is never
removed after a concurrent upload of the same image.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Interval, Text, bindparam, cast, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import ImageRemoval, StoredImage

BATCH: Final = 100
# Longer than any response of the store takes, with its retries.
CLAIM_TIME: Final = "30 seconds"
CLAIM_END: Final = func.clock_timestamp() + cast(constant(CLAIM_TIME), Interval)
LOCK_NAME: Final = Statement(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), constant(0)))), str
)
HAS_OWNER: Final = exists().where(StoredImage.c.name == bindparam("name"))
REMOVAL: Final = ImageRemoval.c.name == bindparam("name")
IS_FREE: Final = or_(
    ImageRemoval.c.claimed_until.is_(None),
    ImageRemoval.c.claimed_until < func.clock_timestamp(),
)
LIST_REMOVED: Final = Statement(
    select(ImageRemoval.c.name).where(IS_FREE).limit(constant(BATCH)), str
)
CLAIM: Final = Statement(
    update(ImageRemoval)
    .where(REMOVAL, IS_FREE)
    .values(claimed_until=CLAIM_END)
    .returning(ImageRemoval.c.claimed_until),
    lambda claimed_until: claimed_until,
)
IS_CLAIMED: Final = Statement(select(exists().where(REMOVAL, ~IS_FREE)), bool)
IS_KEPT: Final = Statement(select(HAS_OWNER), bool)
DROP: Final = Statement(delete(ImageRemoval).where(REMOVAL), int)
SETTLE: Final = Statement(
    delete(ImageRemoval).where(REMOVAL, ImageRemoval.c.claimed_until == bindparam("claim")), int
)
# A claim is renewed: its removal may have been before the file was written, and must not settle it.
QUEUE_ORPHAN: Final = Statement(
    insert(ImageRemoval)
    .from_select(["name"], select(bindparam("name", type_=Text)).where(~HAS_OWNER))
    .on_conflict_do_update(
        index_elements=[ImageRemoval.c.name],
        set_={"claimed_until": CLAIM_END},
        where=ImageRemoval.c.claimed_until.is_not(None),
    ),
    int,
)


async def list_removed(db: Reading) -> list[str]:
    return await db.all(LIST_REMOVED)


async def lock_unclaimed(db: Transaction, name: str) -> bool:
    """Lock the name; return False while its file is being removed."""
    await db.one(LOCK_NAME, name=name)
    return not await db.one(IS_CLAIMED, name=name)


async def queue_orphan(db: Transaction, name: str) -> None:
    """Queue a file that was written after its last row had been deleted."""
    await db.one(LOCK_NAME, name=name)
    await db.run(QUEUE_ORPHAN, name=name)


async def claim_removal(db: Transaction, name: str) -> datetime | None:
    """Claim the file for removal; return None if it has an owner or another claim.

    Until the claim ends, an upload of the same image waits, and no transaction is open during the
    request to the store.
    """
    await db.one(LOCK_NAME, name=name)
    if await db.one(IS_KEPT, name=name):
        await db.run(DROP, name=name)
        return None
    claim: datetime | None = await db.one(CLAIM, name=name)
    return claim


async def settle_removal(db: Transaction, name: str, claim: datetime) -> None:
    """Take the file off the queue, unless it was written again since it was claimed."""
    await db.one(LOCK_NAME, name=name)
    await db.run(SETTLE, name=name, claim=claim)
