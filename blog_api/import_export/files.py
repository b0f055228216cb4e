"""Untrusted files: inside their folder, of a bounded size, and UTF-8."""

import codecs
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from blog_api.import_export.records import UnreadableError

MEBIBYTE: Final = 2**20
MAX_PAGE_BYTES: Final = 2 * MEBIBYTE
MAX_EXPORT_BYTES: Final = 4096 * MEBIBYTE  # read as a stream
MAX_FILES: Final = 100_000
# Control characters that XML and PostgreSQL reject; tabs and line breaks are allowed.
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def is_file(path: Path) -> bool:
    """Return False also for names that the operating system rejects, such as very long ones."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_text(path: Path, max_bytes: int) -> str:
    """Read the whole file without U+0000; raise `UnreadableError` for one that is not UTF-8."""
    return decode(read_bytes(path, max_bytes)).replace("\0", "")


def read_bytes(path: Path, max_bytes: int) -> bytes:
    if not is_file(path):
        raise UnreadableError("It is no file.")
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise UnreadableError(f"It is larger than {max_bytes // MEBIBYTE} MiB.")
    return data


def decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"It is not UTF-8 (byte {error.start}); save it in that encoding."
        ) from None


def decode_leniently(data: bytes, notes: list[str]) -> str:
    """Decode a page; bytes that are not UTF-8 are read as Windows-1252, with a note."""
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        notes.append("it is read as UTF-16")
        return data.decode("utf-16", "replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        notes.append(f"byte {error.start} is not UTF-8; such bytes are read as Windows-1252")
    return "".join(pieces(data)).replace("\0", "").removeprefix("\ufeff")


def pieces(data: bytes) -> Iterator[str]:
    """Decode runs of UTF-8, and the bytes between them as Windows-1252."""
    start = 0
    while start < len(data):
        try:
            yield data[start:].decode()
        except UnicodeDecodeError as error:
            yield data[start : start + error.start].decode()
            yield data[start + error.start : start + error.end].decode("cp1252", "replace")
            start += error.end
        else:
            return


def walk(root: Path, is_content: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield files in the order of their paths, without following links to folders."""
    for folder, folders, names in os.walk(root, followlinks=False):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if is_content(here / name))
        yield from (here / name for name in sorted(names) if not name.startswith("."))


def require_inside(root: Path, path: Path) -> None:
    """Raise `UnreadableError` for a link out of the folder, such as to the keys of this server."""
    if not path.resolve().is_relative_to(root.resolve()):
        raise UnreadableError("It leads out of the folder.")
