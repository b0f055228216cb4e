"""Reading the audit log."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import Integer, bindparam, case, func, null, select

from blog_api.audit import TargetType
from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.models import AuditEntry
from blog_api.trash.schemas import Agent
from blog_api.web.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.web.schemas import Instant, Output, QueryId, Text

SORT: Final = "newest"


class AuditEntryOut(Output):
    """One act; the actor's name is the one they had then."""

    id: int
    at: datetime
    actor: Agent | None = Field(description="Null for the command line.")
    action: str = Field(examples=["post.delete"])
    target_type: TargetType
    target_id: int | None = Field(description="Null where there were many.")
    deletion_id: int | None
    request_id: str | None
    details: dict[str, Any]


class AuditFilters(CursorPaging):
    """Query parameters of the audit log."""

    actor: QueryId | None = None
    action: Annotated[Text, Field(max_length=100)] | None = None
    target_type: TargetType | None = None
    target_id: QueryId | None = None
    after: Instant | None = Field(default=None, description="At this instant or later.")
    before: Instant | None = None


ACTOR: Final = case(
    (
        AuditEntry.actor_id.is_not(None),
        func.json_build_object(
            constant("id"), AuditEntry.actor_id, constant("username"), AuditEntry.actor_username
        ),
    ),
    else_=null(),
).label("actor")

CONDITIONS: Final = {
    "actor_id": AuditEntry.actor_id == bindparam("actor_id"),
    "action": AuditEntry.action == bindparam("action"),
    "target_type": AuditEntry.target_type == bindparam("target_type"),
    "target_id": AuditEntry.target_id == bindparam("target_id"),
    "after": AuditEntry.at >= bindparam("after"),
    "before": AuditEntry.at < bindparam("before"),
    "before_id": AuditEntry.id < bindparam("before_id"),
}


@lru_cache(maxsize=128)
def page_statement(asked: frozenset[str]) -> Statement[AuditEntryOut]:
    """The log only grows, so ids are its order."""
    return Statement(
        select(
            AuditEntry.id,
            AuditEntry.at,
            ACTOR,
            AuditEntry.action,
            AuditEntry.target_type,
            AuditEntry.target_id,
            AuditEntry.deletion_id,
            AuditEntry.request_id,
            AuditEntry.details,
        )
        .where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(AuditEntry.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        AuditEntryOut,
    )


async def list_audit(db: Reading, filters: AuditFilters) -> Page[AuditEntryOut]:
    """The latest first."""
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {
        "actor_id": filters.actor,
        "action": filters.action,
        "target_type": filters.target_type,
        "target_id": filters.target_id,
        "after": filters.after,
        "before": filters.before,
        "before_id": key.id if key else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    rows = await db.all(page_statement(frozenset(values)), **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda entry: (entry.at, entry.id))
