"""Counts of long runs: each test adds to the file that FIGURES names, if set.

`python -m tests.figures FILE` sums them up, one line for each kind.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path


def log_event(kind: str, **counts: int) -> None:
    """Write counts; short forms in the suite write none."""
    if name := os.environ.get("FIGURES"):
        with Path(name).open("a") as file:
            file.write(json.dumps([kind, counts]) + "\n")


def summed(lines: list[str]) -> dict[str, Counter[str]]:
    """Sum the counts by kind and name."""
    kinds: dict[str, Counter[str]] = {}
    for line in lines:
        kind, counts = json.loads(line)
        kinds.setdefault(kind, Counter()).update(counts)
    return kinds


def main(name: str) -> None:
    """Print the sums, zeros too: most figures count failures."""
    for kind, counts in summed(Path(name).read_text().splitlines()).items():
        told = (f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items())
        sys.stdout.write(f"{kind}: {', '.join(told)}\n")


if __name__ == "__main__":
    main(sys.argv[1])
