"""Searching the list of posts: which of the ways of finding a page is the short one."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from blog_api.db.database import Reading
from blog_api.db.statement import Statement
from blog_api.errors import InvalidInputError
from blog_api.permissions import Actor
from blog_api.posts import listing
from blog_api.posts.listing import Shape
from blog_api.posts.schemas import PostFilters, PostItem
from blog_api.posts.search.matching import (
    COUNTING_PROBE,
    FAR,
    FEW,
    NEAR,
    PROBE,
    RANKED,
    Match,
    Probe,
    Way,
    beyond_statement,
    count_statement,
    item_statement,
    match_statement,
    rank_statement,
)
from blog_api.web.pagination import COUNTED, Key, Page, read_cursor, write_cursor

BY_RANK: Final = "relevance"


@dataclass(frozen=True, slots=True)
class Count:
    """How many are shown of the matches that were counted, and whether that was all of them."""

    shown: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Search:
    """One search: where and for what."""

    db: Reading
    shape: Shape
    filtered: dict[str, Any]
    words: dict[str, str]

    async def find_matches(self, limit: int, start: dict[str, Any]) -> list[Match]:
        """A full page if there is one, by the shortest way that is sure to find it."""
        near = NEAR * (limit + start.get("offset", 0))
        found = await self.walk(min(near, FAR), limit, start)
        if found is not None:
            return found
        probe = await self.probe()
        if probe.is_whole(FEW):
            return await self.sort("few", limit, {**start, "ids": probe.matches})
        found = await self.walk(FAR, limit, start)
        if found is None and probe.matches is None:
            raise leaves_out_too_much()
        return await self.sort("every", limit, {**start, **self.words}) if found is None else found

    async def walk(self, window: int, limit: int, start: dict[str, Any]) -> list[Match] | None:
        """A page from the beginning of the feed; None if it is not full and the feed goes on."""
        values = {**self.filtered, **start, "window": window}
        statement = match_statement(self.shape, "walk")
        found = await self.db.all(statement, **values, **self.words, limit=limit)
        if len(found) == limit:
            return found
        values.pop("offset", None)
        return None if await self.db.one(beyond_statement(self.shape), **values) else found

    async def sort(self, way: Way, limit: int, values: dict[str, Any]) -> list[Match]:
        """A page of the matches that the index names."""
        statement = match_statement(self.shape, way)
        return await self.db.all(statement, **self.filtered, **values, limit=limit)

    async def probe(self, statement: Statement[Probe] = PROBE) -> Probe:
        """What the index says."""
        (probe,) = await self.db.all(statement, **self.words)
        return probe

    async def count(self) -> Count:
        """How many there are, as far as anyone counts."""
        probe = await self.probe(COUNTING_PROBE)
        ids = probe.matches or []
        shown = await self.db.one(count_statement(self.shape), **self.filtered, ids=ids)
        return Count(shown or 0, probe.is_whole(COUNTED))


def leaves_out_too_much() -> InvalidInputError:
    """There is no index of what a post does not say."""
    return InvalidInputError.at(
        "query", "search", msg="leaves out nearly everything; name a word to find as well"
    )


async def list_posts(db: Reading, viewer: Actor | None, filters: PostFilters) -> Page[PostItem]:
    """The list of posts, with or without words to search for."""
    if filters.search is None:
        return await listing.list_posts(db, viewer, filters)
    by_rank = filters.sort == BY_RANK
    values = listing.condition_values(viewer, filters)
    shape = Shape(
        listing.is_only_public(filters),
        frozenset(values),
        "newest" if by_rank else filters.sort,
        "first" if by_rank else listing.start_of(filters),
    )
    words = {"words": filters.search, "prefix": unfinished_word(filters.search)}
    key = read_cursor(BY_RANK if by_rank else shape.order, filters.cursor)
    search = Search(db, shape, values, words)
    find_page = best_matches if by_rank else next_matches
    return await page_of(search, filters, await find_page(search, filters, key))


async def next_matches(search: Search, filters: PostFilters, key: Key | None) -> list[Match]:
    """In the order of the list, one more than a page."""
    start = listing.start_values(filters, key)
    return await search.find_matches(filters.limit + 1, start)


async def best_matches(search: Search, filters: PostFilters, key: Key | None) -> list[Match]:
    """The best among the newest matches, for to rank all of a common word takes seconds."""
    newest = await search.find_matches(RANKED, {})
    start = {"key": key.value, "key_id": key.id} if key else {"offset": filters.offset}
    statement = rank_statement(after_key=key is not None)
    ids = [match.id for match in newest]
    return await search.db.all(statement, **search.words, **start, ids=ids, limit=filters.limit + 1)


async def page_of(search: Search, filters: PostFilters, matches: list[Match]) -> Page[PostItem]:
    """The posts of the matches; one that was deleted since the index was read is left out."""
    shown = matches[: filters.limit]
    statement = item_statement(only_public=search.shape.only_public, with_snippet=filters.snippet)
    words = search.words if filters.snippet else {}
    rows = await search.db.all(statement, ids=[match.id for match in shown], **words)
    by_id = {item.id: item for item in rows}
    order = BY_RANK if filters.sort == BY_RANK else search.shape.order
    more = len(matches) > filters.limit
    page = Page(
        items=[by_id[match.id] for match in shown if match.id in by_id],
        next_cursor=write_cursor(order, shown[-1].place, shown[-1].id) if more else None,
    )
    return with_total(page, await search.count(), filters) if filters.count else page


def with_total(page: Page[PostItem], count: Count, filters: PostFilters) -> Page[PostItem]:
    """As many as the list will give; a page beyond its end says nothing about what is before."""
    if filters.sort == BY_RANK:
        whole = count.is_whole or count.shown >= RANKED
        return page.counted(min(count.shown, RANKED), all_of_them=whole)
    seen = filters.offset + len(page.items) if page.items else 0
    return page.counted(max(count.shown, seen), all_of_them=count.is_whole)


def unfinished_word(words: str) -> str:
    """The last word, if somebody may still be writing it; not of a phrase, an exclusion, an OR."""
    last = words.rsplit(maxsplit=1)[-1]
    is_word = unicodedata.category(last[-1])[0] in "LMN" and not last.startswith("-")
    in_phrase = words.count('"') % 2 == 1 or '"' in last
    return last if is_word and not in_phrase and last.lower() != "or" else ""
