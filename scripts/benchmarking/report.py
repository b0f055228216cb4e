"""The same figures three times: a table to read, JSON to keep, a chart to look at."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarking.goals import Value, Verdict, cpu, median_of, per_second, ratio
from benchmarking.machine import Machine
from benchmarking.rounds import Measure
from benchmarking.servers import KINDS
from benchmarking.workloads import WORKLOADS

MARKS = {True: "[green]yes", False: "[red]no", None: "not measured"}
COLUMNS = ("", "requests/s", "x tutorial", "p50 ms", "p99 ms", "CPU µs", "memory MB")


def show(console: Console, measures: Sequence[Measure], verdicts: Sequence[Verdict]) -> None:
    """One table a workload, and the goals."""
    for workload in WORKLOADS:
        if any(measure.workload == workload.key for measure in measures):
            console.print(table_of(measures, workload.key, workload.title))
    console.print(table_of_goals(verdicts))


def table_of(measures: Sequence[Measure], workload: str, title: str) -> Table:
    """A line for each server, medians over the rounds."""
    table = Table(*COLUMNS, title=f"{workload}: {title}", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for kind in KINDS:
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
                shown(measures, which, lambda m: m.memory_mb, ".0f"),
            )
    return table


def shown(measures: Sequence[Measure], which: tuple[str, str], value: Value, form: str) -> str:
    """The median as text."""
    found = median_of(measures, which, value)
    return "" if found is None else format(found, form)


def table_of_goals(verdicts: Sequence[Verdict]) -> Table:
    """Reach, seen, and whether that is enough."""
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
    """Everything, each round by itself, so that nobody has to measure again to ask more of it."""
    content = {
        "machine": asdict(machine),
        **more,
        "goals": [asdict(verdict) | {"reached": verdict.is_reached} for verdict in verdicts],
        "measures": [asdict(measure) for measure in measures],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1) + "\n")
