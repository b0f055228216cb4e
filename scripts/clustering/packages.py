"""Programs: etcd and HAProxy of Debian, Patroni from its lock file, PostgreSQL 18 of the wheel."""

import filecmp
import os
import pwd
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from blog_api.embedded_postgres.home import can_enter
from blog_api.embedded_postgres.programs import copy_installation, list_packaged, read_version
from clustering.layout import ROOT, Lab, LabError, user_of_postgres
from clustering.processes import is_root, run

VENV: Final = ROOT / ".tools/cluster-venv"
LOCK: Final = ROOT / "scripts/clustering/requirements.lock"
PROGRAMS: Final = {"etcd": "etcd-server", "haproxy": "haproxy", "ip": "iproute2"}
# In older ones a leader that was frozen revokes the leases of others when it thaws, so that an old
# primary takes the place of the new one (etcd issue 15247). Newer ones do so less often.
SAFE_ETCD: Final = ((3, 5, 13), (3, 4, 31))
NEWER: Final = ROOT / ".tools/cluster-etcd"
VERSION: Final = re.compile(r"etcd Version: (\d+)\.(\d+)\.(\d+)")
MIRROR: Final = re.compile(r"^(?:URIs: |deb (?:\[.*?\] )?)(\S+/debian/?)\s", re.MULTILINE)
NEXT_SUITE: Final = "trixie"
KEYRING: Final = "/usr/share/keyrings/debian-archive-keyring.gpg"
MAJOR: Final = 18


def install() -> None:
    """Install what is missing: Debian packages as root, Patroni into its own environment."""
    missing = [package for program, package in PROGRAMS.items() if not find(program)]
    if missing and not is_root():
        raise LabError(f"Install these first: {' '.join(missing)}")
    if missing:
        run(["apt-get", "update", "-qq"])
        packages = ["apt-get", "install", "-qq", "--no-install-recommends", *missing]
        run(packages, {"DEBIAN_FRONTEND": "noninteractive"})
    if not is_safe(etcd()):
        download_etcd()
    if not (VENV / "ready").exists() or not filecmp.cmp(LOCK, VENV / "ready", shallow=False):
        install_patroni()


def find(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def etcd() -> str:
    """Return the newer etcd if it was needed, or else the one of this Debian."""
    newer = NEWER / "usr/bin/etcd"
    return str(newer) if newer.exists() else find("etcd") or "etcd"


def is_safe(program: str) -> bool:
    """True if a thawed member of this version cannot revoke the leases of others."""
    found = VERSION.search(run([program, "--version"]))
    assert found
    version = (int(found[1]), int(found[2]), int(found[3]))
    return any(version >= least and version[:2] == least[:2] for least in SAFE_ETCD) or (
        version[:2] > SAFE_ETCD[0][:2]
    )


def download_etcd() -> None:
    """Unpack the etcd of the next Debian, without changing what is installed on this machine."""
    with tempfile.TemporaryDirectory(prefix="blog-etcd-") as name:
        folder = Path(name)
        (folder / "lists/partial").mkdir(parents=True)
        source = f"deb [signed-by={KEYRING}] {mirror()} {NEXT_SUITE} main\n"
        (folder / "sources.list").write_text(source)
        given = {
            "Dir::Etc::sourcelist": folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": folder / "lists",
            "Dir::Cache": folder,
            "APT::Sandbox::User": "root",
        }
        options = [word for key, value in given.items() for word in ("-o", f"{key}={value}")]
        run(["apt-get", *options, "-qq", "update"])
        download = ["apt-get", *options, "-qq", "download", "etcd-server"]
        run(["/bin/sh", "-c", 'cd "$0" && exec "$@"', name, *download])
        [package] = folder.glob("etcd-server_*.deb")
        shutil.rmtree(NEWER, ignore_errors=True)
        NEWER.parent.mkdir(parents=True, exist_ok=True)
        run(["dpkg-deb", "--extract", str(package), str(NEWER)])


def mirror() -> str:
    """Return the address from which this Debian gets its packages."""
    for file in (Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")):
        if file.exists() and (found := MIRROR.search(file.read_text())):
            return found[1]
    raise LabError(f"etcd {SAFE_ETCD} is needed, and this system has no Debian sources for it.")


def install_patroni() -> None:
    """Create the environment with a Python that PostgreSQL's user can run."""
    shutil.rmtree(VENV, ignore_errors=True)
    run([find_python(), "-m", "venv", "--without-pip", VENV])
    pip = [sys.executable, "-m", "pip", "--python", str(VENV / "bin/python"), "install"]
    run([*pip, "--no-deps", "--require-hashes", "--requirement", str(LOCK)])
    shutil.copy(LOCK, VENV / "ready")


def find_python() -> str:
    """Return this Python, or the system's if ours is in a private folder such as /root."""
    user = pwd.getpwnam(user_of_postgres())
    own = Path(sys.base_prefix) / "bin/python3"
    for found in (own, Path("/usr/local/bin/python3"), Path("/usr/bin/python3")):
        if found.exists() and (not is_root() or can_enter(found, user)) and is_new(found):
            return str(found)
    raise LabError(f"There is no Python 3.11 or newer that the user {user.pw_name} can run.")


def is_new(python: Path) -> bool:
    version = run([python, "-c", "import sys; print(sys.version_info >= (3, 11))"])
    return version.strip() == "True"


def place(lab: Lab) -> None:
    """Copy PostgreSQL and Patroni into the folder of the laboratory, which every user can enter."""
    newest = next(folder for folder in list_packaged() if read_version(folder) == MAJOR)
    copy_installation(newest.parent, lab.folder / "postgres")
    shutil.copytree(VENV, lab.folder / "patroni", symlinks=True)
    run(["chmod", "-R", "a+rX", lab.folder / "patroni"])
    shutil.copy(ROOT / "deploy/cluster/archive-wal", lab.folder / "archive-wal")
    shutil.copy(etcd(), lab.folder / "etcd")
