"""Unified diff of two texts (POSIX `diff -u`), which `patch` and `git apply` accept."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from blog_api.diffing.alignment import Block, CellBudget, TooDifferentError, changed_blocks

CONTEXT: Final = 3
NO_NEWLINE: Final = "\n\\ No newline at end of file\n"


def unified_diff(before: str, after: str, names: tuple[str, str] = ("from", "to")) -> str:
    """Return the diff, empty for equal texts.

    Lines end at LF alone, as `patch` reads them. Texts that take too long to compare are one
    block: all lines removed, all lines added.
    """
    a, b = lines_of(before), lines_of(after)
    try:
        blocks = changed_blocks(a, b, CellBudget())
    except TooDifferentError:
        blocks = [Block(0, len(a), 0, len(b))]
    if not blocks:
        return ""
    hunks = (hunk for group in grouped(blocks) for hunk in hunk_lines(a, b, group))
    return "".join([f"--- {names[0]}\n+++ {names[1]}\n", *hunks])


def lines_of(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def grouped(blocks: list[Block]) -> list[list[Block]]:
    """Group blocks whose context would touch or overlap."""
    groups = [blocks[:1]]
    for former, block in pairwise(blocks):
        if block.a_start - former.a_end <= 2 * CONTEXT:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def hunk_lines(a: list[str], b: list[str], blocks: list[Block]) -> Iterator[str]:
    first, last = blocks[0], blocks[-1]
    lead = min(CONTEXT, first.a_start)
    trail = min(CONTEXT, len(a) - last.a_end)
    old = span(first.a_start - lead, last.a_end + trail)
    new = span(first.b_start - lead, last.b_end + trail)
    yield f"@@ -{old} +{new} @@\n"
    position = first.a_start - lead
    for block in blocks:
        yield from marked(" ", a[position : block.a_start])
        yield from marked("-", a[block.a_start : block.a_end])
        yield from marked("+", b[block.b_start : block.b_end])
        position = block.a_end
    yield from marked(" ", a[position : position + trail])


def span(start: int, end: int) -> str:
    """Return "first line,count"; an empty range names the line before it."""
    return f"{start + 1 if end > start else start},{end - start}"


def marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield mark + (line if line.endswith("\n") else line + NO_NEWLINE)
