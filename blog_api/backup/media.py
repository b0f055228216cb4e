"""Media folder, which a backup includes; files in a bucket are not part of a backup."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blog_api.backup.archive import MEDIA
from blog_api.settings import Settings


def find_folder(settings: Settings) -> Path | None:
    """Return the folder, or None if files are in a bucket."""
    return None if settings.media_url else settings.blog_data_dir / MEDIA


def list_files(folder: Path | None) -> list[Path]:
    """List complete files: a file that is still being written has a `#` in its name."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and "#" not in p.name)


@contextmanager
def replaced(folder: Path, staged: Path) -> Iterator[None]:
    """Replace `folder` by `staged`; restore the old folder if an error is raised."""
    before = staged.with_name(f"{MEDIA}.before")
    staged.mkdir(mode=0o700, exist_ok=True)
    if folder.exists():
        folder.rename(before)
    staged.rename(folder)
    try:
        yield
    except BaseException:
        folder.rename(staged)
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def sync(path: Path) -> None:
    """Flush a file or folder to the disk (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
