"""Queries of terms, whose counts exclude scheduled posts, and of changes of their names."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    cast,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.live import LivePost, LiveTermChange, LiveTermCount, is_scheduled
from blog_api.taxonomy.schemas import Kind, TermChangeOut, TermOut

SORT: Final = "newest"
TERMS_OF_POST: Final[dict[Kind, ColumnElement[Any]]] = {
    "tag": func.unnest(LivePost.c.tags),
    "category": func.unnest(array([LivePost.c.category])),
}


def counting(kind: Kind) -> Statement[TermOut]:
    """Count public posts: the counters of published posts, less the scheduled ones.

    A scheduled post becomes public without a write, so no trigger can count it. Scheduled posts are
    few and adjacent at one end of the index.
    """
    published = select(LiveTermCount.c.name, LiveTermCount.c.post_count.label("n")).where(
        LiveTermCount.c.kind == constant(kind)
    )
    scheduled = select(TERMS_OF_POST[kind].label("name"), cast(constant(-1), BigInteger)).where(
        is_scheduled(LivePost)
    )
    shares = union_all(published, scheduled).subquery("shares")
    post_count = cast(func.sum(shares.c.n), BigInteger)
    return Statement(
        select(shares.c.name, post_count.label("post_count"))
        .where(shares.c.name.is_not(None))
        .group_by(shares.c.name)
        .having(func.sum(shares.c.n) > constant(0))
        .order_by(post_count.desc(), shares.c.name)
        .limit(bindparam("limit", type_=Integer)),
        TermOut,
    )


COUNT: Final[dict[Kind, Statement[TermOut]]] = {
    "tag": counting("tag"),
    "category": counting("category"),
}

COUNT_OF_NAME: Final = Statement(
    select(
        LiveTermCount.c.name,
        cast(func.sum(LiveTermCount.c.post_count), BigInteger).label("post_count"),
    )
    .where(LiveTermCount.c.kind == bindparam("kind"), LiveTermCount.c.name == bindparam("name"))
    .group_by(LiveTermCount.c.name)
    .having(func.sum(LiveTermCount.c.post_count) > constant(0)),
    TermOut,
)

CHANGES: Final = select(*(LiveTermChange.c[name] for name in TermChangeOut.model_fields)).order_by(
    LiveTermChange.c.id.desc()
)
SELECT_CHANGE: Final = Statement(
    CHANGES.where(LiveTermChange.c.id == bindparam("change_id")), TermChangeOut
)


@lru_cache(maxsize=2)
def page_statement(*, after_key: bool) -> Statement[TermChangeOut]:
    rows = CHANGES.limit(bindparam("limit", type_=Integer))
    if after_key:
        rows = rows.where(LiveTermChange.c.id < bindparam("before_id"))
    return Statement(rows, TermChangeOut)


async def list_terms(db: Reading, kind: Kind, limit: int) -> list[TermOut]:
    return await db.all(COUNT[kind], limit=limit)


async def find_term(db: Reading, kind: Kind, name: str) -> TermOut | None:
    """Return a term that published posts have, scheduled ones included, however rare it is."""
    return await db.one(COUNT_OF_NAME, kind=kind, name=name)


async def list_changes(db: Reading, paging: CursorPaging) -> Page[TermChangeOut]:
    key = read_cursor(SORT, paging.cursor)
    before = {"before_id": key.id} if key else {}
    statement = page_statement(after_key=key is not None)
    rows = await db.all(statement, limit=paging.limit + 1, **before)
    return page_of(rows, paging.limit, SORT, lambda change: (change.created_at, change.id))


async def get_change(db: Reading, change_id: int) -> TermChangeOut:
    change = await db.one(SELECT_CHANGE, change_id=change_id)
    if change is None:
        raise NotFoundError
    return change
