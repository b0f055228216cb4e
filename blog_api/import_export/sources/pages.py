"""Exports that are a folder of HTML pages, and HTML in pages of Markdown."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from turbohtml import Node

from blog_api.import_export.dialects.segments import outside_code
from blog_api.import_export.files import MAX_PAGE_BYTES, decode_leniently, read_bytes
from blog_api.import_export.html.frames import replace_frames
from blog_api.import_export.html.links import lost_links
from blog_api.import_export.records import Incoming, Item, LeftOut, Source, UnreadableError
from blog_api.import_export.sources.dated import hidden_folder

Read = Callable[[Path, str, list[str]], Incoming]
LOOKED_AT: Final = 50
HEAD: Final = 500_000


def read_pages(folder: Path, paths: list[Path], read: Read, media: list[Path]) -> Source:
    return Source(folder.name, items_of(folder, paths, read), len(paths), media)


def items_of(folder: Path, paths: list[Path], read: Read) -> Iterator[Item]:
    for path in paths:
        place = str(path.relative_to(folder))
        notes: list[str] = []
        try:
            text = decode_leniently(read_bytes(path, MAX_PAGE_BYTES), notes)
            post = read(path, text, notes)
            folder_name = hidden_folder(path.relative_to(folder))
            if folder_name:
                post.notes.append(f"it was in the folder {folder_name}, so it becomes a draft")
            status = "draft" if folder_name else post.status
            # Another page may have the same id, for example a draft of the same post.
            yield replace(post, place=place, status=status, second_key=f"{post.key}#{place}")
        except UnreadableError as error:
            yield LeftOut(place, error.what, str(error))


def is_any_page(paths: Iterable[Path], marks: Iterable[str]) -> bool:
    """Return True if one of the first pages has all marks of a system."""
    for path in islice(paths, LOOKED_AT):
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(HEAD)
        if all(mark in head for mark in marks):
            return True
    return False


def text_of(root: Node, selector: str) -> str | None:
    found = root.select_one(selector)
    return " ".join(found.text.split()) or None if found is not None else None


def link_frames(markdown: str, lost: list[str]) -> str:
    """Replace frames and players in Markdown, which rendering would remove, by links."""
    if "<" not in markdown and not any(lost_links(markdown)):
        return markdown
    return outside_code(markdown, lambda part: replace_frames(part, lost))
