"""Searching the list of posts: which of the ways of finding a page is the short one."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from blog_api.db.database import Reading
from blog_api.permissions import Actor
from blog_api.posts import listing
from blog_api.posts.listing import Shape, sorted_by
from blog_api.posts.schemas import PostFilters, PostItem
from blog_api.posts.search.finding import Finder, Words
from blog_api.posts.search.matching import (
    RANKED,
    Match,
    count_statement,
    match_statement,
)
from blog_api.posts.search.probing import (
    COUNTING_PROBE,
)
from blog_api.posts.search.showing import item_statement, page_statement, rank_statement
from blog_api.web.pagination import COUNTED, Page, page_of, read_cursor, write_cursor

BY_RANK: Final = "relevance"


@dataclass(frozen=True, slots=True)
class Count:
    """How many are shown of the matches that were counted, and whether that was all of them."""

    shown: int
    is_whole: bool


async def count(db: Reading, shape: Shape, filtered: dict[str, Any], words: Words) -> Count:
    """How many there are, as far as anyone counts."""
    (probe,) = await db.all(COUNTING_PROBE, **words.whole)
    shown = await db.one(count_statement(shape), **filtered, ids=probe.ids or "{}")
    return Count(shown or 0, probe.is_whole(COUNTED))


async def list_posts(db: Reading, viewer: Actor | None, filters: PostFilters) -> Page[PostItem]:
    """The list of posts, with or without words to search for."""
    if filters.search is None:
        return await listing.list_posts(db, viewer, filters)
    words = Words.read(filters.search)
    values = await listing.find_conditions(db, viewer, filters)
    find_page = best_page if filters.sort == BY_RANK else next_page
    page, shape = await find_page(db, filters, values, words)
    if not filters.count:
        return page
    return with_total(page, await count(db, shape, values, words), filters)


async def next_page(
    db: Reading, filters: PostFilters, values: dict[str, Any], words: Words
) -> tuple[Page[PostItem], Shape]:
    """In the order of the list."""
    shape = listing.shape_of(filters, values)
    begins = listing.start_values(filters, read_cursor(shape.order, filters.cursor))
    finder = Finder(
        db,
        shape,
        values,
        words,
        filters.limit + 1,
        begins,
        partial(page_statement, with_snippet=filters.snippet),
        shows_words=filters.snippet,
    )
    rows = await finder.find()
    key = partial(place_of, shape)
    return page_of(rows, filters.limit, shape.order, key), shape


def place_of(shape: Shape, post: PostItem) -> tuple[datetime | int, int]:
    """Where the next page begins after it."""
    return sorted_by(shape, post), post.id


async def best_page(
    db: Reading, filters: PostFilters, values: dict[str, Any], words: Words
) -> tuple[Page[PostItem], Shape]:
    """The best among the newest matches, for to rank all of a common word takes seconds."""
    shape = Shape(
        listing.is_only_public(filters), frozenset(values), "newest", "first", limit=RANKED
    )
    newest = await Finder(db, shape, values, words, RANKED, {}, match_statement).find()
    key = read_cursor(BY_RANK, filters.cursor)
    start = {"key": key.value, "key_id": key.id} if key else {"offset": filters.offset}
    best = await db.all(
        rank_statement(after_key=key is not None),
        **words.whole,
        **start,
        ids=[match.id for match in newest],
        limit=filters.limit + 1,
    )
    return await show_best(db, filters, best, words), shape


async def show_best(
    db: Reading, filters: PostFilters, best: list[Match], words: Words
) -> Page[PostItem]:
    """The posts of the matches; one that was deleted since the index was read is left out."""
    shown = best[: filters.limit]
    only_public = listing.is_only_public(filters)
    statement = item_statement(only_public=only_public, with_snippet=filters.snippet)
    named = words.whole if filters.snippet else {}
    rows = await db.all(statement, ids=[match.id for match in shown], **named)
    by_id = {item.id: item for item in rows}
    more = len(best) > filters.limit
    return Page(
        items=[by_id[match.id] for match in shown if match.id in by_id],
        next_cursor=write_cursor(BY_RANK, shown[-1].place, shown[-1].id) if more else None,
    )


def with_total(page: Page[PostItem], count: Count, filters: PostFilters) -> Page[PostItem]:
    """As many as the list will give; a page beyond its end says nothing about what is before."""
    if filters.sort == BY_RANK:
        whole = count.is_whole or count.shown >= RANKED
        return page.counted(min(count.shown, RANKED), all_of_them=whole)
    seen = filters.offset + len(page.items) if page.items else 0
    return page.counted(max(count.shown, seen), all_of_them=count.is_whole)
