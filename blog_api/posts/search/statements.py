"""Statements of full text search, planned so that they stay fast for rare and common words.

PostgreSQL estimates the number of matches badly, and would scan the whole feed for a rare word. So
the strategy picks one of these plans (decision 0010): `scan_feed` scans a part of the feed and
looks up each post; `sort_ids` sorts the few ids from the index; `scan_ids` scans the feed for ids
from the index; `sort_all` sorts all matches.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    any_,
    bindparam,
    exists,
    false,
    func,
    select,
    true,
    tuple_,
)

from blog_api.db.statements import Statement, constant
from blog_api.http.fields import BIGINT_MAX
from blog_api.live import LivePost, LivePostCounters, LivePostSearch
from blog_api.posts.listing import BY_COUNTS, QueryShape, apply_filters
from blog_api.posts.search.index import INDEXED_IDS, QUERY, matching

PEEK_FACTOR: Final = (
    5  # rows to scan for each row of a page: enough to see whether a word is common
)
SCAN_FACTOR: Final = 25  # the same, for a word in every twentieth post
SCAN_MAX: Final = 25_000
RANKED: Final = 200
Way = Literal["scan_feed", "sort_ids", "scan_ids", "sort_all"]


@dataclass(frozen=True, slots=True)
class Match:
    """A post and its sort key."""

    id: int
    sort_key: datetime | int


@dataclass(frozen=True, slots=True)
class Search:
    """The choices that change the text of a statement; `window` is None if it is a parameter.

    With a literal number a statement is planned once, with a parameter on each execution (decision
    0020).
    """

    shape: QueryShape
    way: Way
    window: int | None = None

    @property
    def rows(self) -> ColumnElement[Any]:
        return given("window", self.window)

    @property
    def is_ascending(self) -> bool:
        return self.shape.sort == "oldest"


def given(name: str, value: int | None) -> ColumnElement[Any]:
    return bindparam(name, type_=Integer) if value is None else constant(value)


def with_sort_key(shape: QueryShape) -> Select[Any]:
    rows = select(LivePost.c.id, shape.column.label("sort_key"))
    if shape.sort in BY_COUNTS:
        rows = rows.join(LivePostCounters, LivePostCounters.c.post_id == LivePost.c.id)
    return apply_filters(rows, shape)


def sorted_by(
    shape: QueryShape, rows: Select[Any], *columns: SQLColumnExpression[Any]
) -> Select[Any]:
    """Sort the rows, beginning after the key of the previous page."""
    ascending = shape.sort == "oldest"
    if shape.after_key:
        key = tuple_(bindparam("key"), bindparam("key_id"))
        rows = rows.where(tuple_(*columns) > key if ascending else tuple_(*columns) < key)
    return rows.order_by(*(c if ascending else c.desc() for c in columns))


def sorted_page(search: Search) -> Select[Any]:
    """Build the query that sorts ids from the index; OFFSET 0 prevents a scan of the feed."""
    ids = INDEXED_IDS if search.way == "sort_ids" else matching(QUERY, BIGINT_MAX)
    chosen_rows = with_sort_key(search.shape).where(LivePost.c.id == any_(ids))
    found = chosen_rows.offset(constant(0)).subquery("found")
    rows = select(found.c.id, found.c.sort_key)
    return sorted_by(search.shape, rows, found.c.sort_key, found.c.id)


def feed_window(shape: QueryShape) -> Select[Any]:
    """Return the first rows of the feed that match the filters, regardless of the words."""
    return sorted_by(shape, with_sort_key(shape), *shape.sort_key)


def scanned_page(search: Search) -> Select[Any]:
    """Build the query that looks up each post of the feed window until the page is full.

    COALESCE makes PostgreSQL use a hashed subplan for the ids, which keeps the order.
    """
    first = feed_window(search.shape).limit(search.rows).subquery("first")
    rows = select(first.c.id, first.c.sort_key)
    if search.way == "scan_ids":
        is_named = first.c.id.in_(select(func.unnest(INDEXED_IDS)))
        rows = rows.where(func.coalesce(is_named, false()))
    else:
        hit = (
            select(LivePostSearch.c.post_id)
            .where(
                LivePostSearch.c.post_id == first.c.id, LivePostSearch.c.document.op("@@")(QUERY)
            )
            .limit(constant(1))
            .lateral("hit")
        )
        rows = rows.join(hit, true())
    order = (first.c.sort_key, first.c.id)
    return rows.order_by(*(c if search.is_ascending else c.desc() for c in order))


def page(search: Search) -> Select[Any]:
    walks = search.way in {"scan_feed", "scan_ids"}
    rows = scanned_page(search) if walks else sorted_page(search)
    rows = rows.limit(given("limit", search.shape.limit))
    return rows.offset(bindparam("offset")) if search.shape.start == "offset" else rows


@lru_cache(maxsize=512)
def match_statement(search: Search) -> Statement[Match]:
    return Statement(page(search), Match)


@lru_cache(maxsize=512)
def beyond_statement(shape: QueryShape) -> Statement[bool]:
    rows = feed_window(shape).offset(bindparam("window", type_=Integer)).limit(constant(1))
    return Statement(select(exists(rows)), bool)


@lru_cache(maxsize=512)
def result_count_statement(shape: QueryShape) -> Statement[int]:
    """Build the statement that counts which of the given ids match the filters.

    The ids are a parameter, since PostgreSQL plans better when it knows them.
    """
    rows = apply_filters(select(func.count()).select_from(LivePost), shape)
    return Statement(rows.where(LivePost.c.id == any_(INDEXED_IDS)), int)
