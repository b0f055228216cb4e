"""Numbers of offers and transfers."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.live import LiveTransfer, LiveTransferPost
from blog_api.plurals import counted


@dataclass(frozen=True, slots=True)
class Usage:
    """Open offers, all offers and transfers, and posts whose author has changed."""

    open: int
    transfers: int
    posts: int


SELECT_USAGE: Final = Statement(
    select(
        func.count().filter(LiveTransfer.c.state == constant("open")),
        func.count(),
        select(func.count()).select_from(LiveTransferPost).scalar_subquery(),
    ).select_from(LiveTransfer),
    Usage,
)


async def describe_transfers(db: Reading) -> str:
    (usage,) = await db.all(SELECT_USAGE)
    return f"{usage.open} open of {usage.transfers}, {counted(usage.posts, 'post')} moved"
