"""Journals of a load: gaps between successes, and pauses of the load itself."""

from pathlib import Path

from clustering.journal import (
    Entry,
    Journal,
    failed_first_tries,
    impolite,
    longest_gap,
    longest_pause,
    read,
)


def journal_of(folder: Path) -> list[Entry]:
    """Return two reads with a pause of the load between them, as they are read from a file."""
    with (folder / "1.jsonl").open("w") as file:
        journal = Journal(file)
        journal.note(Entry("read", 1, 2, 200))
        journal.note_pause(2, 4.5)
        journal.note(Entry("read", 2, 5, 200))
    return read(folder)


def test_a_pause_of_the_load_is_told_apart(tmp_path: Path) -> None:
    entries = journal_of(tmp_path)
    assert longest_pause(entries) == 2.5
    assert longest_gap(entries, "read") == 3


def test_a_pause_is_no_request(tmp_path: Path) -> None:
    entries = journal_of(tmp_path)
    assert not impolite(entries)
    assert failed_first_tries(entries) == 0


def test_without_a_pause_there_is_none() -> None:
    assert longest_pause([Entry("read", 1, 2, 200)]) == 0
