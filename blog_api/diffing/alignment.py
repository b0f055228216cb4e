"""Alignment of two sequences: a longest common subsequence, at a bounded cost.

The limit counts the cells of the LCS matrix, not seconds: the same two texts give the same result
on every machine and under every load. RapidFuzz holds the GIL for about 3 ms per 10 million cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MAX_CELLS: Final = 10_000_000


class TooDifferentError(Exception):
    """Aligning the sequences would exceed the cost limit."""


class Block(NamedTuple):
    """A changed block: `a[a_start:a_end]` was replaced by `b[b_start:b_end]`."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(slots=True)
class CellBudget:
    """Cells of LCS matrices that a diff or a merge may still use."""

    cells: int = MAX_CELLS

    def spend(self, cells: int) -> None:
        """Raise `TooDifferentError` if more cells are needed than are left."""
        if cells > self.cells:
            raise TooDifferentError
        self.cells -= cells


def changed_blocks(a: Sequence[str], b: Sequence[str], budget: CellBudget) -> list[Block]:
    """Return the blocks in which two sequences differ, ascending, with equal items between them.

    A block that can slide over equal items is at its last position, as in Git.
    Raise `TooDifferentError` if the budget is exceeded.
    """
    return to_blocks(a, b, matches(a, b, budget))


def alignments(a: Sequence[str], b: Sequence[str], budget: CellBudget) -> Iterator[list[Block]]:
    """Yield the blocks of four alignments, which differ where repeated items are ambiguous.

    Items are matched from the start and from the end, with ties decided for either sequence.
    """
    yield to_blocks(a, b, matches(a, b, budget))
    yield to_blocks(a, b, [(i, j) for j, i in matches(b, a, budget)])
    last_a, last_b = len(a) - 1, len(b) - 1
    backward = reversed(matches(a[::-1], b[::-1], budget))
    yield to_blocks(a, b, [(last_a - i, last_b - j) for i, j in backward])
    backward = reversed(matches(b[::-1], a[::-1], budget))
    yield to_blocks(a, b, [(last_a - i, last_b - j) for j, i in backward])


def to_blocks(a: Sequence[str], b: Sequence[str], pairs: list[tuple[int, int]]) -> list[Block]:
    return slide_down(a, b, list(blocks_between(pairs, len(a), len(b))))


def blocks_between(pairs: list[tuple[int, int]], a_end: int, b_end: int) -> Iterator[Block]:
    i = j = 0
    for next_i, next_j in [*pairs, (a_end, b_end)]:
        if (i, j) != (next_i, next_j):
            yield Block(i, next_i, j, next_j)
        i, j = next_i + 1, next_j + 1


def matches(a: Sequence[str], b: Sequence[str], budget: CellBudget) -> list[tuple[int, int]]:
    """Return the index pairs of a longest common subsequence."""
    shortest = min(len(a), len(b))
    start = next((i for i in range(shortest) if a[i] != b[i]), shortest)
    rest = shortest - start
    end = next((i for i in range(rest) if a[-1 - i] != b[-1 - i]), rest)
    middle = middle_matches(a[start : len(a) - end], b[start : len(b) - end], budget)
    return [
        *((i, i) for i in range(start)),
        *((i + start, j + start) for i, j in middle),
        *((len(a) - i, len(b) - i) for i in range(end, 0, -1)),
    ]


def middle_matches(a: Sequence[str], b: Sequence[str], budget: CellBudget) -> list[tuple[int, int]]:
    """Align what both sequences contain; an item of only one of them cannot match."""
    # RapidFuzz compares hashes: small integers have no collisions.
    ids = {item: number for number, item in enumerate(set(a) & set(b))}
    in_a = [i for i, item in enumerate(a) if item in ids]
    in_b = [j for j, item in enumerate(b) if item in ids]
    if not ids:
        return []
    budget.spend(len(in_a) * len(in_b))
    pairs = lcs([ids[a[i]] for i in in_a], [ids[b[j]] for j in in_b])
    return [(in_a[i], in_b[j]) for i, j in pairs]


def lcs(a: list[int], b: list[int]) -> Iterator[tuple[int, int]]:
    # Imported late: it takes 6 MB, which a worker that never compares texts does not need.
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  # see above

    for block in LCSseq.editops(a, b).as_matching_blocks():
        for step in range(block.size):
            yield block.a + step, block.b + step


def slide_down(a: Sequence[str], b: Sequence[str], blocks: list[Block]) -> list[Block]:
    """Move insertions and deletions down over equal items, and join blocks that then touch."""
    settled: list[Block] = []  # the last block first
    for block in reversed(blocks):
        limit = settled[-1].a_start if settled else len(a)
        moved = slid(a, b, block, limit)
        if moved.a_end == limit and settled:
            following = settled.pop()
            moved = slid(
                a,
                b,
                Block(moved.a_start, following.a_end, moved.b_start, following.b_end),
                settled[-1].a_start if settled else len(a),
            )
        settled.append(moved)
    return settled[::-1]


def slid(a: Sequence[str], b: Sequence[str], block: Block, limit: int) -> Block:
    a_start, a_end, b_start, b_end = block
    if a_start != a_end and b_start != b_end:
        return block
    longer, start, end = (a, a_start, a_end) if a_start != a_end else (b, b_start, b_end)
    room = limit - a_end
    steps = 0
    while steps < room and longer[start + steps] == longer[end + steps]:
        steps += 1
    return Block(a_start + steps, a_end + steps, b_start + steps, b_end + steps)
