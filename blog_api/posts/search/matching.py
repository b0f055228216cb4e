"""The statements of full text search, planned so that they stay flat for rare and common words.

PostgreSQL guesses how many posts match, and for a rare word would walk through all of the feed. So
it is told what to do, in this order: NEAR, walk the beginning of the feed, where a common word
fills a page; FEW, ask the index for its first matches, and if that was all of them, sort those;
FAR, walk on, for with so many a page is not far; EVERY, sort them all, for it was (decision 0010).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statement import Statement, constant
from blog_api.live import IS_PUBLIC, LivePost, LivePostCounters, LivePostSearch
from blog_api.posts.listing import BY_COUNTS, Shape, chosen
from blog_api.posts.queries import SUMMARY_COLUMNS, with_relations
from blog_api.posts.schemas import PostItem
from blog_api.web.pagination import COUNTED
from blog_api.web.schemas import BIGINT_MAX

NEAR: Final = 25  # rows to walk for each one wanted: enough for a word of every twentieth post
FEW: Final = 1000
FAR: Final = 25_000
RANKED: Final = 200
Way = Literal["few", "walk", "every"]

QUERY: Final = select(
    func.search_query(bindparam("words", type_=Text), bindparam("prefix", type_=Text))
).scalar_subquery()
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
LIMIT: Final = bindparam("limit", type_=Integer)
WINDOW: Final = bindparam("window", type_=Integer)
# Marks that cannot stand in the text: it is rid of them before.
OPENING, CLOSING = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Probe:
    """Matches, some or all of them; None where no index can tell, as of "everything but"."""

    matches: list[int] | None

    def is_whole(self, limit: int) -> bool:
        """Whether these are all matches, drafts and deleted ones among them."""
        return self.matches is not None and len(self.matches) <= limit


@dataclass(frozen=True, slots=True)
class Match:
    """A post and its place in the order of the list."""

    id: int
    place: datetime | int


def matching(at_most: int) -> ColumnElement[Any]:
    """An array of ids from the index, in no order."""
    found = func.matching_posts(QUERY, constant(at_most)).column_valued("post_id")
    return func.array(select(found).scalar_subquery())


def indexed(at_most: int) -> ColumnElement[Any]:
    """The same, or null where no index can tell."""
    asked = select(matching(at_most)).where(func.querytree(QUERY) != constant("T"))
    return asked.scalar_subquery()


PROBE: Final = Statement(select(indexed(FEW + 1)), Probe)
COUNTING_PROBE: Final = Statement(select(indexed(COUNTED + 1)), Probe)


def among(way: Way) -> ColumnElement[bool]:
    """The condition that stands for the search where it is not walked."""
    return LivePost.c.id == any_(IDS if way == "few" else matching(BIGINT_MAX))


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


def sorted_page(shape: Shape, way: Way) -> Select[Any]:
    """The OFFSET keeps the planner from walking the feed in search of a few ids."""
    found = placed(shape).where(among(way)).offset(constant(0)).subquery("found")
    return in_order(shape, select(found.c.id, found.c.place), found.c.place, found.c.id)


def window(shape: Shape) -> Select[Any]:
    """The first part of what the filters leave; words apart."""
    return in_order(shape, placed(shape), *shape.place)


def walked_page(shape: Shape) -> Select[Any]:
    """Each post of the window in order, looked up in the index of posts until a page is full."""
    first = window(shape).limit(WINDOW).subquery("first")
    hit = (
        select(LivePostSearch.c.post_id)
        .where(LivePostSearch.c.post_id == first.c.id, LivePostSearch.c.document.op("@@")(QUERY))
        .limit(constant(1))
        .lateral("hit")
    )
    rows = select(first.c.id, first.c.place).join(hit, true())
    ascending = shape.sort == "oldest"
    order = (first.c.place, first.c.id)
    return rows.order_by(*(c if ascending else c.desc() for c in order))


@lru_cache(maxsize=512)
def match_statement(shape: Shape, way: Way) -> Statement[Match]:
    """A page of matches."""
    rows = walked_page(shape) if way == "walk" else sorted_page(shape, way)
    rows = rows.limit(LIMIT)
    rows = rows.offset(bindparam("offset")) if shape.start == "offset" else rows
    return Statement(rows, Match)


@lru_cache(maxsize=512)
def beyond_statement(shape: Shape) -> Statement[bool]:
    """Whether the window left anything out."""
    return Statement(select(exists(window(shape).offset(WINDOW).limit(constant(1)))), bool)


@lru_cache(maxsize=512)
def count_statement(shape: Shape) -> Statement[int]:
    """How many of some matches the filters leave.

    The ids go through our hands, for PostgreSQL plans better with those before its eyes.
    """
    rows = chosen(select(func.count()).select_from(LivePost), shape)
    return Statement(rows.where(LivePost.c.id == any_(IDS)), int)


RANK: Final = cast(
    func.ts_rank(LivePostSearch.c.document, QUERY, constant(1)) * constant(1_000_000_000),
    BigInteger,
)


@lru_cache(maxsize=2)
def rank_statement(*, after_key: bool) -> Statement[Match]:
    """The best first. A whole number, so that a cursor holds it exactly."""
    ranked = (
        select(LivePostSearch.c.post_id, RANK.label("place"))
        .where(LivePostSearch.c.post_id == any_(IDS))
        .subquery("ranked")
    )
    best = (ranked.c.place, ranked.c.post_id)
    rows = select(ranked.c.post_id, ranked.c.place).order_by(*(c.desc() for c in best)).limit(LIMIT)
    if after_key:
        return Statement(
            rows.where(tuple_(*best) < tuple_(bindparam("key"), bindparam("key_id"))), Match
        )
    return Statement(rows.offset(bindparam("offset")), Match)


def snippet() -> ColumnElement[Any]:
    """Fragments of the content as HTML in which nothing but `<mark>` is markup."""
    text = func.translate(func.searchable(LivePost.c.content), OPENING + CLOSING, "")
    options = (
        f"StartSel={OPENING}, StopSel={CLOSING}, MaxFragments=2, MaxWords=25, MinWords=10, "
        'FragmentDelimiter=" … "'
    )
    made: ColumnElement[Any] = func.ts_headline(
        func.search_language(), text, QUERY, literal_column(f"'{options}'")
    )
    for mark, markup in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        (OPENING, "<mark>"),
        (CLOSING, "</mark>"),
    ):
        made = func.replace(made, constant(mark), constant(markup))
    return made.label("snippet")


@lru_cache(maxsize=4)
def item_statement(*, only_public: bool, with_snippet: bool) -> Statement[PostItem]:
    """The posts of a page, as the list shows them."""
    columns = (*SUMMARY_COLUMNS, snippet()) if with_snippet else SUMMARY_COLUMNS
    rows = with_relations(select(*columns)).where(LivePost.c.id == any_(IDS))
    return Statement(rows.where(IS_PUBLIC) if only_public else rows, PostItem)
