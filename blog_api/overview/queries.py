"""Queries of the overview; no count reads more rows than `CAP`."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.live import (
    LiveBackup,
    LivePost,
    LiveRestoreRequest,
    LiveTransfer,
    is_public,
    is_scheduled,
)
from blog_api.overview.schemas import CAP, LastBackup, Offers, StatusCounts
from blog_api.permissions import Action, Actor, can

VIEWER: Final = bindparam("viewer_id", type_=BigInteger)
STATUSES: Final = {
    "published": is_public(LivePost),
    "draft": LivePost.c.status == constant("draft"),
    "scheduled": is_scheduled(LivePost),
    "archived": LivePost.c.status == constant("archived"),
}
IS_OPEN_OFFER: Final = LiveTransfer.c.state == constant("open")
IS_OPEN_REQUEST: Final = LiveRestoreRequest.c.state == constant("open")


def capped(*conditions: ColumnElement[bool], of: Any) -> ColumnElement[int]:  # noqa: ANN401  # a column
    rows = select(of).where(*conditions).limit(constant(CAP)).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Counts:
    """Live posts by status, open restore requests, and open offers from and to the viewer."""

    published: int
    draft: int
    scheduled: int
    archived: int
    restore_requests: int
    received: int
    sent: int

    @property
    def posts(self) -> StatusCounts:
        return StatusCounts(**{name: getattr(self, name) for name in STATUSES})

    @property
    def offers(self) -> Offers:
        return Offers(received=self.received, sent=self.sent)


@lru_cache(maxsize=2)
def count_statement(*, everyone: bool) -> Statement[Counts]:
    mine = [] if everyone else [LivePost.c.author_id == VIEWER]
    asked = [] if everyone else [LiveRestoreRequest.c.author_id == VIEWER]
    return Statement(
        select(
            *(capped(is_so, *mine, of=LivePost.c.id) for is_so in STATUSES.values()),
            capped(IS_OPEN_REQUEST, *asked, of=LiveRestoreRequest.c.id),
            capped(IS_OPEN_OFFER, LiveTransfer.c.to_id == VIEWER, of=LiveTransfer.c.id),
            capped(IS_OPEN_OFFER, LiveTransfer.c.from_id == VIEWER, of=LiveTransfer.c.id),
        ),
        Counts,
    )


async def get_counts(db: Reading, viewer: Actor) -> Counts:
    """Return the counts of the viewer's posts and requests, for administrators of everyone's."""
    everyone = can(viewer, Action.SEE_EVERY_POST)
    (counts,) = await db.all(count_statement(everyone=everyone), viewer_id=viewer.id)
    return counts


SELECT_LAST_BACKUP: Final = Statement(
    select(LiveBackup.c.began_at, LiveBackup.c.ended_at, LiveBackup.c.size)
    .order_by(LiveBackup.c.id.desc())
    .limit(constant(1)),
    LastBackup,
)


async def find_last_backup(db: Reading) -> LastBackup | None:
    return await db.one(SELECT_LAST_BACKUP)
