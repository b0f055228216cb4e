"""`scripts/prove`: cause every fault, measure, and print one table."""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.faults import clustered
from tests.faults.finding import Finding, Measured, Row
from tests.faults.ground import Ground, proving_ground
from tests.faults.rows import LONG_ROWS, ROWS


def main() -> int:
    """Return 0 when every figure is in bounds."""
    chosen = parse_arguments()
    found = prove_cluster(chosen) if chosen.cluster else prove_here(chosen)
    Console(width=None if sys.stdout.isatty() else 160).print(table(found))
    return int(any(finding.misses() for _, finding in found))


def parse_arguments() -> argparse.Namespace:
    """Return the selected rows and their size."""
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    names = [*(row.name for row in LONG_ROWS), *clustered.NAMES]
    parser.add_argument("--only", action="append", choices=names, help="this row; repeatable")
    parser.add_argument("--quick", action="store_true", help="in the short form of the tests")
    parser.add_argument("--cluster", action="store_true", help="the rows of a cluster; needs root")
    return parser.parse_args()


def prove_cluster(chosen: argparse.Namespace) -> list[Measured]:
    """Measure three trials of each fault, or one of the two shortest."""
    names = chosen.only or (clustered.SHORT if chosen.quick else clustered.NAMES)
    return clustered.prove(names, 1 if chosen.quick else 3)


def prove_here(chosen: argparse.Namespace) -> list[Measured]:
    known = ROWS if chosen.quick else LONG_ROWS
    rows = [row for row in known if row.name in (chosen.only or [row.name])]
    with proving_ground() as ground:
        return [
            (row.name, measure(ground, row, row.short if chosen.quick else row.long))
            for row in rows
        ]


def measure(ground: Ground, row: Row, size: int) -> Finding:
    """Measure one row and print progress."""
    began = time.monotonic()
    sys.stderr.write(f"{row.name}… ")
    sys.stderr.flush()
    finding = asyncio.run(row.run(ground, size))
    sys.stderr.write(f"{time.monotonic() - began:.0f} s\n")
    return finding


def table(found: Sequence[Measured]) -> Table:
    """Return rows of: name, description, bound, measured, ok."""
    result = Table("row", "what was done", "reach", "seen", "ok", show_lines=True)
    for name, finding in found:
        reach = "\n".join(figure.as_reach for figure in finding.figures)
        seen = "\n".join(figure.as_seen for figure in finding.figures)
        result.add_row(name, finding.done, reach, seen, "no" if finding.misses() else "yes")
    return result


if __name__ == "__main__":
    sys.exit(main())
