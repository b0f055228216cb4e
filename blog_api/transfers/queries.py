"""Queries of transfers, as their givers, receivers and administrators see them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    case,
    func,
    null,
    select,
    union_all,
)

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Page, page_of, read_cursor
from blog_api.live import (
    LivePost,
    LiveTransfer,
    LiveUser,
    Users,
    Viewer,
    viewer_values,
    visible_in_transfer,
    visible_to,
)
from blog_api.permissions import Action, Actor, can, require
from blog_api.transfers.schemas import OfferedPost, TransferFilters, TransferOut

SORT: Final = "newest"
Giver: Final = LiveUser.alias("giver")
Receiver: Final = LiveUser.alias("receiver")
VIEWER: Final = bindparam("viewer_id", type_=LiveTransfer.c.to_id.type)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """The columns that permission checks and decisions need."""

    id: int
    post_id: int | None
    from_id: int | None
    to_id: int
    state: str


def agent_column(agent: Users, label: str) -> ColumnElement[Any]:
    parts = (constant("id"), agent.c.id, constant("username"), agent.c.username)
    found = func.json_build_object(*parts)
    return case((agent.c.id.is_not(None), found), else_=null()).label(label)


POST: Final = func.json_build_object(
    constant("id"),
    LivePost.c.id,
    constant("title"),
    LivePost.c.title,
    constant("slug"),
    LivePost.c.slug,
)
SEEN_POST: Final = and_(LivePost.c.id == LiveTransfer.c.post_id, visible_in_transfer())
TRANSFERS: Final = (
    select(
        LiveTransfer.c.id,
        case((LivePost.c.id.is_not(None), POST), else_=null()).label("post"),
        LiveTransfer.c.post_count,
        agent_column(Giver, "from"),
        agent_column(Receiver, "to"),
        LiveTransfer.c.message,
        LiveTransfer.c.state,
        LiveTransfer.c.created_at,
        LiveTransfer.c.decided_at,
        LiveTransfer.c.expires_at,
    )
    .select_from(LiveTransfer)
    .outerjoin(Giver, Giver.c.id == LiveTransfer.c.from_id)
    .outerjoin(Receiver, Receiver.c.id == LiveTransfer.c.to_id)
    .outerjoin(LivePost, SEEN_POST)
)
SELECT_TRANSFER: Final = Statement(
    TRANSFERS.where(LiveTransfer.c.id == bindparam("id")), TransferOut
)
SELECT_OFFERED_POST: Final = Statement(
    select(
        LivePost.c.slug,
        LivePost.c.excerpt,
        case((visible_to(Viewer.CALLER), LivePost.c.content), else_=null()).label("content"),
    )
    .select_from(LiveTransfer)
    .join(LivePost, SEEN_POST)
    .where(LiveTransfer.c.id == bindparam("id")),
    OfferedPost,
)
SELECT_ROW: Final = Statement(
    select(
        LiveTransfer.c.id,
        LiveTransfer.c.post_id,
        LiveTransfer.c.from_id,
        LiveTransfer.c.to_id,
        LiveTransfer.c.state,
    ).where(LiveTransfer.c.id == bindparam("id")),
    TransferRow,
)
DIRECTIONS: Final = {"in": LiveTransfer.c.to_id, "out": LiveTransfer.c.from_id}
CONDITIONS: Final = {
    "state": LiveTransfer.c.state == bindparam("state"),
    "before_id": LiveTransfer.c.id < bindparam("before_id"),
}


def latest_ids(asked: frozenset[str], *mine: ColumnElement[bool]) -> Select[int]:
    conditions = (CONDITIONS[name] for name in sorted(asked & CONDITIONS.keys()))
    return (
        select(LiveTransfer.c.id)
        .where(*conditions, *mine)
        .order_by(LiveTransfer.c.id.desc())
        .limit(bindparam("limit", type_=Integer))
        .correlate(None)
    )


@lru_cache(maxsize=64)
def page_statement(directions: frozenset[str], asked: frozenset[str]) -> Statement[TransferOut]:
    """Build the statement of a page; each direction reads its own index, up to a page of rows.

    Without a direction, the page has everyone's transfers.
    """
    parts = [latest_ids(asked, DIRECTIONS[name] == VIEWER) for name in sorted(directions)]
    found = union_all(*(select(part.subquery()) for part in parts or [latest_ids(asked)]))
    ids = any_(func.array(found.scalar_subquery()))
    return Statement(
        TRANSFERS.where(LiveTransfer.c.id == ids)
        .order_by(LiveTransfer.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        TransferOut,
    )


async def list_transfers(db: Reading, viewer: Actor, filters: TransferFilters) -> Page[TransferOut]:
    """Return the viewer's transfers; those of everyone for an administrator without direction."""
    directions = frozenset({filters.direction} if filters.direction else DIRECTIONS)
    if filters.direction is None and can(viewer, Action.SEE_EVERY_TRANSFER):
        directions = frozenset()
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {"state": filters.state, "before_id": key.id if key else None}
    values = {name: value for name, value in given.items() if value is not None}
    statement = page_statement(directions, frozenset(values))
    rows = await db.all(statement, **values, **viewer_values(viewer), limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda transfer: (transfer.created_at, transfer.id))


async def get_transfer(db: Reading, viewer: Actor, transfer_id: int) -> TransferOut:
    """Return a transfer; the caller has checked that the viewer is a party of it."""
    transfer = await db.one(SELECT_TRANSFER, id=transfer_id, **viewer_values(viewer))
    if transfer is None:
        raise NotFoundError
    return transfer


async def find_offered_post(db: Reading, viewer: Actor, transfer_id: int) -> OfferedPost | None:
    """Read what its receiver may see; the caller has checked that the viewer is a party."""
    return await db.one(SELECT_OFFERED_POST, id=transfer_id, **viewer_values(viewer))


async def get_row(db: Reading, actor: Actor, action: Action, transfer_id: int) -> TransferRow:
    """Return the row of a transfer.

    Raise NotFoundError unless the actor is a party, or the error of the action's rule.
    """
    row = await db.one(SELECT_ROW, id=transfer_id)
    if row is None:
        raise NotFoundError
    require(actor, Action.SEE_TRANSFER, row)
    require(actor, action, row)
    return row
