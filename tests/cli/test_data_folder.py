"""The data folder and everything in it belong to one user."""

import os
import stat
from pathlib import Path

import pytest

from blog_api.data_folder import close_data_folder, make_private_folder
from tests.cli.conftest import Run


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_above_a_private_folder_are_private(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "data" / "keys")
    assert [mode_of(tmp_path / name) for name in ("data", "data/keys")] == [0o700, 0o700]


@pytest.mark.parametrize("before", [0o755, 0o750, 0o711, 0o777])
def test_an_open_data_folder_is_closed(tmp_path: Path, before: int) -> None:
    tmp_path.chmod(before)
    close_data_folder(tmp_path)
    assert mode_of(tmp_path) == (0o700 if before & 0o067 else before)


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root runs PostgreSQL as another user.")
def test_the_user_of_the_embedded_server_passes_through(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    os.chown(tmp_path / "postgres", 65534, 65534)
    tmp_path.chmod(0o755)
    close_data_folder(tmp_path)
    assert (mode_of(tmp_path), tmp_path.stat().st_gid) == (0o710, 65534)


def test_a_used_data_folder_is_closed_to_others(run: Run, data_dir: Path) -> None:
    assert (
        run(
            "create-admin",
            "--email",
            "a@example.com",
            "--username",
            "ada",
            "--password-stdin",
            stdin="correct horse battery 1",
        )[0]
        == 0
    )
    found = [data_dir, *(p for p in data_dir.rglob("*") if "cluster" not in p.parts)]
    open_to_others = [p for p in found if not p.is_symlink() and mode_of(p) & 0o007]
    assert not open_to_others
