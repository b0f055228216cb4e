"""What is shown of matches: the best of them, the posts themselves, fragments of their words."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statement import Statement, constant
from blog_api.live import IS_PUBLIC, LivePost, LivePostSearch
from blog_api.posts.queries import SUMMARY_COLUMNS, with_relations
from blog_api.posts.schemas import PostItem
from blog_api.posts.search.matching import Match, Search, page
from blog_api.posts.search.probing import QUERY

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
LIMIT: Final = bindparam("limit", type_=Integer)
# Marks that cannot stand in the text: it is rid of them before.
OPENING, CLOSING = "\ue000", "\ue001"

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


@lru_cache(maxsize=512)
def page_statement(search: Search, *, with_snippet: bool) -> Statement[PostItem]:
    """A page of matches as the list shows them."""
    found = page(search).subquery("page")
    columns = (*SUMMARY_COLUMNS, snippet()) if with_snippet else SUMMARY_COLUMNS
    rows = with_relations(select(*columns)).join(found, found.c.id == LivePost.c.id)
    order = (found.c.place, found.c.id)
    ascending = search.is_ascending
    return Statement(rows.order_by(*(c if ascending else c.desc() for c in order)), PostItem)


@lru_cache(maxsize=4)
def item_statement(*, only_public: bool, with_snippet: bool) -> Statement[PostItem]:
    """Posts by their ids, in no order."""
    columns = (*SUMMARY_COLUMNS, snippet()) if with_snippet else SUMMARY_COLUMNS
    rows = with_relations(select(*columns)).where(LivePost.c.id == any_(IDS))
    return Statement(rows.where(IS_PUBLIC) if only_public else rows, PostItem)
