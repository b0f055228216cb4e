"""Private folders: mode 0700, including the parents that are created.

`Path.mkdir(parents=True)` gives missing parents the default mode, so a data folder that was first
created for a key inside it used to be readable by everyone.
"""

import logging
import os
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o700
PASSABLE: Final = 0o710
log = logging.getLogger(__name__)


def make_private_folder(folder: Path) -> None:
    """Make a folder and every missing folder above it with mode 0700."""
    missing = [path for path in folder.parents if not path.exists()]
    for path in (*reversed(missing), folder):
        path.mkdir(mode=PRIVATE, exist_ok=True)  # raises FileExistsError for a file


def close_data_folder(folder: Path) -> None:
    """Close a data folder that an earlier release left open to others; make none.

    Root's embedded PostgreSQL runs as another user, whose group may then pass through (0710).
    """
    if os.name == "nt" or not folder.is_dir():
        return
    status = folder.stat()
    if status.st_uid != os.geteuid() or not status.st_mode & 0o067:
        return
    cluster = folder / "postgres"
    passes_through = os.geteuid() == 0 and cluster.is_dir() and not cluster.is_symlink()
    if passes_through:
        os.chown(folder, -1, cluster.stat().st_gid)
    folder.chmod(PASSABLE if passes_through else PRIVATE)
    log.warning("%s: others could read it (mode %04o); closed it", folder, status.st_mode & 0o777)
