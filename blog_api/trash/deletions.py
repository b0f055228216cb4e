"""Deletions: what was deleted together, by whom, and whether it was undone."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, bindparam, func, select

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.models import Deletion
from blog_api.trash.relations import Deleter, agent_column
from blog_api.trash.schemas import DeletionFilters, DeletionOut
from blog_api.web.pagination import Page, page_of, read_cursor

SORT: Final = "newest"
COUNTS: Final = func.json_build_object(
    constant("posts"),
    Deletion.c.post_count,
    constant("comments"),
    Deletion.c.comment_count,
    constant("users"),
    Deletion.c.user_count,
).label("counts")
DELETIONS: Final = select(
    Deletion.c.id,
    Deletion.c.kind,
    agent_column(Deleter, "actor"),
    Deletion.c.reason,
    Deletion.c.created_at,
    Deletion.c.undone_at,
    COUNTS,
).outerjoin(Deleter, Deleter.c.id == Deletion.c.actor_id)

SELECT_DELETION: Final = Statement(DELETIONS.where(Deletion.c.id == bindparam("id")), DeletionOut)

CONDITIONS: Final = {
    "kind": Deletion.c.kind == bindparam("kind"),
    "actor_id": Deletion.c.actor_id == bindparam("actor_id"),
    "before_id": Deletion.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=8)
def page_statement(asked: frozenset[str]) -> Statement[DeletionOut]:
    """Ids are counted up, so they are the order too."""
    return Statement(
        DELETIONS.where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(Deletion.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        DeletionOut,
    )


async def list_deletions(db: Reading, filters: DeletionFilters) -> Page[DeletionOut]:
    """The latest first."""
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {
        "kind": filters.kind,
        "actor_id": filters.actor,
        "before_id": key.id if key else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    rows = await db.all(page_statement(frozenset(values)), **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda deletion: (deletion.created_at, deletion.id))


async def get_deletion(db: Reading, deletion_id: int) -> DeletionOut:
    """One deletion, undone or not."""
    deletion = await db.one(SELECT_DELETION, id=deletion_id)
    if deletion is None:
        raise NotFoundError
    return deletion
