"""Backup archive: a tar of `database.dump`, `media/…`, `manifest.json` and the manifest's checksum.

The manifest has the checksum of every part, so corruption is detected. A truncated file has no
manifest.
"""

import hashlib
import tarfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from blog_api.backup.errors import BackupError
from blog_api.data_folder import make_private_folder

DUMP: Final = "database.dump"
MEDIA: Final = "media"
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
CHUNK: Final = 1 << 20
Advance = Callable[[int], None]


class Manifest(BaseModel):
    """Manifest: `parts` are the SHA-256 of each file, `rows` the number of rows of each table."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    version: Literal[1] = 1
    made_at: datetime
    revision: str
    server: int
    made_by: int
    has_media: bool
    rows: dict[str, int]
    parts: dict[str, str]


class Digesting:
    """Reader that computes the checksum of the bytes it has read."""

    def __init__(self, source: IO[bytes], advance: Advance) -> None:
        self._source, self._advance = source, advance
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.sha256.update(data)
        self._advance(len(data))
        return data


class Packer:
    """Writer of the parts, and then of the manifest with their checksums."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  # closed by `seal`
        self.parts: dict[str, str] = {}

    def add(self, name: str, path: Path, advance: Advance) -> None:
        """Add a file; `advance` receives bytes."""
        with path.open("rb") as source:
            part = tarfile.TarInfo(name)
            part.size, part.mode = path.stat().st_size, 0o600
            digesting = Digesting(source, advance)
            self._tar.addfile(part, digesting)
        self.parts[name] = digesting.sha256.hexdigest()

    def seal(self, manifest: Manifest) -> None:
        """Write the manifest and its checksum, and close the archive."""
        text = manifest.model_dump_json(indent=1).encode()
        for name, data in {MANIFEST: text, SEAL: hashlib.sha256(text).hexdigest().encode()}.items():
            part = tarfile.TarInfo(name)
            part.size, part.mode = len(data), 0o600
            self._tar.addfile(part, BytesIO(data))
        self._tar.close()


def unpack(file: Path, folder: Path, advance: Advance) -> Manifest:
    """Extract all parts into an empty folder of ours; raise an error unless every byte is right."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            found = {part.name: take_out(tar, part, folder, advance) for part in tar}
    except (tarfile.TarError, EOFError, FileExistsError, ValueError) as error:
        raise damaged(file, "it is no whole archive") from error
    return check(file, folder, found)


def take_out(tar: tarfile.TarFile, part: tarfile.TarInfo, folder: Path, advance: Advance) -> str:
    """Extract a part and return its checksum; raise an error for a path outside the folder.

    Sparse parts are rejected: one could be small in the archive and fill the disk.
    """
    path = PurePosixPath(part.name)
    is_plain = part.isreg() and not part.issparse()
    if not is_plain or path.is_absolute() or ".." in path.parts:
        raise tarfile.ReadError("a part that no backup of ours has")
    source = tar.extractfile(part)
    assert source is not None  # noqa: S101  # a regular file has content
    target = folder / path
    make_private_folder(target.parent)
    digesting = Digesting(source, advance)
    with target.open("xb") as out:
        while data := digesting.read(CHUNK):
            out.write(data)
    return digesting.sha256.hexdigest()


def check(file: Path, folder: Path, found: dict[str, str]) -> Manifest:
    """Compare the extracted parts with the manifest, and the manifest with its checksum."""
    if SEAL not in found or MANIFEST not in found:
        raise damaged(file, "its end is missing")
    if (folder / SEAL).read_bytes() != found.pop(MANIFEST).encode():
        raise damaged(file, f"{MANIFEST} was changed")
    del found[SEAL]
    manifest = read_manifest(file, folder)
    for name in sorted(found.keys() | manifest.parts.keys()):
        if found.get(name) != manifest.parts.get(name):
            raise damaged(file, f"{name} was changed")
    return manifest


def read_manifest(file: Path, folder: Path) -> Manifest:
    """Return the manifest; raise an error for the format of a newer release."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except ValidationError:
        raise BackupError(f"{file} was made by a newer release; restore it with that.") from None


def damaged(file: Path, how: str) -> BackupError:
    return BackupError(f"{file} is damaged, and nothing was restored: {how}.")
