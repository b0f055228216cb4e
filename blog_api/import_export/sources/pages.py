"""Exports that are a folder of HTML pages, and HTML in pages of Markdown."""

from collections.abc import Callable, Iterator
from pathlib import Path

from turbohtml import Node

from blog_api.import_export.dialects.segments import outside_code
from blog_api.import_export.files import MAX_PAGE_BYTES, decode_leniently, read_bytes
from blog_api.import_export.html.frames import replace_frames
from blog_api.import_export.records import Incoming, Item, LeftOut, Source, UnreadableError

Read = Callable[[Path, str, list[str]], Incoming]


def read_pages(folder: Path, paths: list[Path], read: Read, media: list[Path]) -> Source:
    return Source(folder.name, items_of(folder, paths, read), len(paths), media)


def items_of(folder: Path, paths: list[Path], read: Read) -> Iterator[Item]:
    for path in paths:
        place = str(path.relative_to(folder))
        notes: list[str] = []
        try:
            yield read(path, decode_leniently(read_bytes(path, MAX_PAGE_BYTES), notes), notes)
        except UnreadableError as error:
            yield LeftOut(place, error.what, str(error))


def text_of(root: Node, selector: str) -> str | None:
    found = root.select_one(selector)
    return " ".join(found.text.split()) or None if found is not None else None


def link_frames(markdown: str, lost: list[str]) -> str:
    """Replace frames and players in Markdown, which rendering would remove, by links."""
    return outside_code(markdown, lambda part: replace_frames(part, lost))
