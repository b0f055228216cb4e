"""Journals of the load: one line for each request, written when its response has arrived."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, TextIO

FOLDER: Final = "journal"
UNANSWERED: Final = 0
PAUSE: Final = "pause"


@dataclass(frozen=True, slots=True)
class Entry:
    """One request, or a pause of the load itself; times are of the clock of this machine."""

    kind: str
    began: float
    ended: float
    status: int
    code: str = ""
    retry_after: bool = False
    attempt: int = 1
    title: str = ""
    post_id: int = 0
    load: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_polite(self) -> bool:
        """True for a success, and for a 503 that says when to try again."""
        return self.is_success or (self.status == 503 and self.retry_after)


class Journal:
    """A file that each request is appended to, so that an end of the load loses none."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def note(self, entry: Entry) -> None:
        self._file.write(f"{json.dumps(asdict(entry))}\n")
        self._file.flush()

    def note_pause(self, began: float, ended: float) -> None:
        """Append a time in which the load did not run, so that it neither sent nor received."""
        self.note(Entry(PAUSE, began, ended, UNANSWERED, attempt=0))


def read(folder: Path) -> list[Entry]:
    """Return the entries of all journals, in the order of their responses."""
    found = [
        Entry(**{**json.loads(line), "load": path.stem})
        for path in folder.glob("*.jsonl")
        for line in path.read_text().splitlines()
    ]
    return sorted(found, key=lambda entry: entry.ended)


def longest_gap(entries: Iterable[Entry], kind: str) -> float:
    """Return the longest time between two successes of one load."""
    ended = [(e.load, e.ended) for e in entries if e.kind == kind and e.is_success]
    pairs = pairwise(sorted(ended))
    return max((b[1] - a[1] for a, b in pairs if a[0] == b[0]), default=float("inf"))


def longest_pause(entries: Iterable[Entry]) -> float:
    """Return the longest time in which the load itself did not run; short ones are not known."""
    return max((e.ended - e.began for e in entries if e.kind == PAUSE), default=0)


def acknowledged(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """Return the ids that were acknowledged for each title."""
    found: dict[str, set[int]] = {}
    for entry in entries:
        if entry.kind == "write" and entry.is_success:
            found.setdefault(entry.title, set()).add(entry.post_id)
    return found


def impolite(entries: Sequence[Entry]) -> Counter[str]:
    """Count what clients should never see, by kind, status and code."""
    return Counter(
        f"{entry.kind} {entry.status or 'no response'} {entry.code}".strip()
        for entry in entries
        if entry.kind != PAUSE and not entry.is_polite
    )


def failed_first_tries(entries: Iterable[Entry]) -> int:
    return sum(not entry.is_success for entry in entries if entry.attempt == 1)
