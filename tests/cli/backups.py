"""What a drill of backup and restore compares, and what is done to a file to damage it."""

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
    """Of each table, its rows and what they say."""
    with psycopg.connect(url) as db:
        return {
            name: db.execute(sql.SQL(CHECKSUM).format(sql.Identifier(name))).fetchall()[0]
            for (name,) in db.execute(TABLES).fetchall()
        }


def last_ids(url: str) -> dict[str, int]:
    """The last id that each sequence gave."""
    with psycopg.connect(url) as db:
        return dict(db.execute(SEQUENCES).fetchall())


def count_on(url: str, number: int) -> dict[str, int]:
    """As if so many ids of each table were given; the last ones."""
    with psycopg.connect(url) as db:
        db.execute(COUNT_ON, (number,))
    return last_ids(url)


def pictures(folder: Path) -> dict[str, bytes]:
    """Each file of a media folder."""
    found = (folder / "media").rglob("*")
    return {str(p.relative_to(folder / "media")): p.read_bytes() for p in found if p.is_file()}


async def call(run: Run, *arguments: str | Path, code: int = 0, into: Into | None = None) -> str:
    """Run a command beside our own loop, and hear what it says."""
    ended, said = await anyio.to_thread.run_sync(lambda: run(*arguments, **(into or {})))
    assert ended == code, said
    return said


def put_picture(data_dir: Path, name: str, content: bytes) -> Path:
    """As an upload does."""
    path = data_dir / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def cut_to_a_record(data: bytes) -> bytes:
    """Where a tar may end."""
    return data[: len(data) // 2 // tarfile.RECORDSIZE * tarfile.RECORDSIZE]


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def put_before(data: bytes, part: tarfile.TarInfo) -> bytes:
    """A part that no backup of ours has, at the beginning."""
    return part.tobuf(tarfile.PAX_FORMAT) + data


def named(name: str) -> tarfile.TarInfo:
    """With a name that only an extended header can hold."""
    part = tarfile.TarInfo("part")
    part.pax_headers = {"path": name}
    return part


def sparse(size: str, pieces: str) -> tarfile.TarInfo:
    """A file that has nothing in it, and says how long it is."""
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
    """Write its manifest anew, with checksums that are right."""
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
    """Vouch for a manifest."""
    manifest = json.dumps(contents).encode()
    parts |= {MANIFEST: manifest, SEAL: hashlib.sha256(manifest).hexdigest().encode()}


def change(file: Path, damage: Callable[[bytes], bytes]) -> None:
    """Once, where it lies."""
    file.write_bytes(damage(file.read_bytes()))


def checksum(file: Path) -> str:
    """Of the file itself."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def left_in(folder: Path) -> list[str]:
    """What lies there, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def mode_of(file: Path) -> int:
    """Who may do what with it."""
    return stat.S_IMODE(file.stat().st_mode)
