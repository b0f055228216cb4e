"""PostgreSQL client programs, installed or from the wheel of the embedded server.

They read a password from their environment, never from a command line, which every user can see.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from blog_api.backup.errors import BackupError
from blog_api.embedded_postgres.programs import list_packaged

NEEDED: Final = ("pg_dump", "pg_restore", "psql")
INSTALLED: Final = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/*/bin")
# From this version on, a dump begins with a setting that older servers do not know.
FIRST_OF_A_KIND: Final = 17


class Programs(NamedTuple):
    """Folder with all required programs of one major version."""

    major: int
    has_tls: bool
    folder: Path

    def fit(self, server: int, made_by: int) -> bool:
        if self.major < max(server, made_by):
            return False
        return server >= FIRST_OF_A_KIND or self.major < FIRST_OF_A_KIND


class Server(NamedTuple):
    """Major version of a server, and whether the connection uses TLS."""

    major: int
    tls: bool


def choose_programs(server: Server, made_by: int = 0) -> Programs:
    """Return the oldest suitable programs, so that most versions can read their dumps.

    The programs of the wheel have no TLS: for a server with TLS, only installed ones are suitable.
    """
    fitting = [
        programs
        for programs in all_programs()
        if programs.fit(server.major, made_by) and (programs.has_tls or not server.tls)
    ]
    if not fitting:
        needed = max(server.major, made_by)
        raise BackupError(
            f"This needs pg_dump, pg_restore and psql of PostgreSQL {needed}"
            f"{' that speak TLS' if server.tls else ''}, and there are none: install the package "
            f"postgresql-client-{needed}, or put their folder on the PATH."
        )
    return min(fitting, key=lambda programs: (programs.major, not programs.has_tls))


@cache
def all_programs() -> tuple[Programs, ...]:
    found = dict.fromkeys(installed(), True) | dict.fromkeys(list_packaged(), False)
    return tuple(Programs(read_major(folder), tls, folder) for folder, tls in found.items())


def installed() -> Iterator[Path]:
    on_path = shutil.which("pg_dump")
    found = [Path(on_path).parent] if on_path else []
    for pattern in INSTALLED:
        found += sorted(Path("/").glob(pattern))
    for folder in dict.fromkeys(found):
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            yield folder


def read_major(folder: Path) -> int:
    answer = subprocess.run(  # noqa: S603 - a fixed option
        [folder / "pg_dump", "--version"], check=True, capture_output=True, text=True
    )
    return int(answer.stdout.split()[2].split(".")[0])


def without_password(url: str) -> str:
    given = conninfo_to_dict(url)
    given.pop("password", None)
    return make_conninfo("", **given)


def environment(url: str) -> dict[str, str]:
    """Return the environment for libpq, with the password; messages are in English, for parsing."""
    outer = os.environ  # noqa: TID251  # passed on to libpq, which has its own settings
    kept = {name: value for name, value in outer.items() if name.startswith("PG")}
    kept |= {name: outer[name] for name in ("PATH", "HOME") if name in outer}
    password = conninfo_to_dict(url).get("password")
    return kept | {"LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})
