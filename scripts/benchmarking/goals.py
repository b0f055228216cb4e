"""What is to be reached, as ratios of medians over rounds in which all were measured in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarking.rounds import Measure

Value = Callable[[Measure], float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table; `seen` is None where it was not measured."""

    title: str
    bound: float
    at_least: bool
    unit: str
    seen: float | None

    @property
    def is_reached(self) -> bool | None:
        if self.seen is None:
            return None
        return self.seen >= self.bound if self.at_least else self.seen <= self.bound


def per_second(measure: Measure) -> float:
    return measure.per_second


def cpu(measure: Measure) -> float:
    return measure.cpu_us


def tail(measure: Measure) -> float:
    return measure.p99_ms / measure.p50_ms


def rate(measures: Sequence[Measure], workload: str, than: str, bound: float) -> Verdict:
    """The product's requests per second against another's."""
    seen = ratio(measures, ("product", workload), (than, workload), per_second)
    return Verdict(f"{workload} against {than}, requests per second", bound, True, "x", seen)  # noqa: FBT003  # a field


def judge(measures: Sequence[Measure]) -> list[Verdict]:
    """Every goal that these measures can say something about."""
    return [
        rate(measures, "L", "tutorial", 18),
        rate(measures, "G", "tutorial", 6),
        rate(measures, "M", "tutorial", 3.5),
        rate(measures, "create", "tutorial", 3),
        rate(measures, "L", "drf", 8),
        rate(measures, "G", "drf", 8),
        *(
            at_most(
                f"{workload} against limit, CPU of the server",
                2,
                ratio(measures, ("product", workload), ("limit", workload), cpu),
            )
            for workload in ("L", "G")
        ),
        at_most("p99 of L against its median", 2, median_of(measures, ("product", "L"), tail)),
        *(
            at_most(
                f"{workload}: an unchanged answer against a whole one, CPU of the server",
                0.5,
                ratio(measures, ("product", f"{workload}304"), ("product", workload), cpu),
            )
            for workload in ("L", "G")
        ),
    ]


def at_most(title: str, bound: float, seen: float | None, unit: str = "x") -> Verdict:
    return Verdict(title, bound, False, unit, seen)  # noqa: FBT003  # a field


def ratio(
    measures: Sequence[Measure], above: tuple[str, str], below: tuple[str, str], value: Value
) -> float | None:
    """The median of the ratios of each round; each side is a server and a workload."""
    pairs = zip(values_of(measures, above, value), values_of(measures, below, value), strict=False)
    ratios = [one / other for one, other in pairs if other]
    return median(ratios) if ratios else None


def median_of(measures: Sequence[Measure], which: tuple[str, str], value: Value) -> float | None:
    """Over all rounds."""
    values = values_of(measures, which, value)
    return median(values) if values else None


def values_of(measures: Sequence[Measure], which: tuple[str, str], value: Value) -> list[float]:
    """In the order of rounds."""
    chosen = [m for m in measures if (m.server, m.workload) == which]
    return [value(m) for m in sorted(chosen, key=lambda m: m.round)]
