"""What a row of the table says: figures beside what they must reach."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.faults.ground import Ground

SIGNS: Final = {"most": "≤", "least": "≥", "exactly": "="}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; one in seconds is a time, which a busy machine may stretch."""

    what: str
    seen: float
    reach: float
    unit: str = ""
    bound: str = "exactly"

    def holds(self, patience: float = 1) -> bool:
        """Whether it is in reach; times may take `patience` times as long."""
        if self.bound == "least":
            return self.seen >= self.reach
        if self.bound == "most":
            return self.seen <= self.reach * (patience if self.unit.endswith("s") else 1)
        return self.seen == self.reach

    @property
    def as_seen(self) -> str:
        return f"{self.what} {spell(self.seen)}{self.unit}"

    @property
    def as_reach(self) -> str:
        return f"{self.what} {SIGNS[self.bound]} {spell(self.reach)}{self.unit}"


def exactly(what: str, seen: int, reach: int) -> Figure:
    """A number that must be this one."""
    return Figure(what, seen, reach)


def at_least(what: str, seen: int, reach: int) -> Figure:
    """Enough of it, or the row has proved little."""
    return Figure(what, seen, reach, bound="least")


def within(what: str, seen: float, reach: float, unit: str = " s") -> Figure:
    """A time."""
    return Figure(what, seen, reach, unit, "most")


def spell(number: float) -> str:
    """`3,495`, `0.27`, `12.5`."""
    return f"{number:,}" if isinstance(number, int) else f"{number:.3g}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was done, and what came of it."""

    done: str
    figures: Sequence[Figure]

    def misses(self, patience: float = 1) -> list[str]:
        """The figures out of reach."""
        return [
            f"{figure.as_seen}, not {figure.as_reach}"
            for figure in self.figures
            if not figure.holds(patience)
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario, with how much of it the test suite and the proof take."""

    name: str
    run: Callable[["Ground", int], Coroutine[Any, Any, Finding]]
    short: int
    long: int
