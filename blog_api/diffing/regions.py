"""Regions of a three-way merge (diff3): unchanged, changed by one side, or changed by both."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from blog_api.diffing.alignment import Block


class Region(NamedTuple):
    """Line ranges of one region in the three texts, and which sides changed it."""

    base: slice
    yours: slice
    theirs: slice
    yours_changed: bool
    theirs_changed: bool


def regions(
    yours: Sequence[Block], theirs: Sequence[Block], lengths: tuple[int, int, int]
) -> Iterator[Region]:
    """Yield all regions in order. Changes that overlap, touch or adjoin are one region."""
    base_at = mine_at = other_at = 0
    for mine, other in clusters(yours, theirs):
        start = min(block.a_start for block in (*mine, *other))
        end = max(block.a_end for block in (*mine, *other))
        skipped = start - base_at
        yield unchanged((base_at, mine_at, other_at), skipped)
        mine_start, other_start = mine_at + skipped, other_at + skipped
        mine_at = mine_start + (end - start) + growth(mine)
        other_at = other_start + (end - start) + growth(other)
        base_at = end
        yield Region(
            slice(start, end),
            slice(mine_start, mine_at),
            slice(other_start, other_at),
            bool(mine),
            bool(other),
        )
    yield unchanged((base_at, mine_at, other_at), lengths[0] - base_at)


def unchanged(starts: tuple[int, int, int], length: int) -> Region:
    base, yours, theirs = (slice(start, start + length) for start in starts)
    return Region(base, yours, theirs, yours_changed=False, theirs_changed=False)


def growth(blocks: Sequence[Block]) -> int:
    return sum((b.b_end - b.b_start) - (b.a_end - b.a_start) for b in blocks)


def clusters(
    yours: Sequence[Block], theirs: Sequence[Block]
) -> Iterator[tuple[list[Block], list[Block]]]:
    """Group the changes of both sides: a change that starts where another ends belongs to it."""
    group: tuple[list[Block], list[Block]] = ([], [])
    end = -1
    changes = [(block, 0) for block in yours] + [(block, 1) for block in theirs]
    for block, side in sorted(changes):
        if block.a_start > end >= 0:
            yield group
            group = ([], [])
        group[side].append(block)
        end = max(end, block.a_end)
    if end >= 0:
        yield group
