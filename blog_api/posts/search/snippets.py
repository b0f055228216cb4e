"""Snippets of matches, and the statements of result pages with or without them."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statements import Statement, constant
from blog_api.live import LivePost, Viewer, visible_to
from blog_api.posts.queries import SUMMARY_COLUMNS, with_relations
from blog_api.posts.schemas import PostItem
from blog_api.posts.search.index import QUERY
from blog_api.posts.search.statements import Search, page

MATCH_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
# Highlight delimiters from the Private Use Area; `search_headline()` strips them from the text.
OPENING, CLOSING = "\ue000", "\ue001"
# Characters: a page of 20 posts then takes 11 ms at most, where whole texts took 850.
SCANNED: Final = 20_000
WINDOW: Final = 1_200
BEFORE: Final = 200


def text_window() -> ColumnElement[Any]:
    """Return the part of a content that a snippet is made of: headlines take 0.4 ms a kilobyte.

    The part begins shortly before the first word of the search, if the beginning of the content
    has that word, and else at the beginning.
    """
    beginning = func.lower(func.left(LivePost.c.content, constant(SCANNED)))
    first_word = func.substring(
        func.lower(bindparam("words", type_=Text)), constant("[[:alnum:]]+")
    )
    found_at = func.coalesce(func.strpos(beginning, first_word), constant(0))
    return func.substr(
        LivePost.c.content,
        func.greatest(found_at - constant(BEFORE), constant(1)),
        constant(WINDOW),
    )


def snippet() -> ColumnElement[Any]:
    options = (
        f"StartSel={OPENING}, StopSel={CLOSING}, MaxFragments=2, MaxWords=25, MinWords=10, "
        'FragmentDelimiter=" … "'
    )
    made: ColumnElement[Any] = func.search_headline(
        text_window(), QUERY, literal_column(f"'{options}'")
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
def result_page_statement(search: Search, *, with_snippet: bool) -> Statement[PostItem]:
    found = page(search).subquery("page")
    columns = (*SUMMARY_COLUMNS, snippet()) if with_snippet else SUMMARY_COLUMNS
    rows = with_relations(select(*columns)).join(found, found.c.id == LivePost.c.id)
    order = (found.c.sort_key, found.c.id)
    ascending = search.is_ascending
    return Statement(rows.order_by(*(c if ascending else c.desc() for c in order)), PostItem)


@lru_cache(maxsize=4)
def result_items_statement(*, only_public: bool, with_snippet: bool) -> Statement[PostItem]:
    columns = (*SUMMARY_COLUMNS, snippet()) if with_snippet else SUMMARY_COLUMNS
    rows = with_relations(select(*columns)).where(LivePost.c.id == any_(MATCH_IDS))
    public = visible_to(Viewer.EVERYONE)
    return Statement(rows.where(public) if only_public else rows, PostItem)
