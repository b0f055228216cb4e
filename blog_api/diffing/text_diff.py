"""Diff of two texts: by lines, then by sentences and words inside changed lines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from blog_api.diffing.alignment import Block, CellBudget, TooDifferentError, changed_blocks
from blog_api.diffing.tokens import is_word, split_lines, split_sentences, split_words

Op = Literal["equal", "insert", "delete"]
Split = Callable[[str], list[str]]
# Sentences and words that a diff compares: splitting them in Python takes the most time.
MAX_TOKENS: Final = 50_000
FEW_COMMON: Final = 3  # less than a third of the words
LEVELS: Final[tuple[Split, ...]] = (split_lines, split_sentences, split_words)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a diff."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Diff:
    """Joining `equal` and `delete` gives the former text, `equal` and `insert` the latter.

    `truncated`: some part took too long to compare and is one delete and one insert.
    """

    segments: tuple[Segment, ...]
    truncated: bool


@dataclass(slots=True)
class Differ:
    """State of one diff."""

    budget: CellBudget
    tokens: int = MAX_TOKENS
    truncated: bool = False

    def compare(self, before: str, after: str, levels: tuple[Split, ...]) -> Iterator[Segment]:
        """Yield segments, refining each changed block by the finer levels."""
        if not (before and after and levels):
            yield from replacement(before, after)
            return
        split, *finer = levels
        a, b = split(before), split(after)
        try:
            if split is not split_lines:
                self.spend_tokens(len(a) + len(b))
            blocks = changed_blocks(a, b, self.budget)
        except TooDifferentError:
            self.truncated = True
            yield from replacement(before, after)
            return
        if split is split_words and is_unrelated(blocks, a, b):
            yield from replacement(before, after)
            return
        position = 0
        for a_start, a_end, b_start, b_end in blocks:
            yield Segment("equal", "".join(a[position:a_start]))
            removed, added = "".join(a[a_start:a_end]), "".join(b[b_start:b_end])
            yield from self.compare(removed, added, tuple(finer))
            position = a_end
        yield Segment("equal", "".join(a[position:]))

    def spend_tokens(self, tokens: int) -> None:
        """Raise `TooDifferentError` if more tokens are needed than are left."""
        if tokens > self.tokens:
            raise TooDifferentError
        self.tokens -= tokens


def is_unrelated(blocks: list[Block], a: list[str], b: list[str]) -> bool:
    """Return True if so few words are common that they would only be in the reader's way."""
    words = count_words(a)
    common = words - sum(count_words(a[block.a_start : block.a_end]) for block in blocks)
    return common * FEW_COMMON < max(words, count_words(b))


def count_words(tokens: list[str]) -> int:
    return sum(token[0].isalnum() for token in tokens)


def replacement(before: str, after: str) -> tuple[Segment, Segment]:
    return Segment("delete", before), Segment("insert", after)


def diff_texts(before: str, after: str) -> Diff:
    differ = Differ(CellBudget())
    segments = list(differ.compare(before, after, LEVELS))
    return Diff(tuple(tidy(segments)), differ.truncated)


def tidy(segments: list[Segment]) -> Iterator[Segment]:
    """Join neighbours, and put blanks and punctuation between two changes into the changes."""
    parts = list(join_runs(segment for segment in segments if segment.text))
    inner = range(1, len(parts) - 1)
    spread: list[Segment] = []
    for number, part in enumerate(parts):
        if part.op == "equal" and number in inner and is_noise(part.text):
            spread += replacement(part.text, part.text)
        else:
            spread.append(part)
    return join_runs(spread)


def is_noise(text: str) -> bool:
    return "\n" not in text and "\r" not in text and not is_word(text)


def join_runs(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join equal segments, and each run of changes into one delete and one insert."""
    for _, run in groupby(segments, lambda segment: segment.op == "equal"):
        texts: dict[Op, list[str]] = {"equal": [], "delete": [], "insert": []}
        for segment in run:
            texts[segment.op].append(segment.text)
        yield from (Segment(op, "".join(parts)) for op, parts in texts.items() if parts)
