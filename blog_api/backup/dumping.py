"""Backup of one snapshot of the database and of the media files, whole or not at all."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from blog_api.backup.archive import DUMP, MEDIA, Manifest, Packer
from blog_api.backup.database import Moment, hold_moment, record_backup
from blog_api.backup.errors import BackupError
from blog_api.backup.media import list_files, sync
from blog_api.backup.programs import Programs, choose_programs, environment, without_password

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
ONE_TABLE: Final = "dumping contents of table"


class Backup(NamedTuple):
    """Result of a backup; `is_recorded` unless the database cannot be written."""

    tables: int
    rows: int
    files: int
    is_recorded: bool


def make_backup(url: str, media: Path | None, file: Path, bar: Bar) -> Backup:
    """Write `file`, which must not exist, readable by this user only; the server may be running.

    Media files of posts that are deleted during the backup may be missing.
    """
    began_at = datetime.now(UTC)
    with appearing_whole(file) as draft:
        dump = draft.with_name(DUMP)
        with hold_moment(url) as moment:
            programs = choose_programs(moment.contents.server)
            with bar("dumping", len(moment.contents.rows)) as advance:
                dump_database(url, programs, moment, dump, advance)
        files = list_files(media)
        pack(draft, dump, Plan(moment, programs, media, files), bar)
    rows = moment.contents.rows
    is_recorded = record_backup(url, began_at, file.stat().st_size)
    return Backup(len(rows), sum(rows.values()), len(files), is_recorded)


class Plan(NamedTuple):
    """Parts of the backup."""

    moment: Moment
    programs: Programs
    media: Path | None
    files: list[Path]


@contextmanager
def appearing_whole(file: Path) -> Iterator[Path]:
    """Yield a temporary path in a private folder next to the file; rename it after fsync."""
    if file.exists():
        raise BackupError(f"{file} is there already: choose another name.")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as folder:
        draft = Path(folder) / "draft"
        draft.touch(mode=0o600)
        yield draft
        sync(draft)
        draft.rename(file)
        sync(file.absolute().parent)


def dump_database(
    url: str, programs: Programs, moment: Moment, dump: Path, advance: Callable[[int], None]
) -> None:
    """Run pg_dump; raise an error with its message if it fails. `advance` receives tables."""
    command: list[str | Path] = [
        programs.folder / "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-unlogged-table-data",
        "--no-password",
        "--verbose",
        f"--snapshot={moment.snapshot}",
        f"--file={dump}",
        f"--dbname={without_password(url)}",
    ]
    with subprocess.Popen(  # noqa: S603  # a program of PostgreSQL's, and arguments of ours
        command, stderr=subprocess.PIPE, text=True, env=environment(url), umask=0o077
    ) as process:
        complaints = [line for line in process.stderr or () if heed(line, advance)]
    if process.returncode:
        said = complaints[0].strip() if complaints else "it gives no reason"
        raise BackupError(f"The database cannot be dumped: {said}")


def heed(line: str, advance: Callable[[int], None]) -> bool:
    advance(int(ONE_TABLE in line))
    return "error:" in line


def pack(draft: Path, dump: Path, plan: Plan, bar: Bar) -> None:
    """Write the parts in this order: the checksums of the first parts come last."""
    with draft.open("wb") as file:
        packer = Packer(file)
        named = {DUMP: dump} | {name_of(path, plan.media): path for path in plan.files}
        with bar("packing", sum(path.stat().st_size for path in named.values())) as advance:
            for name, path in named.items():
                packer.add(name, path, advance)
        packer.seal(manifest_of(plan, packer.parts))


def name_of(path: Path, media: Path | None) -> str:
    return f"{MEDIA}/{path.relative_to(media or path).as_posix()}"


def manifest_of(plan: Plan, parts: dict[str, str]) -> Manifest:
    return Manifest(
        made_at=datetime.now(UTC),
        revision=plan.moment.revision,
        server=plan.moment.contents.server.major,
        made_by=plan.programs.major,
        has_media=plan.media is not None,
        rows=plan.moment.contents.rows,
        parts=parts,
    )
