"""Creation of a cluster, whole or not at all, and cleanup of files that a dead server left."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

from blog_api.embedded_postgres.home import EmbeddedPostgresError, Home
from blog_api.embedded_postgres.programs import read_version

FIRST_WITH_BUILTIN_LOCALES = 17
SOCKET_NAME = ".s.PGSQL.5432"
SERVING_ROLE = "blog_serving"


def ensure_cluster(home: Home, programs: Path, lock: FileIO, *, durable: bool) -> None:
    """Create the cluster in a draft folder and rename it when it is complete.

    Files of an interrupted attempt are deleted. `lock` is the server's lock, held by the caller.
    """
    if home.cluster.exists():
        return
    draft = home.path / "cluster.draft"
    if draft.exists():
        shutil.rmtree(draft)
    run_initdb(home, programs, draft, lock, durable=durable)
    password, serving_password = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    statements = (
        f"CREATE ROLE blog LOGIN CREATEDB PASSWORD '{password}';\n"
        "CREATE DATABASE blog OWNER blog;\n"
        f"CREATE ROLE {SERVING_ROLE} LOGIN PASSWORD '{serving_password}';\n"
    )
    run_alone(home, programs / "postgres", draft, lock, statements)
    keep_secret(home, f"{draft.name}/{home.password_file.name}", password)
    keep_secret(home, f"{draft.name}/{home.serving_password_file.name}", serving_password)
    draft.rename(home.cluster)


def ensure_serving_role(home: Home, programs: Path, lock: FileIO) -> None:
    """Create the serving role, which clusters of earlier releases lack; safe to repeat."""
    if home.serving_password_file.exists():
        return
    password = secrets.token_urlsafe(32)
    statements = (
        f"DROP ROLE IF EXISTS {SERVING_ROLE};\n"
        f"CREATE ROLE {SERVING_ROLE} LOGIN PASSWORD '{password}';\n"
    )
    run_alone(home, programs / "postgres", home.cluster, lock, statements)
    draft = home.serving_password_file.with_suffix(".draft")
    keep_secret(home, f"{home.cluster.name}/{draft.name}", password)
    draft.rename(home.serving_password_file)


def run_alone(home: Home, program: Path, cluster: Path, lock: FileIO, statements: str) -> None:
    """Run SQL as superuser in single-user mode, while no server runs; one statement per line."""
    single_user: list[str | Path] = [program, "--single", "-D", cluster]
    run_program(home, [*single_user, "-c", "exit_on_error=on", "postgres"], lock, statements)


def keep_secret(home: Home, name: str, secret: str) -> None:
    """Write a secret and flush it to the disk (fsync) before it is used."""
    with home.open_private(name, os.O_RDWR | os.O_TRUNC) as file:
        file.write(secret.encode())
        os.fsync(file)


def run_initdb(home: Home, programs: Path, draft: Path, lock: FileIO, *, durable: bool) -> None:
    """Run initdb with a random superuser password that is not stored: the application is `blog`."""
    command: list[str | Path] = [
        programs / "initdb",
        f"--pgdata={draft}",
        "--username=postgres",
        "--pwfile=superuser_password",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    if read_version(programs) >= FIRST_WITH_BUILTIN_LOCALES:
        command.append("--locale-provider=builtin")
    if not durable:
        command.append("--no-sync")
    with home.open_private("superuser_password", os.O_RDWR | os.O_TRUNC) as file:
        file.write(secrets.token_urlsafe(32).encode())
    run_program(home, command, lock)
    (home.path / "superuser_password").unlink()


def run_program(home: Home, command: Sequence[str | Path], lock: FileIO, given: str = "") -> None:
    with home.spawn(command, lock, subprocess.PIPE) as process:
        output, _ = process.communicate(given.encode())
    if process.returncode:
        message = output.decode(errors="replace")
        raise EmbeddedPostgresError(f"{command[0]} did not succeed:\n{message}")


def clear_dead_server(home: Home) -> None:
    """Remove the lock files of a dead server, since its pid may now belong to another program.

    PostgreSQL would take that program for a server and refuse to start. Our own lock proves that no
    server of ours is alive; one started manually is recognised by its working directory.
    """
    pid_file = home.cluster / "postmaster.pid"
    if not pid_file.exists() or not Path("/proc/self").exists():
        return
    pid = pid_file.read_text().partition("\n")[0].strip()
    if works_in(pid, home.cluster):
        raise EmbeddedPostgresError(f"A PostgreSQL started by hand (pid {pid}) uses {home.path}.")
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (home.path / name).unlink(missing_ok=True)
    pid_file.unlink()


def works_in(pid: str, folder: Path) -> bool:
    try:
        return pid.isdigit() and Path("/proc", pid, "cwd").samefile(folder)
    except OSError:
        return False
