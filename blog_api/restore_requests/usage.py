"""Numbers of restore requests."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveRestoreRequest


@dataclass(frozen=True, slots=True)
class Usage:
    """Open, approved and all requests of live accounts."""

    open: int
    approved: int
    requests: int


SELECT_USAGE: Final = Statement(
    select(
        *(
            func.count().filter(LiveRestoreRequest.c.state == constant(state))
            for state in ("open", "approved")
        ),
        func.count(),
    ).select_from(LiveRestoreRequest),
    Usage,
)


async def describe_restore_requests(db: Reading) -> str:
    (usage,) = await db.all(SELECT_USAGE)
    return f"{usage.open} open and {usage.approved} approved of {usage.requests}"
