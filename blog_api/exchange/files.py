"""Reading files that somebody else made: inside of their folder, of a bounded size, and UTF-8."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from blog_api.exchange.incoming import UnreadableError

MEBIBYTE: Final = 2**20
MAX_PAGE_BYTES: Final = 2 * MEBIBYTE
MAX_EXPORT_BYTES: Final = 256 * MEBIBYTE
MAX_FILES: Final = 100_000
PAGES: Final = frozenset({".md", ".markdown", ".mdx"})
NO_CONTENT: Final = frozenset({"node_modules", "_site"})


def read_text(path: Path, max_bytes: int) -> str:
    """The whole file, its lines ending as they do; U+0000, which cannot be stored, is dropped."""
    if not path.is_file():
        raise UnreadableError("It is no file.")
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise UnreadableError(f"It is larger than {max_bytes // MEBIBYTE} MiB.")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"It is not UTF-8 (byte {error.start}); save it in that encoding."
        ) from None


def find_pages(root: Path) -> list[Path]:
    """Every Markdown file below, in the order of its path; hidden folders and links to folders no.

    Refuses more than could be meant.
    """
    found: list[Path] = []
    for path in walk(root):
        found.append(path)
        if len(found) > MAX_FILES:
            raise UnreadableError(f"There are more than {MAX_FILES} Markdown files in it.")
    return sorted(found)


def walk(root: Path) -> Iterator[Path]:
    """Without following links from folder to folder."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if is_content(name)]
        for name in names:
            path = Path(folder, name)
            if path.suffix.lower() in PAGES and not name.startswith("."):
                yield path


def is_content(folder: str) -> bool:
    """False for what tools keep beside the posts, or make of them."""
    return not folder.startswith(".") and folder not in NO_CONTENT


def require_inside(root: Path, path: Path) -> None:
    """A link may lead anywhere, such as to the keys of this server."""
    if not path.resolve().is_relative_to(root.resolve()):
        raise UnreadableError("It leads out of the folder.")
