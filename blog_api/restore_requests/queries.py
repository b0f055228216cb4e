"""Queries of restore requests: the own ones for users, all of them for administrators."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, any_, bindparam, func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Page, page_of, read_cursor
from blog_api.live import LiveRestoreRequest
from blog_api.permissions import Action, Actor, can, require
from blog_api.restore_requests.relations import select_requests
from blog_api.restore_requests.schemas import (
    ItemType,
    RestoreRequestFilters,
    RestoreRequestOut,
    State,
)

SORT: Final = "newest"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """The columns that permission checks and decisions need."""

    id: int
    author_id: int
    item_type: ItemType
    item_id: int
    deletion_id: int
    state: State


SELECT_ROW: Final = Statement(
    select(*(LiveRestoreRequest.c[name] for name in RequestRow.__slots__)).where(
        LiveRestoreRequest.c.id == bindparam("id")
    ),
    RequestRow,
)
SELECT_REQUEST: Final = Statement(
    select_requests(with_plans=True).where(LiveRestoreRequest.c.id == bindparam("id")),
    RestoreRequestOut,
)
SELECT_OWN_REQUEST: Final = Statement(
    select_requests(with_plans=False).where(LiveRestoreRequest.c.id == bindparam("id")),
    RestoreRequestOut,
)
CONDITIONS: Final = {
    "author_id": LiveRestoreRequest.c.author_id == bindparam("author_id"),
    "state": LiveRestoreRequest.c.state == bindparam("state"),
    "before_id": LiveRestoreRequest.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=16)
def page_statement(asked: frozenset[str]) -> Statement[RestoreRequestOut]:
    """Return a page, with plans for administrators; a subquery finds the page before the joins."""
    latest = LiveRestoreRequest.c.id.desc()
    found = (
        select(LiveRestoreRequest.c.id)
        .where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(latest)
        .limit(bindparam("limit", type_=Integer))
        .correlate(None)
    )
    rows = select_requests(with_plans="author_id" not in asked)
    page = any_(func.array(found.scalar_subquery()))
    return Statement(
        rows.where(LiveRestoreRequest.c.id == page).order_by(latest), RestoreRequestOut
    )


async def list_requests(
    db: Reading, viewer: Actor, filters: RestoreRequestFilters
) -> Page[RestoreRequestOut]:
    """Return the viewer's requests, or everyone's with plans for an administrator."""
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {
        "author_id": None if can(viewer, Action.SEE_EVERY_REQUEST) else viewer.id,
        "state": filters.state,
        "before_id": key.id if key else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    rows = await db.all(page_statement(frozenset(values)), **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda request: (request.created_at, request.id))


async def get_request(db: Reading, viewer: Actor, request_id: int) -> RestoreRequestOut:
    """Return a request that the viewer may see; the caller has checked that."""
    sees_all = can(viewer, Action.SEE_EVERY_REQUEST)
    request = await db.one(SELECT_REQUEST if sees_all else SELECT_OWN_REQUEST, id=request_id)
    if request is None:
        raise NotFoundError
    return request


async def get_row(db: Reading, actor: Actor, action: Action, request_id: int) -> RequestRow:
    """Raise NotFoundError for the request of another user, or the error of the action's rule."""
    row = await db.one(SELECT_ROW, id=request_id)
    if row is None:
        raise NotFoundError
    require(actor, Action.SEE_TRASHED, row)
    require(actor, action, row)
    return row
