"""Search strategy: choose the fastest way to find a page of matches."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.errors import InvalidInputError
from blog_api.posts.listing import QueryShape
from blog_api.posts.schemas import PostItem
from blog_api.posts.search.index import COMPLETE_PROBE, LOOKUP_MAX, NARROW, PROBE, SORT_MAX, Probe
from blog_api.posts.search.statements import (
    PEEK_FACTOR,
    SCAN_FACTOR,
    SCAN_MAX,
    Match,
    Search,
    Way,
    beyond_statement,
)

Found = TypeVar("Found", Match, PostItem)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a search; `complete` omits the last one if it may be unfinished."""

    words: str
    prefix: str
    complete: str

    @classmethod
    def read(cls, text: str) -> Self:
        prefix = unfinished_word(text)
        return cls(text, prefix, " ".join(text.split()[:-1]) if prefix else "")

    @property
    def whole(self) -> dict[str, str]:
        return {"words": self.words, "prefix": self.prefix}

    @property
    def all_but_last(self) -> dict[str, str]:
        return {"words": self.complete, "prefix": ""}

    @property
    def parts(self) -> dict[str, str]:
        return {**self.whole, "complete": self.complete}


@dataclass(frozen=True, slots=True)
class Finder(Generic[Found]):
    """One search: its filters, words, page, and the maker of its statements."""

    db: Reading
    shape: QueryShape
    filtered: dict[str, Any]
    words: Words
    limit: int
    position: dict[str, Any]
    statement: Callable[[Search], Statement[Found]]
    shows_words: bool = False

    @property
    def offset(self) -> int:
        offset: int = self.position.get("offset", 0)
        return offset

    @property
    def is_slow_to_scan(self) -> bool:
        return bool(self.filtered) or self.shape.sort not in {"newest", "oldest"}

    async def find(self) -> list[Found]:
        """Return the rows of the page; each way is tried before a slower one that finds more."""
        found, window = await self.scan_nearby()
        if len(found) == self.limit or not await self.has_more(window):
            return found
        probe = await self.probe()
        if probe.is_whole(LOOKUP_MAX if self.is_slow_to_scan else SORT_MAX):
            return await self.ask("sort_ids", {"ids": probe.ids}) if probe.count else []
        if probe.is_whole(LOOKUP_MAX):
            return await self.scan_for_ids(probe)
        found = await self.scan(SCAN_MAX)
        if len(found) == self.limit or not await self.has_more(SCAN_MAX):
            return found
        if probe.count is None:
            raise only_excludes_error()
        return await self.ask("sort_all", self.words.whole)

    async def scan_nearby(self) -> tuple[list[Found], int]:
        """Scan few rows, then more if they promise a full page; return also how many."""
        if not self.offset:
            found = await self.scan(PEEK_FACTOR * self.limit)
            if len(found) == self.limit or not self.promises_page(found):
                return found, PEEK_FACTOR * self.limit
        window = min(SCAN_FACTOR * (self.limit + self.offset), SCAN_MAX)
        return await self.scan(window), window

    def promises_page(self, found: list[Found]) -> bool:
        """Return whether twice `SCAN_FACTOR` would fill a page, estimated from the first scan."""
        return len(found) * 2 * SCAN_FACTOR >= self.limit * PEEK_FACTOR

    async def scan_for_ids(self, probe: Probe) -> list[Found]:
        """Scan the feed for the ids, which is faster than sorting them unless the posts are old."""
        found = await self.ask("scan_ids", {"ids": probe.ids}, SCAN_MAX)
        if len(found) == self.limit or not await self.has_more(SCAN_MAX):
            return found
        return await self.ask("sort_ids", {"ids": probe.ids})

    async def scan(self, window: int, words: dict[str, str] | None = None) -> list[Found]:
        return await self.ask("scan_feed", words or self.words.whole, window)

    async def ask(self, way: Way, values: dict[str, Any], window: int | None = None) -> list[Found]:
        is_usual = self.shape.limit is not None and self.shape.start != "offset"
        sizes = {"limit": self.limit if self.shape.limit is None else None}
        sizes["window"] = None if is_usual else window
        numbers = {name: size for name, size in sizes.items() if size is not None}
        shown = self.words.whole if self.shows_words else {}
        statement = self.statement(Search(self.shape, way, window if is_usual else None))
        return await self.db.all(
            statement, **self.filtered, **self.position, **(shown | values), **numbers
        )

    async def has_more(self, window: int) -> bool:
        """Return whether the feed has more rows; assume so at the beginning of the whole feed."""
        if window < SCAN_MAX and not self.filtered and self.shape.start == "first":
            return True
        values = {name: value for name, value in self.position.items() if name != "offset"}
        statement = beyond_statement(self.shape)
        return bool(await self.db.one(statement, **self.filtered, **values, window=window))

    async def probe(self) -> Probe:
        """Return the matches from the index.

        A prefix search collects all posts that have any word with the prefix before it looks at
        the complete words. If the complete words are rare, they are searched alone first.
        """
        if self.words.complete:
            window = min(PEEK_FACTOR * (self.limit + self.offset), SCAN_MAX)
            peek = await self.scan(window, self.words.all_but_last)
            if not self.promises_page(peek):
                (probe,) = await self.db.all(COMPLETE_PROBE, **self.words.parts)
                if probe.is_whole(LOOKUP_MAX):
                    (probe,) = await self.db.all(NARROW, **self.words.whole, ids=probe.ids)
                    return probe
        (probe,) = await self.db.all(PROBE, **self.words.whole)
        return probe


def only_excludes_error() -> InvalidInputError:
    # The index cannot search for posts without a word.
    return InvalidInputError.at(
        "query", "search", msg="leaves out nearly everything; name a word to find as well"
    )


def unfinished_word(words: str) -> str:
    """Return the last word if it may be unfinished, else an empty string.

    A word of a phrase, an excluded word and OR are finished.
    """
    last = words.rsplit(maxsplit=1)[-1]
    is_word = unicodedata.category(last[-1])[0] in "LMN" and not last.startswith("-")
    in_phrase = words.count('"') % 2 == 1 or '"' in last
    return last if is_word and not in_phrase and last.lower() != "or" else ""
