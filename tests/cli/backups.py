"""Backup and restore tests: comparison of databases, and ways to damage a file."""

import hashlib
import json
import stat
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio.to_thread
import psycopg
from psycopg import sql

from blog_api.backup.archive import DUMP, MANIFEST, SEAL

Run = Callable[..., tuple[int, str]]
Into = dict[str, str]
TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p'
AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
CHECKSUM = "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {} t"
SEQUENCES = """
SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'
"""
COUNT_ON = """
SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + %s)
FROM pg_sequences WHERE schemaname = 'public'
"""
PICTURES = {"1/photo.webp": b"RIFF\x00picture", "2/ünïcode.png": bytes(range(256)) * 500}


def checksums(url: str) -> dict[str, tuple[int, str | None]]:
    """Return a checksum of the rows of each table but the record of backups, made after one."""
    with psycopg.connect(url) as db:
        return {
            name: db.execute(sql.SQL(CHECKSUM).format(sql.Identifier(name))).fetchall()[0]
            for (name,) in db.execute(TABLES).fetchall()
            if name != "backups"
        }


def last_ids(url: str) -> dict[str, int]:
    """Return the last value of each sequence."""
    with psycopg.connect(url) as db:
        return dict(db.execute(SEQUENCES).fetchall())


def count_on(url: str, number: int) -> dict[str, int]:
    """Advance each sequence by so many ids; return the last ones."""
    with psycopg.connect(url) as db:
        db.execute(COUNT_ON, (number,))
    return last_ids(url)


def pictures(folder: Path) -> dict[str, bytes]:
    found = (folder / "media").rglob("*")
    return {str(p.relative_to(folder / "media")): p.read_bytes() for p in found if p.is_file()}


async def call(run: Run, *arguments: str | Path, code: int = 0, into: Into | None = None) -> str:
    """Run a command in a thread; return its output."""
    ended, said = await anyio.to_thread.run_sync(lambda: run(*arguments, **(into or {})))
    assert ended == code, said
    return said


def put_picture(data_dir: Path, name: str, content: bytes) -> Path:
    path = data_dir / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def cut_to_a_record(data: bytes) -> bytes:
    """Return about half of a tar, cut where a tar may end."""
    return data[: len(data) // 2 // tarfile.RECORDSIZE * tarfile.RECORDSIZE]


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def put_before(data: bytes, part: tarfile.TarInfo) -> bytes:
    """Put an unknown part at the beginning."""
    return part.tobuf(tarfile.PAX_FORMAT) + data


def named(name: str) -> tarfile.TarInfo:
    """Return a tar part whose name stands in an extended header."""
    part = tarfile.TarInfo("part")
    part.pax_headers = {"path": name}
    return part


def sparse(size: str, pieces: str) -> tarfile.TarInfo:
    """Return a sparse entry that declares a size without content."""
    part = tarfile.TarInfo("sparse")
    part.pax_headers = {"GNU.sparse.size": size, "GNU.sparse.map": pieces}
    return part


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": cut,
    "cut to a record": cut_to_a_record,
    "nothing left": lambda _: b"",
    "in the dump": lambda data: flip(data, 2_000),
    "in a picture": lambda data: flip(data, data.index(b"RIFF\x00picture") + 6),
    "in a header": lambda data: flip(data, data.index(b"media/1/photo") + 7),
    "in the manifest": lambda data: flip(data, data.index(b'"revision"') + 14),
    "in the seal": lambda data: flip(data, data.rindex(b"manifest.sha256") + 512),
    "a NUL in a name": lambda data: put_before(data, named("media/a\0b")),
    "a sparse part of no numbers": lambda data: put_before(data, sparse("1", "x,y")),
}


def forge(file: Path, *, dump: Callable[[bytes], bytes] | None = None, **changes: Any) -> None:
    """Rewrite the manifest with valid checksums."""
    with tarfile.open(file) as tar:
        parts = {part.name: tar.extractfile(part).read() for part in tar}  # type: ignore[union-attr]  # files all
    manifest = json.loads(parts[MANIFEST]) | changes
    if dump:
        parts[DUMP] = dump(parts[DUMP])
        manifest["parts"][DUMP] = hashlib.sha256(parts[DUMP]).hexdigest()
    seal(parts, manifest)
    with tarfile.open(file, "w") as tar:
        for name, data in parts.items():
            part = tarfile.TarInfo(name)
            part.size = len(data)
            tar.addfile(part, BytesIO(data))


def seal(parts: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Add a manifest and its checksum."""
    manifest = json.dumps(contents).encode()
    parts |= {MANIFEST: manifest, SEAL: hashlib.sha256(manifest).hexdigest().encode()}


def change(file: Path, damage: Callable[[bytes], bytes]) -> None:
    """Damage a file in place."""
    file.write_bytes(damage(file.read_bytes()))


def checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def left_in(folder: Path) -> list[str]:
    """Return the files of a folder, hidden ones included."""
    return sorted(path.name for path in folder.iterdir())


def mode_of(file: Path) -> int:
    """Return the permission bits."""
    return stat.S_IMODE(file.stat().st_mode)
