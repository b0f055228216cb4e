"""Finding a page of matches: which of the ways is the short one."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from blog_api.db.database import Reading
from blog_api.db.statement import Statement
from blog_api.errors import InvalidInputError
from blog_api.posts.listing import Shape
from blog_api.posts.schemas import PostItem
from blog_api.posts.search.matching import FAR, GLIMPSE, NEAR, Match, Search, Way, beyond_statement
from blog_api.posts.search.probing import COMPLETE_PROBE, FEW, NARROW, PROBE, SOME, Probe

Found = TypeVar("Found", Match, PostItem)


@dataclass(frozen=True, slots=True)
class Words:
    """What is searched for; `complete` is all but the last word where that may be unfinished."""

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
    """One search: where, for what, and how its statements show what they find."""

    db: Reading
    shape: Shape
    filtered: dict[str, Any]
    words: Words
    limit: int
    start: dict[str, Any]
    statement: Callable[[Search], Statement[Found]]
    shows_words: bool = False

    @property
    def offset(self) -> int:
        """Matches before the page."""
        offset: int = self.start.get("offset", 0)
        return offset

    @property
    def is_slow_to_walk(self) -> bool:
        """Whether it takes more than the index of the feed to tell what is in it."""
        return bool(self.filtered) or self.shape.sort not in {"newest", "oldest"}

    async def find(self) -> list[Found]:
        """A full page if there is one, by the shortest way that is sure to find it."""
        found, window = await self.look_near()
        if len(found) == self.limit or not await self.goes_on(window):
            return found
        probe = await self.probe()
        if probe.is_whole(SOME if self.is_slow_to_walk else FEW):
            return await self.ask("named", {"ids": probe.ids}) if probe.count else []
        if probe.is_whole(SOME):
            return await self.look_for_some(probe)
        found = await self.walk(FAR)
        if len(found) == self.limit or not await self.goes_on(FAR):
            return found
        if probe.count is None:
            raise leaves_out_too_much()
        return await self.ask("every", self.words.whole)

    async def look_near(self) -> tuple[list[Found], int]:
        """A glimpse, and more only if that promises a full page; with the rows walked."""
        if not self.offset:
            found = await self.walk(GLIMPSE * self.limit)
            if len(found) == self.limit or not self.promises_page(found):
                return found, GLIMPSE * self.limit
        window = min(NEAR * (self.limit + self.offset), FAR)
        return await self.walk(window), window

    def promises_page(self, found: list[Found]) -> bool:
        """Whether twice as far as NEAR would fill a page, by what was seen in a glimpse."""
        return len(found) * 2 * NEAR >= self.limit * GLIMPSE

    async def look_for_some(self, probe: Probe) -> list[Found]:
        """So many are found in the feed sooner than they are sorted, unless they are old."""
        found = await self.ask("some", {"ids": probe.ids}, FAR)
        if len(found) == self.limit or not await self.goes_on(FAR):
            return found
        return await self.ask("named", {"ids": probe.ids})

    async def walk(self, window: int, words: dict[str, str] | None = None) -> list[Found]:
        """What the beginning of the feed has of a page."""
        return await self.ask("walk", words or self.words.whole, window)

    async def ask(self, way: Way, values: dict[str, Any], window: int | None = None) -> list[Found]:
        """A page by one way, or what it has of one."""
        is_usual = self.shape.limit is not None and self.shape.start != "offset"
        sizes = {"limit": self.limit if self.shape.limit is None else None}
        sizes["window"] = None if is_usual else window
        numbers = {name: size for name, size in sizes.items() if size is not None}
        shown = self.words.whole if self.shows_words else {}
        statement = self.statement(Search(self.shape, way, window if is_usual else None))
        return await self.db.all(
            statement, **self.filtered, **self.start, **(shown | values), **numbers
        )

    async def goes_on(self, window: int) -> bool:
        """Whether the feed has more than that; nobody asks about the beginning of all of it."""
        if window < FAR and not self.filtered and self.shape.start == "first":
            return True
        values = {name: value for name, value in self.start.items() if name != "offset"}
        statement = beyond_statement(self.shape)
        return bool(await self.db.one(statement, **self.filtered, **values, window=window))

    async def probe(self) -> Probe:
        """What the index says.

        It collects every post with any word that begins like the last one before it looks which of
        them have the other words. If those are what is rare, it is asked about them alone.
        """
        if self.words.complete:
            window = min(GLIMPSE * (self.limit + self.offset), FAR)
            glimpse = await self.walk(window, self.words.all_but_last)
            if not self.promises_page(glimpse):
                (probe,) = await self.db.all(COMPLETE_PROBE, **self.words.parts)
                if probe.is_whole(SOME):
                    (probe,) = await self.db.all(NARROW, **self.words.whole, ids=probe.ids)
                    return probe
        (probe,) = await self.db.all(PROBE, **self.words.whole)
        return probe


def leaves_out_too_much() -> InvalidInputError:
    """There is no index of what a post does not say."""
    return InvalidInputError.at(
        "query", "search", msg="leaves out nearly everything; name a word to find as well"
    )


def unfinished_word(words: str) -> str:
    """The last word, if somebody may still be writing it; not of a phrase, an exclusion, an OR."""
    last = words.rsplit(maxsplit=1)[-1]
    is_word = unicodedata.category(last[-1])[0] in "LMN" and not last.startswith("-")
    in_phrase = words.count('"') % 2 == 1 or '"' in last
    return last if is_word and not in_phrase and last.lower() != "or" else ""
