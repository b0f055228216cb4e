"""Goals of the benchmark, as ratios of medians over rounds that measure all servers in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarking.rounds import Measure

Value = Callable[[Measure], float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table; `seen` is None if it was not measured."""

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


def total_cpu(measure: Measure) -> float:
    return measure.total_cpu_us


# The product against another server: workload, the other, its bound.
RATES: Final = (
    ("L", "tutorial", 18),
    ("G", "tutorial", 8),
    ("M", "tutorial", 7),
    ("create", "tutorial", 3),
    ("Lapart", "good", 4),
    ("L", "drf", 8),
    ("G", "drf", 8),
)
CPU: Final = (
    ("L", "limit", 1),
    ("Lapart", "limit", 1.75),
    ("G", "limit", 1.25),
    ("create", "former", 1.25),
    ("update", "former", 1.25),
)
CPU_WITH_DATABASE: Final = (
    ("L", "pocketbase", 0.5),
    ("Lapart", "pocketbase", 0.5),
    ("G", "pocketbase", 1),
    ("search", "pocketbase", 0.3),
    ("few", "pocketbase", 0.3),
)


def judge(measures: Sequence[Measure]) -> list[Verdict]:
    """Return a verdict for every goal with measures."""
    return [
        *judge_rates(measures),
        *judge_cpu(measures),
        *judge_pocketbase(measures),
        at_most("p99 of L against its median", 2, median_of(measures, ("product", "L"), tail)),
        within(measures, "a lone 304 against the post", ("lone304", "lone"), cpu),
        within(measures, "a crowd with old ETags against one without", ("stale", "crowd"), cpu),
    ]


def judge_rates(measures: Sequence[Measure]) -> list[Verdict]:
    return [
        at_least(
            f"{workload} against {other}, requests per second",
            bound,
            ratio(measures, ("product", workload), (other, workload), per_second),
        )
        for workload, other, bound in RATES
    ]


def judge_cpu(measures: Sequence[Measure]) -> list[Verdict]:
    return [
        at_most(
            f"{workload} against {other}, CPU of the server",
            bound,
            ratio(measures, ("product", workload), (other, workload), cpu),
        )
        for workload, other, bound in CPU
    ]


def judge_pocketbase(measures: Sequence[Measure]) -> list[Verdict]:
    """Compare processor time with the database's, and creates at the durability of PocketBase."""
    costs = [
        at_most(
            f"{workload} against {other}, CPU of server and database",
            bound,
            ratio(measures, ("product", workload), (other, workload), total_cpu),
        )
        for workload, other, bound in CPU_WITH_DATABASE
    ]
    relaxed = ratio(measures, ("fast commit", "create"), ("pocketbase", "create"), per_second)
    return [
        *costs,
        at_least("create against pocketbase, equal durability, requests per second", 1, relaxed),
    ]


def within(
    measures: Sequence[Measure], title: str, workloads: tuple[str, str], value: Value
) -> Verdict:
    """Compare two workloads of the product, which may differ by a tenth."""
    above, below = workloads
    seen = ratio(measures, ("product", above), ("product", below), value)
    return at_most(f"{title}, CPU of the server", 1.1, seen)


def at_least(title: str, bound: float, seen: float | None) -> Verdict:
    return Verdict(title, bound, True, "x", seen)  # noqa: FBT003  # a field


def at_most(title: str, bound: float, seen: float | None, unit: str = "x") -> Verdict:
    return Verdict(title, bound, False, unit, seen)  # noqa: FBT003  # a field


def ratio(
    measures: Sequence[Measure], above: tuple[str, str], below: tuple[str, str], value: Value
) -> float | None:
    """Return the median of the ratios of each round; each side is a server and a workload."""
    pairs = zip(values_of(measures, above, value), values_of(measures, below, value), strict=False)
    ratios = [one / other for one, other in pairs if other]
    return median(ratios) if ratios else None


def median_of(measures: Sequence[Measure], which: tuple[str, str], value: Value) -> float | None:
    values = values_of(measures, which, value)
    return median(values) if values else None


def values_of(measures: Sequence[Measure], which: tuple[str, str], value: Value) -> list[float]:
    """Return the values in the order of rounds."""
    chosen = [m for m in measures if (m.server, m.workload) == which]
    return [value(m) for m in sorted(chosen, key=lambda m: m.round)]
