"""What Linux says of a process and of those it started: processor time and memory."""

import os
from pathlib import Path
from typing import Final

TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
PARENT, USER_TIME, SYSTEM_TIME, RESIDENT = 1, 11, 12, 21  # fields of proc(5) after the name


def read_fields(pid: int) -> list[str]:
    """The fields of `/proc/pid/stat` after the name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def list_tree(pid: int) -> list[int]:
    """The process and all below it."""
    parents = dict(list_parents())
    found = [pid]
    for parent in found:
        found.extend(child for child, its in parents.items() if its == parent)
    return found


def list_parents() -> list[tuple[int, int]]:
    """Every process that lives long enough to be asked, and its parent."""
    rows = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            rows.append((int(folder.name), int(read_fields(int(folder.name))[PARENT])))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return rows


def cpu_seconds(tree: list[int]) -> float:
    """In user and kernel, of all threads."""
    return sum(
        (int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])) * TICK_S
        for fields in map(read_fields, tree)
    )


def resident_megabytes(tree: list[int]) -> float:
    """Of the largest of them: of a worker, where there is also one who watches it."""
    return max(int(read_fields(pid)[RESIDENT]) * PAGE_BYTES for pid in tree) / 1e6
