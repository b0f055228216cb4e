"""Restore of a backup in one transaction, committed only when every table has all of its rows.

`pg_restore` writes SQL, which is piped through this process to `psql`. So dropping the old tables
is part of the same transaction, and nothing is committed unless both programs succeed.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

from psycopg import sql

from blog_api.backup.archive import Manifest
from blog_api.backup.errors import BackupError
from blog_api.backup.programs import Programs, environment, without_password
from blog_api.backup.sequences import REMEMBER, move_on
from blog_api.db.roles import ONE_AT_A_TIME

CHECKED: Final = "checked"
END_OF_ROWS: Final = b"\\.\n"
TOLD_EVERY: Final = 100
# The advisory lock is that of migrations. lock_timeout: neither the restore nor the requests queued
# behind it wait longer for readers.
BEGIN: Final = f"BEGIN;\nSET LOCAL lock_timeout = '10s';\n{ONE_AT_A_TIME};\n"
CLEAR: Final = """
DO $drop$
DECLARE its_name text;
BEGIN
    FOR its_name IN
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP EXECUTE format('DROP TABLE %s CASCADE', its_name); END LOOP;
    FOR its_name IN
        SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP EXECUTE format('DROP ROUTINE %s CASCADE', its_name); END LOOP;
END
$drop$;
"""
# A dump qualifies names with schemas and empties the search path.
OUR_SCHEMA: Final = "RESET search_path;"
COUNT: Final = """
DO $count$ BEGIN
    IF (SELECT count(*) FROM {table}) <> {rows} THEN RAISE EXCEPTION {message}; END IF;
END $count$;
"""


class Source(NamedTuple):
    """Backup that was extracted and verified."""

    manifest: Manifest
    dump: Path


def put_rows_back(
    url: str,
    programs: Programs,
    source: Source,
    advance: Callable[[int], None],
    last: AbstractContextManager[None],
) -> None:
    """Replace all tables of the schema; enter `last` before the commit, exit it after the commit.

    `advance` receives rows.
    """
    with tempfile.TemporaryFile() as complaints:
        try:
            run_both(url, programs, source, Talk(advance, last, complaints))
        except BrokenPipeError:
            raise failure(complaints) from None


class Talk(NamedTuple):
    """Pipes and callbacks of a restore."""

    advance: Callable[[int], None]
    last: AbstractContextManager[None]
    complaints: IO[bytes]


def run_both(url: str, programs: Programs, source: Source, talk: Talk) -> None:
    """Run both programs; after an error psql ends without a COMMIT and so rolls back."""
    with running_psql(url, programs, talk.complaints) as psql:
        assert psql.stdin is not None  # noqa: S101  # asked for below
        psql.stdin.write((BEGIN + REMEMBER + CLEAR).encode())
        write_dump(programs, source.dump, psql.stdin, talk)
        psql.stdin.write((OUR_SCHEMA + move_on(source.manifest.made_at)).encode())
        psql.stdin.write(checks(source.manifest).encode())
        psql.stdin.flush()
        if not psql.stdout or psql.stdout.readline().strip() != CHECKED.encode():
            raise failure(talk.complaints)
        with talk.last:
            psql.stdin.write(b"COMMIT;\n")
            psql.stdin.close()
            if psql.wait():
                raise failure(talk.complaints)


@contextmanager
def running_psql(
    url: str, programs: Programs, complaints: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run psql, and end it in every case; without a COMMIT it changes nothing."""
    command: list[str | Path] = [
        programs.folder / "psql",
        "--no-psqlrc",
        "--quiet",
        "--no-password",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--dbname={without_password(url)}",
    ]
    psql = subprocess.Popen(  # noqa: S603  # a program of PostgreSQL's, and arguments of ours
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=environment(url),
    )
    try:
        yield psql
    finally:
        psql.kill()
        psql.wait()
        for pipe in (psql.stdin, psql.stdout):
            with suppress(BrokenPipeError):
                pipe and pipe.close()


def write_dump(programs: Programs, dump: Path, out: IO[bytes], talk: Talk) -> None:
    """Write the dump as SQL; raise an error if the dump ends too early."""
    command: list[str | Path] = [
        programs.folder / "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--file=-",
        dump,
    ]
    process = subprocess.Popen(  # noqa: S603  # the same
        command, stdout=subprocess.PIPE, stderr=talk.complaints, env=environment("")
    )
    with process:
        row = 0
        for row in rows_through(process.stdout or (), out):
            if row % TOLD_EVERY == 0:
                talk.advance(TOLD_EVERY)
        talk.advance(row % TOLD_EVERY)
    if process.returncode:
        raise failure(talk.complaints)


def rows_through(lines: Iterable[bytes], out: IO[bytes]) -> Iterator[int]:
    copying, row = False, 0
    for line in lines:
        out.write(line)
        if copying and line != END_OF_ROWS:
            row += 1
            yield row
        copying = line != END_OF_ROWS and (copying or line.startswith(b"COPY "))


def checks(manifest: Manifest) -> str:
    """Return SQL that raises an error unless each table has its number of rows."""
    lines = []
    for table, rows in manifest.rows.items():
        message = f"{table} has not its {rows} rows".replace("%", "%%")
        check = sql.SQL(COUNT).format(
            table=sql.Identifier(table), rows=sql.Literal(rows), message=sql.Literal(message)
        )
        lines.append(check.as_string(None))
    return "\n".join([*lines, f"\\echo {CHECKED}\n"])


def failure(complaints: IO[bytes]) -> BackupError:
    """Return an error with the first message only: the following lines may contain a row."""
    complaints.seek(0)
    said = complaints.read().decode(errors="replace").splitlines()
    errors = [line for line in said if "error:" in line.lower()]
    reason = errors[0] if errors else "the connection was lost"
    return BackupError(f"Nothing was restored: {reason}")
