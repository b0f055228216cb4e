"""Results of a row of the table: figures and their bounds."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.faults.ground import Ground

SIGNS: Final = {"most": "≤", "least": "≥", "exactly": "="}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; one in seconds is a time, which may take longer on a busy machine."""

    what: str
    seen: float
    reach: float
    unit: str = ""
    bound: str = "exactly"

    def holds(self, patience: float = 1) -> bool:
        """Return true if it is in bounds; times are allowed `patience` times as long."""
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
    """Return a figure that must be exactly this number."""
    return Figure(what, seen, reach)


def at_least(what: str, seen: int, reach: int) -> Figure:
    """Return a figure with a lower bound, below which the row proves little."""
    return Figure(what, seen, reach, bound="least")


def within(what: str, seen: float, reach: float, unit: str = " s") -> Figure:
    """Return a figure with an upper bound in seconds."""
    return Figure(what, seen, reach, unit, "most")


def spell(number: float) -> str:
    """Format as `3,495`, `0.27`, `12.5`."""
    return f"{number:,.0f}" if isinstance(number, int) or number >= 100 else f"{number:.3g}"


@dataclass(frozen=True, slots=True)
class Finding:
    """The description and the figures of a run."""

    done: str
    figures: Sequence[Figure]

    def misses(self, patience: float = 1) -> list[str]:
        """Return the figures out of bounds."""
        return [
            f"{figure.as_seen}, not {figure.as_reach}"
            for figure in self.figures
            if not figure.holds(patience)
        ]


Measured = tuple[str, Finding]  # of the row of this name


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario, with its sizes in the test suite and in the proof."""

    name: str
    run: Callable[["Ground", int], Coroutine[Any, Any, Finding]]
    short: int
    long: int
