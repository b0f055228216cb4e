"""The archive of WAL that the nodes share: the first copy stays, and no archiver gets stuck."""

import os
import subprocess
from pathlib import Path

import pytest
from clustering.layout import ROOT

SEGMENT = "00000009000000000000000A"


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    path = tmp_path / "pg_wal" / SEGMENT
    path.parent.mkdir()
    path.write_bytes(b"its own end")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    path.mkdir()
    return path


def archives(segment: Path, archive: Path, metrics: Path | None = None) -> bool:
    program = str(ROOT / "deploy/cluster/archive-wal")
    command = ["/bin/sh", program, str(segment), str(archive / segment.name)]
    environment = {"ARCHIVE_METRICS_FILE": str(metrics)} if metrics else {}
    run = subprocess.run(command, check=False, env=os.environ | environment)  # a fixed command
    return run.returncode == 0


def test_a_segment_is_archived_once(segment: Path, archive: Path) -> None:
    assert archives(segment, archive)
    assert archives(segment, archive)
    assert [path.name for path in archive.iterdir()] == [SEGMENT]


def test_a_different_segment_of_the_present_timeline_is_an_error(
    segment: Path, archive: Path
) -> None:
    (archive / SEGMENT).write_bytes(b"another")
    (archive / "00000009.history").touch()
    assert not archives(segment, archive)


@pytest.mark.parametrize("later", ["0000000A", "00000010"])
def test_a_different_end_of_a_timeline_that_has_ended_is_left_out(
    segment: Path, archive: Path, later: str
) -> None:
    """Of an old primary: it could archive nothing more until a person came."""
    (archive / SEGMENT).write_bytes(b"another")
    (archive / f"{later}.history").touch()
    assert archives(segment, archive)
    assert (archive / SEGMENT).read_bytes() == b"another"


def test_a_failing_archive_is_told_to_prometheus(
    segment: Path, archive: Path, tmp_path: Path
) -> None:
    metrics = tmp_path / "blog-archive.prom"
    assert archives(segment, archive, metrics)
    assert metrics.read_text() == "blog_wal_archive_failing 0\n"
    assert metrics.stat().st_mode & 0o777 == 0o644
    assert not archives(segment, archive / "not-mounted", metrics)
    assert metrics.read_text() == "blog_wal_archive_failing 1\n"
    assert archives(segment, archive, metrics)
    assert metrics.read_text() == "blog_wal_archive_failing 0\n"
    assert sorted(path.name for path in archive.iterdir()) == [SEGMENT]


def test_a_metric_that_cannot_be_written_fails_no_archiving(segment: Path, archive: Path) -> None:
    assert archives(segment, archive, archive / "missing" / "blog-archive.prom")
