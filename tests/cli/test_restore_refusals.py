"""`blog-api backup` and `restore`: errors are one sentence, and nothing changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.backups import (
    DAMAGES,
    Into,
    call,
    change,
    checksum,
    checksums,
    cut,
    forge,
    left_in,
    pictures,
    put_before,
    put_picture,
    sparse,
)
from tests.cli.conftest import Run

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_a_damaged_file_changes_nothing(  # noqa: PLR0913, PLR0917  # fixtures
    small: Path,
    run: Run,
    elsewhere: str,
    target: Into,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    change(small, damage)
    assert "is damaged" in await call(run, "restore", small, code=1, into=target)
    assert checksums(elsewhere) == {}
    assert left_in(tmp_path / "elsewhere") == []


async def test_a_sparse_part_is_refused_before_it_fills_the_disk(
    small: Path, run: Run, target: Into, tmp_path: Path
) -> None:
    """It is rejected before it is written, not by its checksum afterwards."""
    change(small, lambda data: put_before(data, sparse(str(2**20), f"{2**20},0")))
    assert "no whole archive" in await call(run, "restore", small, code=1, into=target)
    assert left_in(tmp_path / "elsewhere") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"revision": "ffffffffffff"}, "newer release"),
        ({"version": 2}, "newer release"),
        ({"server": 99}, "not older"),
        ({"rows": {"posts": 2}}, "posts has not its 2 rows"),
        ({"dump": cut}, "Nothing was restored: "),
        ({"dump": lambda _: b"no dump at all"}, "Nothing was restored: "),
    ],
)
async def test_what_cannot_be_restored_changes_nothing(  # noqa: PLR0913, PLR0917  # fixtures
    small: Path,
    run: Run,
    elsewhere: str,
    target: Into,
    tmp_path: Path,
    changes: dict[str, Any],
    said: str,
) -> None:
    forge(small, **changes)
    assert said in await call(run, "restore", small, code=1, into=target)
    assert checksums(elsewhere) == {}
    assert left_in(tmp_path / "elsewhere") == []


async def test_tables_of_others_are_left_alone(
    small: Path, run: Run, elsewhere: str, target: Into
) -> None:
    with psycopg.connect(elsewhere) as db:
        db.execute("CREATE TABLE payroll (id int)")
    said = await call(run, "restore", small, "--replace", "--yes", code=1, into=target)
    assert "payroll" in said
    assert checksums(elsewhere) == {"payroll": (0, None)}


async def test_pictures_alone_are_a_blog_too(
    small: Path, run: Run, target: Into, tmp_path: Path
) -> None:
    put_picture(tmp_path / "elsewhere", "1.png", b"mine")
    assert "--replace" in await call(run, "restore", small, code=1, into=target)
    assert pictures(tmp_path / "elsewhere") == {"1.png": b"mine"}


async def test_a_file_is_never_written_over(small: Path, run: Run) -> None:
    before = checksum(small)
    assert "is there already" in await call(run, "backup", small, code=1)
    assert checksum(small) == before


async def test_nothing_to_back_up(run: Run, target: Into, elsewhere: str, tmp_path: Path) -> None:
    said = await call(run, "backup", tmp_path / "file", code=1, into=target)
    assert "no blog in it" in said
    assert left_in(tmp_path) == []
