"""Lookup of image files by the addresses in posts."""

import os
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from blog_api.import_export.files import MAX_FILES, walk

SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".jfif", ".webp", ".avif"})
OTHER_SUFFIXES: Final = frozenset({".gif", ".svg", ".bmp", ".ico", ".tif", ".tiff", ".heic"})
# WordPress writes the size into the names of smaller copies, Ghost into a folder.
SIZE: Final = re.compile(r"-\d+x\d+(?=\.\w+$)|-scaled(?=\.\w+$)")
GHOST_SIZE: Final = re.compile(r"/content/images/size/[wh]\d+(?:h\d+)?/")
MAX_PARTS: Final = 30
HIDDEN: Final = (".", "node_modules", "_site")


class ImageFiles:
    """Searches the folders of a source; `site` is the old site's address.

    The site may be in a folder of `root`, or a system may look up images by their names alone
    (Obsidian): an address is also the image whose path ends in it, the nearest to the post.
    """

    def __init__(self, folders: Sequence[Path], site: str | None, root: Path | None = None) -> None:
        self._folders: Final = list(folders)
        self._roots: Final = [folder.resolve() for folder in folders]
        self._host: Final = host_of(site) if site else None
        self._root: Final = root
        self._by_name: dict[str, list[Path]] | None = None

    def is_own(self, address: str) -> bool:
        """Return True for addresses without a host, and those of the old site."""
        host = host_of(address)
        return host is None or (self._host is not None and same_site(host, self._host))

    def find(self, address: str, base: Path | None) -> Path | None:
        """Return the file of an address; None if it is on another site or does not exist."""
        if not self.is_own(address):
            return None
        try:
            path = unquote(urlsplit(address).path)
        except ValueError:
            return None
        if not path or "\0" in path or len(path.split("/")) > MAX_PARTS:
            return None
        path = GHOST_SIZE.sub("/content/images/", path)
        names = dict.fromkeys((path, SIZE.sub("", path)))
        found = next((file for name in names if (file := self._find(name, base))), None)
        return found or self._nearest(path, base)

    def _nearest(self, path: str, base: Path | None) -> Path | None:
        """Return None if several images are equally near, as any of them may be meant."""
        parts = tuple(part.lower() for part in path.split("/") if part not in {"", ".", ".."})
        if self._root is None or base is None or not parts:
            return None
        if self._by_name is None:
            self._by_name = images_below(self._root)
        found: dict[int, list[Path]] = {}
        for file in self._by_name.get(parts[-1], ()):
            if tuple(part.lower() for part in file.parts[-len(parts) :]) == parts:
                found.setdefault(len(Path(os.path.commonpath([file, base])).parts), []).append(file)
        nearest = found[max(found)] if found else []
        return nearest[0] if len(nearest) == 1 and self._is_image(nearest[0]) else None

    def _find(self, path: str, base: Path | None) -> Path | None:
        places: list[Path] = []
        if base is not None and not path.startswith("/"):
            places.append(base / path)
        parts = [part for part in path.split("/") if part not in {"", "."}]
        for start in range(len(parts)):
            places += [folder.joinpath(*parts[start:]) for folder in self._folders]
            if ".." in parts:
                break
        return next((place for place in places if self._is_image(place)), None)

    def _is_image(self, file: Path) -> bool:
        """Return False for a link or `..` that leads out of the folders."""
        if file.suffix.lower() not in SUFFIXES:
            return False
        try:
            resolved = file.resolve()
            return file.is_file() and any(resolved.is_relative_to(root) for root in self._roots)
        except (OSError, ValueError):
            return False


def images_below(root: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    files = walk(root, lambda folder: not folder.name.startswith(HIDDEN))
    for path in islice((path for path in files if path.suffix.lower() in SUFFIXES), MAX_FILES):
        found.setdefault(path.name.lower(), []).append(path)
    return found


def host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def same_site(host: str, other: str) -> bool:
    return host.removeprefix("www.") == other.removeprefix("www.")


def is_image_address(address: str) -> bool:
    try:
        path = urlsplit(address).path
    except ValueError:
        return False
    return Path(path).suffix.lower() in SUFFIXES | OTHER_SUFFIXES


def is_stored_kind(address: str) -> bool:
    """Return False for an image whose suffix names a kind that is not stored here."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return True
    return Path(path).suffix.lower() not in OTHER_SUFFIXES
