"""Lookup of `.env` files: data folder and checkout, never the current directory."""

import os
import stat
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

NAME: Final = ".env"
CHECKOUT: Final = Path(__file__).parents[1]


def default_data_dir() -> Path:
    """Return the user's data folder, such as `~/.local/share/blog_api`."""
    return user_data_path("blog_api")


def list_env_files() -> list[Path]:
    """Return the existing files, data folder first; later files override earlier ones.

    An installed package has no checkout: there is no `pyproject.toml` in the folder above.
    Raise ValueError for a file that another user owns, or that everyone may write.
    """
    data_dir = Path(os.environ.get("BLOG_DATA_DIR") or default_data_dir())  # noqa: TID251  # decides which settings are read
    folders = [data_dir]
    if (CHECKOUT / "pyproject.toml").is_file():
        folders.append(CHECKOUT)
    files = [folder / NAME for folder in folders if (folder / NAME).is_file()]
    for file in files:
        require_own(file)
    return files


def require_own(file: Path) -> None:
    """Raise ValueError if the owner is neither this user nor root, or if everyone may write it."""
    if os.name == "nt":
        return
    status = file.stat()
    if status.st_uid not in {os.geteuid(), 0}:
        raise ValueError(f"{file} belongs to another user; chown it, or move it away")
    if stat.S_IMODE(status.st_mode) & stat.S_IWOTH:
        raise ValueError(f"{file} can be written by everyone; chmod 600 it")
