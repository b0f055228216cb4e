"""Results as Markdown, for `docs/performance.md`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from benchmarking.goals import Value, Verdict, cpu, median_of, per_second, ratio, total_cpu
from benchmarking.machine import Machine
from benchmarking.rounds import Effort, Measure
from benchmarking.servers import FORMER, KINDS, PRODUCT
from benchmarking.workloads import WORKLOADS

MARKS: Final = {True: "yes", False: "**no**", None: "not measured"}
HEADINGS: Final = (
    "requests/s",
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "with database",
    "requests/s, ratio",
    "CPU, ratio",
    "with database, ratio",
)


def page_of_results(
    machine: Machine,
    effort: Effort,
    measures: Sequence[Measure],
    verdicts: Sequence[Verdict],
    calls: Mapping[str, Mapping[str, Any]],
) -> str:
    """Return the machine, one table per workload, the goals, and the calls for a request.

    A ratio is blog_api ÷ the server of the line.
    """
    lines = [
        describe(machine, effort),
        "",
        *tables_of_workloads(measures),
        *table("Goals", ("seen", "reached"), map(line_of_goal, verdicts)),
        *table("Calls for a request", tuple(calls), lines_of_calls(calls)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def describe(machine: Machine, effort: Effort) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in machine.packages.items())
    return (
        f"{effort.connections} connections, medians of {effort.rounds} rounds of {effort.seconds:g}"
        f" seconds; load by {machine.load_by}, load average {machine.load_before} before.\n"
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gb} GB, {machine.system};"
        f" Python {machine.python}, PostgreSQL {machine.postgresql}; {packages}."
    )


def tables_of_workloads(measures: Sequence[Measure]) -> Iterator[str]:
    for workload in WORKLOADS:
        measured = {measure.server for measure in measures if measure.workload == workload.key}
        kinds = [kind for kind in (*KINDS, FORMER) if kind.name in measured]
        lines = [
            (kind.title, *values(measures, kind.name, workload.key), *ratios)
            for kind in kinds
            for ratios in [ratios_to(measures, kind.name, workload.key)]
        ]
        if lines:
            yield from table(f"{workload.key}: {workload.title}", HEADINGS, lines)


def table(title: str, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table whose first column is named by its title."""
    yield f"| **{title}** | {' | '.join(headings)} |"
    yield "|---" * (len(headings) + 1) + "|"
    for line in lines:
        yield f"| {' | '.join(line)} |"
    yield ""


def values(measures: Sequence[Measure], server: str, workload: str) -> Iterator[str]:
    forms: tuple[tuple[Value, str], ...] = (
        (per_second, ",.0f"),
        (lambda measure: measure.p50_ms, ".1f"),
        (lambda measure: measure.p99_ms, ".1f"),
        (cpu, ",.0f"),
        (total_cpu, ",.0f"),
    )
    for value, form in forms:
        found = median_of(measures, (server, workload), value)
        yield "" if found is None else format(found, form)


def ratios_to(measures: Sequence[Measure], server: str, workload: str) -> Iterator[str]:
    for value in (per_second, cpu, total_cpu):
        found = ratio(measures, (PRODUCT.name, workload), (server, workload), value)
        yield "" if server == PRODUCT.name or found is None else f"{found:.2f}"


def line_of_goal(verdict: Verdict) -> tuple[str, ...]:
    sign = "≥" if verdict.at_least else "≤"
    seen = "" if verdict.seen is None else f"{verdict.seen:.2f} {verdict.unit}"
    goal = f"{verdict.title} {sign} {verdict.bound:g} {verdict.unit}"
    return goal, seen, MARKS[verdict.is_reached]


def lines_of_calls(calls: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for workload in next(iter(calls.values()), {}):
        yield workload, *(f"{found[workload]['calls']:,.0f}" for found in calls.values())
