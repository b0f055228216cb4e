"""Processor time and memory of a process tree, from Linux's /proc."""

import os
from pathlib import Path
from typing import Final

TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
PARENT, USER_TIME, SYSTEM_TIME, USER_OF_ENDED, SYSTEM_OF_ENDED, RESIDENT = (
    1,
    11,
    12,
    13,
    14,
    21,
)  # fields of proc(5) after the name


def read_fields(pid: int) -> list[str]:
    """Return the fields of `/proc/pid/stat` after the name, which may contain any character."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def list_tree(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    parents = dict(list_parents())
    found = [pid]
    for parent in found:
        found.extend(child for child, its in parents.items() if its == parent)
    return found


def list_parents() -> list[tuple[int, int]]:
    """Return every process and its parent; skip those that end in the middle."""
    rows = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            rows.append((int(folder.name), int(read_fields(int(folder.name))[PARENT])))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return rows


def cpu_seconds(tree: list[int]) -> float:
    """Return user and kernel time of all threads."""
    return sum(
        (int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])) * TICK_S
        for fields in map(read_fields, tree)
    )


def cpu_of_family(pid: int) -> float:
    """Return the time of a process, its children, and those of them that have ended."""
    while True:
        fields = read_fields(pid)
        ended = (int(fields[USER_OF_ENDED]) + int(fields[SYSTEM_OF_ENDED])) * TICK_S
        try:
            return ended + cpu_seconds(list_tree(pid))
        except (FileNotFoundError, ProcessLookupError):
            continue  # a child has just ended, such as a worker of autovacuum


def parent_of(pid: int) -> int:
    return int(read_fields(pid)[PARENT])


def resident_megabytes(tree: list[int]) -> float:
    """Return the memory of the largest process: the worker's, if there is also a supervisor."""
    return max(int(read_fields(pid)[RESIDENT]) * PAGE_BYTES for pid in tree) / 1e6
