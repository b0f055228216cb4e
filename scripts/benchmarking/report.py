"""Report of the benchmark: a table on the console, a JSON file and a chart."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarking.goals import Value, Verdict, cpu, median_of, per_second, ratio, total_cpu
from benchmarking.machine import Machine
from benchmarking.rounds import Measure
from benchmarking.servers import FORMER, KINDS, PRODUCT
from benchmarking.workloads import WORKLOADS

MARKS = {True: "[green]yes", False: "[red]no", None: "not measured"}
COLUMNS = (
    "",
    "requests/s",
    "x tutorial",
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "with database",
    "memory MB",
)


def show(
    console: Console,
    measures: Sequence[Measure],
    verdicts: Sequence[Verdict],
    calls: Mapping[str, Mapping[str, Any]],
) -> None:
    """Print one table per workload, the calls for a request, and the goals."""
    for workload in WORKLOADS:
        if any(measure.workload == workload.key for measure in measures):
            console.print(table_of(measures, workload.key, workload.title))
    console.print(table_of_calls(calls))
    if any(measure.server == FORMER.name for measure in measures):
        console.print(table_of_change(measures))
    console.print(table_of_goals(verdicts))


def table_of(measures: Sequence[Measure], workload: str, title: str) -> Table:
    """Return one line per server, with medians over the rounds."""
    table = Table(*COLUMNS, title=f"{workload}: {title}", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for kind in (*KINDS, FORMER):
        which = (kind.name, workload)
        if median_of(measures, which, per_second) is not None:
            than = ratio(measures, which, ("tutorial", workload), per_second)
            table.add_row(
                kind.title,
                shown(measures, which, per_second, ",.0f"),
                "" if than is None else f"{than:.1f}",
                shown(measures, which, lambda m: m.p50_ms, ".1f"),
                shown(measures, which, lambda m: m.p99_ms, ".1f"),
                shown(measures, which, cpu, ",.0f"),
                shown(measures, which, total_cpu, ",.0f"),
                shown(measures, which, lambda m: m.memory_mb, ".0f"),
            )
    return table


def table_of_calls(calls: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return one line per workload, with the calls of Python and C for a request."""
    table = Table("", *calls, title="Calls for a request", title_justify="left")
    for workload in next(iter(calls.values()), {}):
        table.add_row(workload, *(f"{found[workload]['calls']:,.0f}" for found in calls.values()))
    return table


def table_of_change(measures: Sequence[Measure]) -> Table:
    """Return the product against its former state."""
    table = Table(
        *("", "requests/s", "p99", "CPU", "with database"),
        title="Against the former state",
        title_justify="left",
    )
    for workload in WORKLOADS:
        pair = (PRODUCT.name, workload.key), (FORMER.name, workload.key)
        ratios = [ratio(measures, *pair, value) for value in (per_second, p99, cpu, total_cpu)]
        if None not in ratios:
            table.add_row(workload.key, *(f"{seen:.2f} x" for seen in ratios))
    return table


def p99(measure: Measure) -> float:
    return measure.p99_ms


def shown(measures: Sequence[Measure], which: tuple[str, str], value: Value, form: str) -> str:
    found = median_of(measures, which, value)
    return "" if found is None else format(found, form)


def table_of_goals(verdicts: Sequence[Verdict]) -> Table:
    table = Table("", "reach", "seen", "reached", title="Goals", title_justify="left")
    for verdict in verdicts:
        sign = "≥" if verdict.at_least else "≤"
        seen = "" if verdict.seen is None else f"{verdict.seen:.2f} {verdict.unit}"
        table.add_row(
            verdict.title,
            f"{sign} {verdict.bound:g} {verdict.unit}",
            seen,
            MARKS[verdict.is_reached],
        )
    return table


def save(
    file: Path,
    machine: Machine,
    measures: Sequence[Measure],
    verdicts: Sequence[Verdict],
    **more: Any,
) -> None:
    """Save every round, so that later questions need no new measurement."""
    content = {
        "machine": asdict(machine),
        **more,
        "goals": [asdict(verdict) | {"reached": verdict.is_reached} for verdict in verdicts],
        "measures": [asdict(measure) for measure in measures],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1) + "\n")
