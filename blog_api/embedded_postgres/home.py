"""Location of the files of an embedded server, and the user it runs as.

`<data folder>/postgres/` holds the cluster, its locks, its log and (if its path is short enough)
its socket, mode 0700 and owned by the user the server runs as.

PostgreSQL refuses to run as root. For root it runs as the owner of that folder: `postgres`, or
`nobody` where there is none, unless an ordinary user created it. A private data folder of root gets
execute permission for that user's group, never read permission. If parent folders are closed to
that user, as `/root` is, `postgres` is a link to a folder in `/var/lib/blog_api`: no parent folder
is ever made more accessible, and the link stores the location.
"""

import fcntl
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from blog_api.data_folder import make_private_folder

PLACE_FOR_ROOT = Path("/var/lib/blog_api")
SYSTEM_USERS = ("postgres", "nobody")


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot run; the message tells a user what to do."""


@dataclass(frozen=True)
class Home:
    """Home folder of a server; `uid` and `gid` are None if it runs as the current user."""

    path: Path
    uid: int | None = None
    gid: int | None = None

    @property
    def cluster(self) -> Path:
        return self.path / "cluster"

    @property
    def password_file(self) -> Path:
        """Return a path inside the cluster, so that both are created in one rename."""
        return self.cluster / "blog_password"

    @property
    def serving_password_file(self) -> Path:
        return self.cluster / "serving_password"

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def open_private(self, name: str, flags: int = os.O_RDWR) -> FileIO:
        """Open or create a private file; as root, symbolic links are not followed."""
        flags |= os.O_CREAT | os.O_NOFOLLOW
        file = FileIO(os.open(self.path / name, flags, mode=0o600), "r+")
        self.give(self.path / name)
        return file

    def spawn(
        self, command: Sequence[str | Path], lock: FileIO, log: FileIO | int
    ) -> subprocess.Popen[bytes]:
        """Start a program as the server's user; it and its children hold `lock` while they live.

        It inherits neither our environment, which may contain secrets, nor signals of our terminal.
        """
        return subprocess.Popen(  # noqa: S603 - our own programs and arguments
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=self.path,
            env={"PATH": os.defpath},
            pass_fds=[lock.fileno()],
            start_new_session=True,
            umask=0o077,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )


def prepare_home(data_dir: Path) -> Home:
    make_private_folder(data_dir)
    path = find_home(data_dir)
    if os.geteuid() == 0:
        return prepare_home_for_root(data_dir, path)
    path.mkdir(mode=0o700, exist_ok=True)
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise EmbeddedPostgresError(f"{path} belongs to another user. Start it as that user.")
    return Home(path)


def find_home(data_dir: Path) -> Path:
    return (data_dir / "postgres").resolve()


def prepare_home_for_root(data_dir: Path, path: Path) -> Home:
    user = get_system_user()
    if path.exists() and (owner := path.stat().st_uid):
        user = pwd.getpwuid(owner)
    else:
        path = make_home_for_root(data_dir, user)
    home = Home(path, user.pw_uid, user.pw_gid)
    home.give(path)
    if not can_enter(path, user):
        raise EmbeddedPostgresError(
            f"The user {user.pw_name}, as whom PostgreSQL runs for root, cannot reach {path}."
        )
    return home


def get_system_user() -> pwd.struct_passwd:
    for name in SYSTEM_USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and this system has no user `postgres` or `nobody`."
    )


def make_home_for_root(data_dir: Path, user: pwd.struct_passwd) -> Path:
    """Create the home in the data folder if the server's user has access, else link to one."""
    path = data_dir / "postgres"
    let_through(data_dir, user)
    if path.exists() or can_enter(data_dir, user):
        path.mkdir(mode=0o700, exist_ok=True)
        return path.resolve()
    elsewhere = Path(tempfile.mkdtemp(prefix="postgres-", dir=open_place_for_root()))
    try:
        path.symlink_to(elsewhere)
    except FileExistsError:  # Another start was quicker.
        elsewhere.rmdir()
    return path.resolve()


def open_place_for_root() -> Path:
    """Create the folder: all users may traverse it, none may list it."""
    PLACE_FOR_ROOT.mkdir(parents=True, exist_ok=True)
    PLACE_FOR_ROOT.chmod(0o711)
    return PLACE_FOR_ROOT


def let_through(folder: Path, user: pwd.struct_passwd) -> None:
    """Allow the group of `user` to traverse a private folder, without listing it."""
    status = folder.stat()
    if status.st_uid == 0 and not status.st_mode & 0o077:
        os.chown(folder, -1, user.pw_gid)
        folder.chmod(0o710)


def can_enter(path: Path, user: pwd.struct_passwd) -> bool:
    """Ask the operating system, which checks all parent folders and their access lists."""
    answer = subprocess.run(  # noqa: S603 - a fixed command
        ["/bin/sh", "-c", 'test -x "$0"', path],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        check=False,
        cwd="/",
    )
    return answer.returncode == 0


def try_lock(lock: FileIO, patience: float) -> bool:
    """Try to take the lock within `patience` seconds; closing its last descriptor frees it."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True
