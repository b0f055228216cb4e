"""The statements of full text search, planned so that they stay flat for rare and common words.

PostgreSQL guesses how many posts match, and for a rare word would walk through all of the feed. So
it is told what to do (decision 0010), by one of these ways: WALK a part of the feed and look each
post up; sort the few matches that the index NAMED; walk the feed in search of SOME that it named;
sort EVERY match.
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

from blog_api.db.statement import Statement, constant
from blog_api.live import LivePost, LivePostCounters, LivePostSearch
from blog_api.posts.listing import BY_COUNTS, Shape, chosen
from blog_api.posts.search.probing import IDS, QUERY, matching
from blog_api.web.schemas import BIGINT_MAX

GLIMPSE: Final = 5  # rows to walk for each one wanted: enough to see whether a word is common
NEAR: Final = 25  # the same, for a word of every twentieth post
FAR: Final = 25_000
RANKED: Final = 200
Way = Literal["walk", "named", "some", "every"]


@dataclass(frozen=True, slots=True)
class Match:
    """A post and its place in the order of the list."""

    id: int
    place: datetime | int


@dataclass(frozen=True, slots=True)
class Search:
    """What distinguishes one SQL text from another; `window` where it is the same each time.

    A number in the text is planned once, a parameter anew each time (decision 0020).
    """

    shape: Shape
    way: Way
    window: int | None = None

    @property
    def rows(self) -> ColumnElement[Any]:
        """Of the feed, as many as are walked."""
        return given("window", self.window)

    @property
    def is_ascending(self) -> bool:
        return self.shape.sort == "oldest"


def given(name: str, value: int | None) -> ColumnElement[Any]:
    """A number in the text, or a parameter."""
    return bindparam(name, type_=Integer) if value is None else constant(value)


def placed(shape: Shape) -> Select[Any]:
    """What the filters leave, with what it is sorted by."""
    rows = select(LivePost.c.id, shape.column.label("place"))
    if shape.sort in BY_COUNTS:
        rows = rows.join(LivePostCounters, LivePostCounters.c.post_id == LivePost.c.id)
    return chosen(rows, shape)


def in_order(shape: Shape, rows: Select[Any], *columns: SQLColumnExpression[Any]) -> Select[Any]:
    """Sorted, from where the last page ended."""
    ascending = shape.sort == "oldest"
    if shape.after_key:
        key = tuple_(bindparam("key"), bindparam("key_id"))
        rows = rows.where(tuple_(*columns) > key if ascending else tuple_(*columns) < key)
    return rows.order_by(*(c if ascending else c.desc() for c in columns))


def sorted_page(search: Search) -> Select[Any]:
    """The OFFSET keeps the planner from walking the feed in search of a few ids."""
    ids = IDS if search.way == "named" else matching(QUERY, BIGINT_MAX)
    chosen_rows = placed(search.shape).where(LivePost.c.id == any_(ids))
    found = chosen_rows.offset(constant(0)).subquery("found")
    rows = select(found.c.id, found.c.place)
    return in_order(search.shape, rows, found.c.place, found.c.id)


def window(shape: Shape) -> Select[Any]:
    """The first part of what the filters leave; words apart."""
    return in_order(shape, placed(shape), *shape.place)


def walked_page(search: Search) -> Select[Any]:
    """Each post of the window in order, looked up until a page is full.

    Under COALESCE the ids that are named become a table of hashes, and the order is kept.
    """
    first = window(search.shape).limit(search.rows).subquery("first")
    rows = select(first.c.id, first.c.place)
    if search.way == "some":
        is_named = first.c.id.in_(select(func.unnest(IDS)))
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
    order = (first.c.place, first.c.id)
    return rows.order_by(*(c if search.is_ascending else c.desc() for c in order))


def page(search: Search) -> Select[Any]:
    """A page of matches."""
    walks = search.way in {"walk", "some"}
    rows = walked_page(search) if walks else sorted_page(search)
    rows = rows.limit(given("limit", search.shape.limit))
    return rows.offset(bindparam("offset")) if search.shape.start == "offset" else rows


@lru_cache(maxsize=512)
def match_statement(search: Search) -> Statement[Match]:
    """Nothing but where they stand."""
    return Statement(page(search), Match)


@lru_cache(maxsize=512)
def beyond_statement(shape: Shape) -> Statement[bool]:
    """Whether the window left anything out."""
    rows = window(shape).offset(bindparam("window", type_=Integer)).limit(constant(1))
    return Statement(select(exists(rows)), bool)


@lru_cache(maxsize=512)
def count_statement(shape: Shape) -> Statement[int]:
    """How many of some matches the filters leave.

    The ids go through our hands, for PostgreSQL plans better with those before its eyes.
    """
    rows = chosen(select(func.count()).select_from(LivePost), shape)
    return Statement(rows.where(LivePost.c.id == any_(IDS)), int)
