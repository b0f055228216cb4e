"""Processor time and memory of a process and its threads, from `/proc`."""

import os
from pathlib import Path
from typing import Final

PAGE: Final = os.sysconf("SC_PAGE_SIZE")
NANOSECOND: Final = 1e-9


def processor_seconds(pid: int) -> float:
    """Return the time of all threads in ns (`schedstat`), as `stat` counts in hundredths."""
    times = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(time.read_text().split()[0]) for time in times) * NANOSECOND


def resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * PAGE / 1e6
