"""The place of an account's running export: at most one, held for a minute at a time."""

from datetime import timedelta
from typing import Final

from sqlalchemy import BigInteger, Interval, bindparam, cast, delete, func, update
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import ExportRunningError
from blog_api.models import RunningExport

LEASE: Final = timedelta(seconds=60)
OWNER: Final = bindparam("user_id", type_=BigInteger)
NEW_END: Final = func.now() + cast(bindparam("lease"), Interval)
TAKING: Final = insert(RunningExport).values(user_id=OWNER, expires_at=NEW_END)
CLAIM: Final = Statement(
    TAKING.on_conflict_do_update(
        index_elements=[RunningExport.c.user_id],
        set_={"expires_at": TAKING.excluded.expires_at},
        where=RunningExport.c.expires_at < func.now(),
    ).returning(RunningExport.c.user_id),
    int,
)
RENEW: Final = Statement(
    update(RunningExport).where(RunningExport.c.user_id == OWNER).values(expires_at=NEW_END), int
)
RELEASE: Final = Statement(delete(RunningExport).where(RunningExport.c.user_id == OWNER), int)


async def claim_export(db: Transaction, user_id: int) -> None:
    """Raise ExportRunningError while another export of the account runs, on any server."""
    if await db.one(CLAIM, user_id=user_id, lease=LEASE) is None:
        raise ExportRunningError


async def renew_export(db: Transaction, user_id: int) -> None:
    await db.run(RENEW, user_id=user_id, lease=LEASE)


async def release_export(db: Transaction, user_id: int) -> None:
    await db.run(RELEASE, user_id=user_id)
