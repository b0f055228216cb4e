"""`scripts/prove`: cause every fault, measure, and print one table."""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.faults.finding import Finding, Row
from tests.faults.ground import Ground, proving_ground
from tests.faults.rows import LONG_ROWS, ROWS


def main() -> int:
    """Return 0 when every figure is in bounds."""
    chosen = parse_arguments()
    known = ROWS if chosen.quick else LONG_ROWS
    rows = [row for row in known if row.name in (chosen.only or [row.name])]
    with proving_ground() as ground:
        findings = [measure(ground, row, row.short if chosen.quick else row.long) for row in rows]
    Console(width=None if sys.stdout.isatty() else 160).print(table(rows, findings))
    return int(any(finding.misses() for finding in findings))


def parse_arguments() -> argparse.Namespace:
    """Return the selected rows and their size."""
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    names = [row.name for row in LONG_ROWS]
    parser.add_argument("--only", action="append", choices=names, help="this row; repeatable")
    parser.add_argument("--quick", action="store_true", help="in the short form of the tests")
    return parser.parse_args()


def measure(ground: Ground, row: Row, size: int) -> Finding:
    """Measure one row and print progress."""
    began = time.monotonic()
    sys.stderr.write(f"{row.name}… ")
    sys.stderr.flush()
    finding = asyncio.run(row.run(ground, size))
    sys.stderr.write(f"{time.monotonic() - began:.0f} s\n")
    return finding


def table(rows: Sequence[Row], findings: Sequence[Finding]) -> Table:
    """Return rows of: name, description, bound, measured, ok."""
    result = Table("row", "what was done", "reach", "seen", "ok", show_lines=True)
    for row, finding in zip(rows, findings, strict=True):
        reach = "\n".join(figure.as_reach for figure in finding.figures)
        seen = "\n".join(figure.as_seen for figure in finding.figures)
        result.add_row(row.name, finding.done, reach, seen, "no" if finding.misses() else "yes")
    return result


if __name__ == "__main__":
    sys.exit(main())
