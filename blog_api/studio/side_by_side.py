"""A difference of two texts as lines in two columns, with the changed words marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Final, Protocol

CONTEXT: Final = 3  # equal lines that stay on each side of a change


class Segment(Protocol):
    """A part of a difference: `equal`, `insert` or `delete`."""

    @property
    def op(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line."""

    text: str
    is_changed: bool


Side = Sequence[Part]


@dataclass(frozen=True, slots=True)
class Line:
    """A line before and after; None where the other side has a line more."""

    before: Side | None
    after: Side | None

    @property
    def is_changed(self) -> bool:
        if self.before is None or self.after is None:
            return True
        return any(part.is_changed for part in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that follow each other; folded ones are equal, and far from every change."""

    lines: Sequence[Line]
    is_folded: bool


class Columns:
    """The two columns while they are filled; the last line of each is open."""

    def __init__(self) -> None:
        self.before: list[list[Part]] = [[]]
        self.after: list[list[Part]] = [[]]

    def take(self, segment: Segment) -> Iterator[Line]:
        """Add a segment, and yield the lines that it completes."""
        if segment.op == "delete":
            write(self.before, segment.text, is_changed=True)
        elif segment.op == "insert":
            write(self.after, segment.text, is_changed=True)
        else:
            yield from self.complete()
            for number, text in enumerate(segment.text.split("\n")):
                if number:
                    yield from self.finish()
                write(self.before, text, is_changed=False)
                write(self.after, text, is_changed=False)

    def complete(self) -> Iterator[Line]:
        """Yield all lines but the open ones: the equal text that follows belongs to these."""
        for before, after in zip_longest(self.before[:-1], self.after[:-1]):
            yield Line(before, after)
        self.before, self.after = self.before[-1:], self.after[-1:]

    def finish(self) -> Iterator[Line]:
        for before, after in zip_longest(self.before, self.after):
            yield Line(before, after)
        self.before, self.after = [[]], [[]]


def write(column: list[list[Part]], text: str, *, is_changed: bool) -> None:
    first, *others = text.split("\n")
    if first:
        column[-1].append(Part(first, is_changed))
    column.extend([Part(other, is_changed)] if other else [] for other in others)


def lines_of(segments: Iterable[Segment]) -> list[Line]:
    columns = Columns()
    found = [line for segment in segments for line in columns.take(segment)]
    return [*found, *columns.finish()]


def grouped(lines: Sequence[Line]) -> list[Group]:
    near = set[int]()
    for number, line in enumerate(lines):
        if line.is_changed:
            near.update(range(number - CONTEXT, number + CONTEXT + 1))
    found = []
    for is_near, run in groupby(enumerate(lines), lambda each: each[0] in near):
        group = [line for _, line in run]
        found.append(Group(group, is_folded=not is_near and len(group) > CONTEXT))
    return found
