"""Three-way merge of Markdown by lines (diff3). Refuses whatever it cannot merge for certain."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from blog_api.diffing.alignment import (
    MAX_CELLS,
    Block,
    CellBudget,
    TooDifferentError,
    alignments,
)
from blog_api.diffing.line_ends import line_writer
from blog_api.diffing.markdown_blocks import MergedLine, keeps_blocks
from blog_api.diffing.regions import Region, regions
from blog_api.diffing.three_way import three_way
from blog_api.diffing.tokens import line_key, split_lines

MAX_MERGE_CELLS: Final = 8 * MAX_CELLS  # four alignments of each side
Alignment = tuple[list[Block], list[Block]]


@dataclass(frozen=True, slots=True)
class Hunk:
    """A conflict: the lines of each text, with their line ends."""

    base: list[str]
    yours: list[str]
    theirs: list[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A clean merge."""

    text: str


@dataclass(frozen=True, slots=True)
class Conflicts:
    """A merge that needs a decision. Never empty."""

    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Lines of the three texts."""

    base: list[str]
    yours: list[str]
    theirs: list[str]

    def keys(self) -> Self:
        return type(self)(*([line_key(line) for line in lines] for lines in self.all()))

    def all(self) -> tuple[list[str], list[str], list[str]]:
        return self.base, self.yours, self.theirs

    def hunk(self, region: Region) -> Hunk:
        return Hunk(self.base[region.base], self.yours[region.yours], self.theirs[region.theirs])

    def whole(self) -> Conflicts:
        return Conflicts((Hunk(*self.all()),))


def merge_texts(
    base: str, yours: str, theirs: str, *, max_length: int | None = None
) -> Merged | Conflicts:
    """Merge the changes of both sides since the base.

    Changes that overlap, touch or adjoin conflict unless they are the same. So does a merge that
    puts a line into or out of a fence, table or HTML block against the side that wrote it, one
    that depends on how repeated lines are matched, one that takes too long to compute, and one
    of more than `max_length` characters; these four are one conflict of the whole texts.

    Line ends are compared as LF. The result has the line end of the side that changed it, if
    each text has one kind, and else each line as its side wrote it.
    """
    if theirs in (yours, base):
        return Merged(yours)
    if yours == base:
        return Merged(theirs)
    texts = (base, yours, theirs)
    lines = Texts(*map(split_lines, texts))
    whole = lines.whole()
    try:
        merged = merged_lines(lines)
    except TooDifferentError:
        return whole
    if isinstance(merged, Conflicts):
        return merged
    text = line_writer(base, yours, theirs)(line.text for line in merged)
    if max_length is not None and len(text) > max_length:
        return whole
    # A CR of one side before a LF of the other would have become one line end.
    is_whole = [line_key(line) for line in split_lines(text)] == keys_of(merged)
    return Merged(text) if is_whole and keeps_blocks(texts, text, merged) else whole


def merged_lines(texts: Texts) -> list[MergedLine] | Conflicts:
    """Merge by several alignments; a conflict by any of them is one, and so is a difference."""
    keys = texts.keys()
    budget = CellBudget(MAX_MERGE_CELLS)
    yours = alignments(keys.base, keys.yours, budget)
    theirs = alignments(keys.base, keys.theirs, budget)
    first, *others = unique(list(zip(yours, theirs, strict=True)))
    merged = merge_aligned(texts, keys, first)
    for alignment in others:
        if isinstance(merged, Conflicts):
            return merged
        merged = agreed(merged, merge_aligned(texts, keys, alignment)) or texts.whole()
    return merged


def unique(pairs: list[Alignment]) -> list[Alignment]:
    return [pair for number, pair in enumerate(pairs) if pair not in pairs[:number]]


def agreed(
    merged: list[MergedLine], other: list[MergedLine] | Conflicts
) -> list[MergedLine] | Conflicts | None:
    """Return a conflict or the common result; None if the results differ."""
    if isinstance(other, Conflicts):
        return other
    return merged if keys_of(other) == keys_of(merged) else None


def keys_of(lines: list[MergedLine]) -> list[str]:
    return [line_key(line.text) for line in lines]


def merge_aligned(texts: Texts, keys: Texts, alignment: Alignment) -> list[MergedLine] | Conflicts:
    lengths = (len(texts.base), len(texts.yours), len(texts.theirs))
    parts = list(regions(*alignment, lengths))
    hunks = tuple(texts.hunk(region) for region in parts if in_conflict(keys, region))
    if hunks:
        return Conflicts(hunks)
    return [line for region in parts for line in lines_of(texts, region)]


def in_conflict(keys: Texts, region: Region) -> bool:
    is_changed_twice = region.yours_changed and region.theirs_changed
    return is_changed_twice and keys.yours[region.yours] != keys.theirs[region.theirs]


def lines_of(texts: Texts, region: Region) -> Iterator[MergedLine]:
    mine, other = numbered(texts.yours, region.yours), numbered(texts.theirs, region.theirs)
    if region.yours_changed and region.theirs_changed:
        for (i, line), (j, same) in zip(mine, other, strict=True):
            yield MergedLine(min(line, same), yours=i, theirs=j)
    elif region.yours_changed:
        yield from (MergedLine(line, yours=i) for i, line in mine)
    elif region.theirs_changed:
        yield from (MergedLine(line, theirs=j) for j, line in other)
    else:
        former = numbered(texts.base, region.base)
        for (number, line), (i, my), (j, their) in zip(former, mine, other, strict=True):
            yield MergedLine(three_way(line, my, their, min(my, their)), number, i, j)


def numbered(lines: list[str], part: slice) -> list[tuple[int, str]]:
    return list(enumerate(lines[part], part.start))
