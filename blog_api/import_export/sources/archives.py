"""Archives: bounded extraction of zip files, and error messages that name other kinds."""

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from blog_api.import_export.files import MAX_FILES, MEBIBYTE
from blog_api.import_export.records import UnreadableError

POSTS: Final = "posts.zip"
MAX_UNPACKED: Final = 4096 * MEBIBYTE
MAX_RATIO: Final = 200
CHUNK: Final = MEBIBYTE
MAGIC: Final = (
    (b"SQLite format 3", "a SQLite database"),
    (b"\x1f\x8b", "a gzip archive: unpack it, and import the folder"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it, and import the folder"),
    (b"Rar!", "a RAR archive: unpack it, and import the folder"),
    (b"BZh", "a bzip2 archive: unpack it, and import the folder"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"-- MySQL dump", "a dump of MySQL: export from the blog system instead"),
    (b"-- phpMyAdmin SQL Dump", "a dump of MySQL: export from the blog system instead"),
    (b"-- PostgreSQL database dump", "a dump of PostgreSQL: export from the blog system instead"),
    (b"PGDMP", "a dump of PostgreSQL: `blog-api restore` reads backups of this blog"),
)
TAR: Final = (257, b"ustar", "a tar archive: unpack it, and import the folder")
NEITHER: Final = (
    "It is neither a folder, nor Markdown (.md), nor an archive (.zip), nor an export of Ghost "
    "(.json) or WordPress (.xml)."
)


def name_archive(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(512)
    known = next((name for magic, name in MAGIC if head.startswith(magic)), None)
    if head[TAR[0] :].startswith(TAR[1]):
        known = TAR[2]
    return f"It is {known}." if known else NEITHER


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Yield the path itself, or for a zip archive a temporary folder with its files."""
    if not (path.is_file() and zipfile.is_zipfile(path)):
        if (path / POSTS).is_file() and not (path / "posts").is_dir():
            raise UnreadableError(f"It contains {POSTS}: unpack that into the folder `posts`.")
        yield path
        return
    with TemporaryDirectory(prefix="blog-import-") as name:
        # The folder bears the archive's name: it is part of the keys of pages.
        folder = Path(name) / path.stem
        folder.mkdir()
        unpack(path, folder)
        root = single_folder(folder)
        unpack_inner(root)
        yield root


def unpack_inner(folder: Path) -> None:
    """Unpack the posts of Tumblr's export, which are an archive in the archive."""
    for inner in (folder / POSTS, folder / "posts" / POSTS):
        if inner.is_file() and zipfile.is_zipfile(inner):
            unpack(inner, folder / "posts")
            inner.unlink()


def single_folder(folder: Path) -> Path:
    """Return the only folder in it, if that is the only content, as in many archives."""
    inside = [each for each in folder.iterdir() if not each.name.startswith((".", "__MACOSX"))]
    return (
        inside[0]
        if len(inside) == 1 and inside[0].is_dir() and not is_content(inside[0])
        else folder
    )


def is_content(folder: Path) -> bool:
    """Return True for a folder name that the readers look for."""
    return folder.name in {"posts", "_posts", "content", "source", "src"}


def unpack(path: Path, folder: Path) -> None:
    """Raise `UnreadableError` for an archive that is broken, encrypted or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if is_plain(each)]
            require_bounded(members)
            for member in members:
                extract(archive, member, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableError(f"It is a zip archive that cannot be read: {error}.") from None


def is_plain(member: zipfile.ZipInfo) -> bool:
    """Return False for folders, links, and paths that lead out."""
    name = PurePosixPath(member.filename)
    leads_out = name.is_absolute() or ".." in name.parts or "\\" in member.filename
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return not (member.is_dir() or leads_out or is_link or hidden)


def require_bounded(members: list[zipfile.ZipInfo]) -> None:
    size = sum(each.file_size for each in members)
    packed = sum(each.compress_size for each in members)
    if len(members) > MAX_FILES or size > MAX_UNPACKED or size > MEBIBYTE + packed * MAX_RATIO:
        raise UnreadableError("It is a zip archive that unpacks to more than could be meant.")


def extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    """Write one file, up to the size that the archive declares."""
    target = folder / PurePosixPath(member.filename)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with archive.open(member) as source, target.open("wb") as file:
        while left > 0 and (data := source.read(min(CHUNK, left))):
            file.write(data)
            left -= len(data)
