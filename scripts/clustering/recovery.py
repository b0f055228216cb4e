"""Base backups, and a restore to a point in time, on a server that is no part of the cluster."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg

from clustering.journal import acknowledged
from clustering.layout import ROOT, Lab, LabError
from clustering.processes import become_postgres, wait_for
from clustering.trials import entries_since, loading
from clustering.verify import find_posts

KEEP: Final = 2
REPLICA_PORT: Final = 5001  # of HAProxy: a standby, so that writes are not slower
WRITES: Final = 40  # before the backup, and after it
PORT: Final = 5499
RESTORING_S: Final = 60
ACCIDENT: Final = "UPDATE posts SET title = 'Overwritten by accident'"
SELECT_NOW: Final = "SELECT clock_timestamp()"
IN_RECOVERY: Final = "SELECT pg_is_in_recovery()"


def back_up(lab: Lab) -> Path:
    """Take a base backup with the script that operators run."""
    folder = lab.folder / "archive/base"
    as_postgres(lab, ["mkdir", "-p", str(folder)])
    script = str(ROOT / "deploy/cluster/base-backup")
    said = as_postgres(
        lab,
        ["/bin/sh", script, str(folder), str(lab.folder / "archive"), str(KEEP)],
        PGHOST=lab.host,
        PGPORT=str(REPLICA_PORT),
        PGUSER="replicator",
        PGPASSWORD=lab.passwords["replication"],
        PG_VERIFYBACKUP=find_verifier(lab),
    )
    return Path(said.splitlines()[-1])


def find_verifier(lab: Lab) -> str:
    """Return the program that verifies a backup; `true` for the one of a wheel, which crashes.

    The laboratory compares the rows of the restored server anyway.
    """
    program = Path(lab.postgres_bin) / "pg_verifybackup"
    asked = subprocess.run([program, "--version"], capture_output=True, check=False)  # noqa: S603  # a fixed command
    return str(program) if asked.returncode == 0 else "true"


def as_postgres(lab: Lab, command: list[str], **settings: str) -> str:
    """Run a program as PostgreSQL's user, with PostgreSQL's programs on the path."""
    path = f"{lab.postgres_bin}:{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603  # our own commands
        [*become_postgres(), *command],
        env={**os.environ, "PATH": path, **settings},
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LabError(done.stdout)
    return done.stdout


def switch_segment(lab: Lab) -> None:
    """End the current segment of WAL and wait until it is archived."""
    with psycopg.connect(lab.database_url("superuser"), autocommit=True) as connection:
        [[name]] = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchall()
    wait_for((lab.folder / "archive" / name).exists, 30, f"segment {name} in the archive")


@contextmanager
def restored(lab: Lab, backup: Path, instant: datetime) -> Iterator[str]:
    """Yield the URL of a server with the state of an instant, restored from backup and archive."""
    data = lab.folder / "archive/restored"
    as_postgres(lab, ["cp", "-a", str(backup), str(data)])
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(
            f"restore_command = 'cp {lab.folder}/archive/%f %p'\n"
            f"recovery_target_time = '{instant.isoformat()}'\n"
            "recovery_target_action = 'promote'\n"
            f"archive_mode = off\nport = {PORT}\nlisten_addresses = '{lab.host}'\n"
            "synchronous_standby_names = ''\nprimary_conninfo = ''\n"
            f"unix_socket_directories = '{data}'\n"
        )
    as_postgres(lab, ["touch", str(data / "recovery.signal")])
    control = ["pg_ctl", "--pgdata", str(data), "--log", str(data / "log")]
    as_postgres(lab, [*control, "start", "--timeout", str(RESTORING_S)])
    try:
        url = lab.node_url(1).replace(f"{lab.address(1)}:5432", f"{lab.host}:{PORT}")
        wait_for(lambda: is_promoted(url), RESTORING_S, "end of the recovery")
        yield url
    finally:
        as_postgres(lab, [*control, "stop", "--mode", "immediate"])
        as_postgres(lab, ["rm", "-rf", str(data)])


def is_promoted(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return connection.execute(IN_RECOVERY).fetchall() == [(False,)]
    except psycopg.Error:
        return False


def repair_accident(lab: Lab) -> tuple[int, int, int]:
    """Overwrite every post; return how many there were, how many are left, and were restored."""
    since = time.time()
    with loading(lab):
        wait_for_writes(lab, since, WRITES)
        backup = back_up(lab)
        wait_for_writes(lab, since, 2 * len(acknowledged(entries_since(lab, since))))
    titles = list(acknowledged(entries_since(lab, since)))
    url = lab.database_url("superuser")
    with psycopg.connect(url, autocommit=True) as connection:
        [[instant]] = connection.execute(SELECT_NOW).fetchall()
        time.sleep(1)
        connection.execute(ACCIDENT)
    switch_segment(lab)
    with restored(lab, backup, instant) as other:
        return len(titles), len(find_posts(url, titles)), len(find_posts(other, titles))


def wait_for_writes(lab: Lab, since: float, number: int) -> None:
    wait_for(lambda: len(acknowledged(entries_since(lab, since))) >= number, 60, "load")
