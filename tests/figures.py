"""What long runs counted: each test adds to the file that FIGURES names, if it names one.

`python -m tests.figures FILE` sums them up, one line for each kind.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path


def tell(kind: str, **counts: int) -> None:
    """The short forms in the suite say nothing."""
    if name := os.environ.get("FIGURES"):
        with Path(name).open("a") as file:
            file.write(json.dumps([kind, counts]) + "\n")


def summed(lines: list[str]) -> dict[str, Counter[str]]:
    """By kind, and by what was counted."""
    kinds: dict[str, Counter[str]] = {}
    for line in lines:
        kind, counts = json.loads(line)
        kinds.setdefault(kind, Counter()).update(counts)
    return kinds


def main(name: str) -> None:
    """Zeros are what most of it is for."""
    for kind, counts in summed(Path(name).read_text().splitlines()).items():
        told = (f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items())
        sys.stdout.write(f"{kind}: {', '.join(told)}\n")


if __name__ == "__main__":
    main(sys.argv[1])
