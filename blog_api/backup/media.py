"""The folder with uploaded files, which a backup carries along; a bucket has backups of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blog_api.backup.archive import MEDIA
from blog_api.settings import Settings


def find_folder(settings: Settings) -> Path | None:
    """None where files lie in a bucket."""
    return None if settings.media_url else settings.blog_data_dir / MEDIA


def list_files(folder: Path | None) -> list[Path]:
    """Those that are whole: while one is written it has a `#` in its name."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and "#" not in p.name)


@contextmanager
def replaced(folder: Path, staged: Path) -> Iterator[None]:
    """Put `staged` in the place of `folder`; what was there comes back if anything fails."""
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
    """On the disk, whatever happens to the machine now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
