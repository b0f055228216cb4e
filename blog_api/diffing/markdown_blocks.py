"""Markdown blocks of a merge: no line may enter or leave a fence, table or HTML block by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from blog_api.diffing.tokens import split_lines
from blog_api.rendering.structure import is_too_complex

BLOCKS: Final = frozenset({"fence", "html_block", "table_open"})


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A line of a merge, and its number in each text that it was taken from."""

    text: str
    base: int | None = None
    yours: int | None = None
    theirs: int | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """The block that each line is in ("" for paragraphs and the like), and repeated references."""

    of_lines: list[str]
    repeated_references: int


def keeps_blocks(texts: tuple[str, str, str], result: str, lines: Sequence[MergedLine]) -> bool:
    """Return True if each line is in the kind of block where the side that wrote it had it.

    False also if two definitions of one link reference have met, of which the first would win,
    and if a text is so complex that it is not parsed for rendering either.
    """
    if any(is_too_complex(text) for text in (*texts, result)):
        return False
    base, yours, theirs = (blocks_of(text) for text in texts)
    found = blocks_of(result)
    if found.repeated_references > max(yours.repeated_references, theirs.repeated_references):
        return False
    sides = (base.of_lines, yours.of_lines, theirs.of_lines)
    return all(
        found.of_lines[number] == expected_block(line, sides) for number, line in enumerate(lines)
    )


def expected_block(line: MergedLine, sides: tuple[list[str], ...]) -> str | None:
    """Merge the blocks that the sides have the line in; None if they disagree."""
    numbers = (line.base, line.yours, line.theirs)
    former, *changed = (
        None if number is None else blocks[number]
        for blocks, number in zip(sides, numbers, strict=True)
    )
    kinds = {kind for kind in changed if kind is not None}
    if len(kinds) > 1:
        kinds.discard(former)
    return kinds.pop() if len(kinds) == 1 else None


def blocks_of(text: str) -> Blocks:
    """Parse a text with the parser that renders it, without its inline markup."""
    # Imported late, as in rendering: the parser takes memory that most workers do not need.
    from blog_api.rendering.markdown import BLOCK_PARSER  # noqa: PLC0415  # see above

    of_lines = [""] * len(split_lines(text))
    references: dict[str, list[object]] = {}
    for token in BLOCK_PARSER.parse(text, references):
        if token.type in BLOCKS and token.map:
            start, end = token.map
            of_lines[start:end] = [token.type] * (min(end, len(of_lines)) - start)
    return Blocks(of_lines, len(references.get("duplicate_refs", [])))
