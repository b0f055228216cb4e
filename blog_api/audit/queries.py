"""Queries of the audit log."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    false,
    func,
    null,
    select,
    union_all,
)

from blog_api.audit.schemas import AuditEntryOut, AuditFilters, OwnEntryOut
from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.http.pagination import Page, page_of, read_cursor
from blog_api.models import AuditEntry

SORT: Final = "newest"
USER: Final = bindparam("user_id", type_=BigInteger)

ACTOR: Final = case(
    (
        AuditEntry.c.actor_id.is_not(None),
        func.json_build_object(
            constant("id"), AuditEntry.c.actor_id, constant("username"), AuditEntry.c.actor_username
        ),
    ),
    else_=null(),
).label("actor")

CONDITIONS: Final = {
    "actor_id": AuditEntry.c.actor_id == bindparam("actor_id"),
    "action": AuditEntry.c.action == bindparam("action"),
    "target_type": AuditEntry.c.target_type == bindparam("target_type"),
    "target_id": AuditEntry.c.target_id == bindparam("target_id"),
    "request_id": AuditEntry.c.request_id == bindparam("request_id"),
    "after": AuditEntry.c.at >= bindparam("after"),
    "before": AuditEntry.c.at < bindparam("before"),
    "before_id": AuditEntry.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=128)
def page_statement(asked: frozenset[str]) -> Statement[AuditEntryOut]:
    return Statement(
        select(
            AuditEntry.c.id,
            AuditEntry.c.at,
            ACTOR,
            AuditEntry.c.action,
            AuditEntry.c.target_type,
            AuditEntry.c.target_id,
            AuditEntry.c.deletion_id,
            AuditEntry.c.request_id,
            AuditEntry.c.token_id,
            AuditEntry.c.details,
        )
        .where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(AuditEntry.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        AuditEntryOut,
    )


IS_MINE: Final = func.coalesce(AuditEntry.c.actor_id == USER, false())


def entries_about(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select entries along an index; of acts of others without the details."""
    rows = (
        select(
            AuditEntry.c.id,
            AuditEntry.c.at,
            IS_MINE.label("by_me"),
            AuditEntry.c.action,
            AuditEntry.c.target_type,
            AuditEntry.c.target_id,
            AuditEntry.c.deletion_id,
            case((IS_MINE, AuditEntry.c.details), else_=null()).label("details"),
        )
        .where(*conditions, AuditEntry.c.id > bindparam("after_id", type_=BigInteger))
        .order_by(AuditEntry.c.id)
        .limit(bindparam("limit", type_=Integer))
    )
    return select(*rows.subquery().c)


# Two index scans: with OR, PostgreSQL may read the whole log in the order of ids.
ABOUT: Final = union_all(
    entries_about(AuditEntry.c.actor_id == USER),
    entries_about(
        AuditEntry.c.target_type == constant("user"), AuditEntry.c.target_id == USER, ~IS_MINE
    ),
).subquery("about")
SELECT_ABOUT: Final = Statement(
    select(*ABOUT.c).order_by(ABOUT.c.id).limit(bindparam("limit", type_=Integer)), OwnEntryOut
)


async def list_about(db: Reading, user_id: int, after_id: int, limit: int) -> list[OwnEntryOut]:
    """Return the entries of an account's acts, and those about it without their actors."""
    return await db.all(SELECT_ABOUT, user_id=user_id, after_id=after_id, limit=limit)


async def list_audit(db: Reading, filters: AuditFilters) -> Page[AuditEntryOut]:
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {
        "actor_id": filters.actor,
        "action": filters.action,
        "target_type": filters.target_type,
        "target_id": filters.target_id,
        "request_id": filters.request_id,
        "after": filters.after,
        "before": filters.before,
        "before_id": key.id if key else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    rows = await db.all(page_statement(frozenset(values)), **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda entry: (entry.at, entry.id))
