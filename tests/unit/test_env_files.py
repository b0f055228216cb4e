"""Selection of `.env` files."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from blog_api import env_files
from blog_api.settings import Settings


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout, a data folder, and a working directory."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("checkout", "data", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "checkout" / "pyproject.toml").touch()
    monkeypatch.setattr(env_files, "CHECKOUT", tmp_path / "checkout")
    monkeypatch.setenv("BLOG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


def write(folder: Path, title: str) -> Path:
    file = folder / ".env"
    file.write_text(f"SITE_TITLE={title}\n")
    return file


def test_the_folder_of_a_command_is_not_looked_at(places: Path) -> None:
    write(places / "elsewhere", "Stranger's")
    assert Settings().site_title == "Blog"


@pytest.mark.parametrize("name", ["checkout", "data"])
def test_checkout_and_data_folder_are(places: Path, name: str) -> None:
    write(places / name, "Ours")
    assert Settings().site_title == "Ours"


def test_the_checkout_wins_over_the_data_folder(places: Path) -> None:
    write(places / "data", "Data")
    write(places / "checkout", "Checkout")
    assert Settings().site_title == "Checkout"


def test_an_installed_package_has_no_checkout(places: Path) -> None:
    (places / "checkout" / "pyproject.toml").unlink()
    write(places / "checkout", "Checkout")
    assert Settings().site_title == "Blog"


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root gives files away.")
def test_a_file_of_another_user_stops_the_start(places: Path) -> None:
    os.chown(write(places / "data", "Stranger's"), 65534, -1)
    with pytest.raises((ValueError, ValidationError), match="belongs to another user"):
        Settings()


def test_a_file_that_everyone_may_write_stops_the_start(places: Path) -> None:
    write(places / "data", "Anybody's").chmod(0o666)
    with pytest.raises((ValueError, ValidationError), match="can be written by everyone"):
        Settings()
