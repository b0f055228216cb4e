"""Result pages of a search, in the order of the list or by rank, and the number of matches."""

from dataclasses import dataclass, replace
from functools import partial

from blog_api.db.database import Reading
from blog_api.http.pagination import COUNTED, Page, write_cursor
from blog_api.posts.filters import PostFilters
from blog_api.posts.listing import BY_RANK, ListQuery
from blog_api.posts.schemas import PostItem
from blog_api.posts.search.index import COUNTING_PROBE
from blog_api.posts.search.ranking import rank_statement
from blog_api.posts.search.snippets import result_items_statement, result_page_statement
from blog_api.posts.search.statements import RANKED, Match, match_statement, result_count_statement
from blog_api.posts.search.strategy import Finder, Words


@dataclass(frozen=True, slots=True)
class Count:
    """The number of matches that the list has, and whether it is exact."""

    shown: int
    is_whole: bool


async def search_page(db: Reading, query: ListQuery, text: str) -> Page[PostItem]:
    """Return a page of the posts that match a search, with their number if `count` is given."""
    words = Words.read(text)
    if query.filters.sort == BY_RANK:
        query = query_of_newest(query)
        page = await page_by_rank(db, query, words)
    else:
        page = await page_in_order(db, query, words)
    return with_total(page, await count(db, query, words), query) if query.filters.count else page


def query_of_newest(query: ListQuery) -> ListQuery:
    """Return the query of the matches to rank: the newest, because ranking all takes seconds."""
    shape = replace(query.shape, sort="newest", start="first", limit=RANKED)
    return replace(query, shape=shape)


async def count(db: Reading, query: ListQuery, words: Words) -> Count:
    """Count the matches, up to `COUNTED`."""
    (probe,) = await db.all(COUNTING_PROBE, **words.whole)
    statement = result_count_statement(query.shape)
    shown = await db.one(statement, **query.values, ids=probe.ids or "{}")
    return Count(shown or 0, probe.is_whole(COUNTED))


async def page_in_order(db: Reading, query: ListQuery, words: Words) -> Page[PostItem]:
    finder = Finder(
        db,
        query.shape,
        query.values,
        words,
        query.limit,
        query.position,
        partial(result_page_statement, with_snippet=query.filters.snippet),
        shows_words=query.filters.snippet,
    )
    return query.page(await finder.find())


async def page_by_rank(db: Reading, query: ListQuery, words: Words) -> Page[PostItem]:
    finder = Finder(db, query.shape, query.values, words, RANKED, {}, match_statement)
    newest = await finder.find()
    best = await db.all(
        rank_statement(after_key="key" in query.position),
        **words.whole,
        **(query.position or {"offset": 0}),
        ids=[match.id for match in newest],
        limit=query.limit,
    )
    return await read_items(db, query.filters, best, words)


async def read_items(
    db: Reading, filters: PostFilters, best: list[Match], words: Words
) -> Page[PostItem]:
    """Return the page of the best matches, without posts deleted since the index was read."""
    shown = best[: filters.limit]
    only_public = filters.is_only_public
    statement = result_items_statement(only_public=only_public, with_snippet=filters.snippet)
    named = words.whole if filters.snippet else {}
    rows = await db.all(statement, ids=[match.id for match in shown], **named)
    by_id = {item.id: item for item in rows}
    more = len(best) > filters.limit
    return Page(
        items=[by_id[match.id] for match in shown if match.id in by_id],
        next_cursor=write_cursor(BY_RANK, shown[-1].sort_key, shown[-1].id) if more else None,
    )


def with_total(page: Page[PostItem], count: Count, query: ListQuery) -> Page[PostItem]:
    """Add the total to a page: at most as many matches as can be paged through.

    The offset of an empty page says nothing about the number of matches before it.
    """
    if query.filters.sort == BY_RANK:
        whole = count.is_whole or count.shown >= RANKED
        return page.counted(min(count.shown, RANKED), all_of_them=whole)
    seen = query.filters.offset + len(page.items) if page.items else 0
    return page.counted(max(count.shown, seen), all_of_them=count.is_whole)
