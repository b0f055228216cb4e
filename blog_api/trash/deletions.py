"""Queries of deletions: their rows, actor and state."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, Interval, and_, bindparam, case, cast, func, null, or_, select, true

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Page, page_of, read_cursor
from blog_api.models import Comment, Deletion, Post
from blog_api.trash.relations import Deleter, agent_column
from blog_api.trash.schemas import DeletionFilters, DeletionOut

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


@dataclass(frozen=True, slots=True)
class UndoableDeletion:
    """Whether a deletion exists, and the author that may undo it."""

    is_known: bool
    undoable_by: int | None


# A former administrator may have deleted the post or comment of another account.
OF_OTHERS: Final = or_(
    *(
        select(model.c.id)
        .where(
            model.c.deletion_id == Deletion.c.id,
            model.c.author_id.is_distinct_from(Deletion.c.actor_id),
        )
        .exists()
        for model in (Post, Comment)
    )
)
IS_RECENT: Final = Deletion.c.created_at > func.now() - cast(bindparam("author_undo"), Interval)
OWN_AND_RECENT: Final = and_(
    Deletion.c.kind.in_([constant("post"), constant("comment")]), IS_RECENT, ~OF_OTHERS
)
SELECT_UNDOABLE: Final = Statement(
    select(true(), case((OWN_AND_RECENT, Deletion.c.actor_id), else_=null())).where(
        Deletion.c.id == bindparam("id")
    ),
    UndoableDeletion,
)

CONDITIONS: Final = {
    "kind": Deletion.c.kind == bindparam("kind"),
    "actor_id": Deletion.c.actor_id == bindparam("actor_id"),
    "before_id": Deletion.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=8)
def page_statement(asked: frozenset[str]) -> Statement[DeletionOut]:
    return Statement(
        DELETIONS.where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(Deletion.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        DeletionOut,
    )


async def list_deletions(db: Reading, filters: DeletionFilters) -> Page[DeletionOut]:
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
    deletion = await db.one(SELECT_DELETION, id=deletion_id)
    if deletion is None:
        raise NotFoundError
    return deletion


async def get_undoable(
    db: Reading, deletion_id: int, author_undo: timedelta | None
) -> UndoableDeletion:
    """Return a deletion with the account that may undo it; without `author_undo` none may."""
    found = await db.one(SELECT_UNDOABLE, id=deletion_id, author_undo=author_undo)
    return found or UndoableDeletion(is_known=False, undoable_by=None)
