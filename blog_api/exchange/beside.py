"""Pictures that lie in the folder of the pages which show them."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
# Whose content these systems serve at the root of the site.
SERVED: Final = (".", "static", "public", "assets")


def find_picture(root: Path, page: Path, address: str) -> Path | None:
    """The file that an address in a page means; None for one that is elsewhere or not there."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or "\0" in unquote(parts.path):
        return None
    path = unquote(parts.path)
    places = [root / served for served in SERVED]
    if not path.startswith("/"):
        places.insert(0, page.parent)
    found = (place / path.lstrip("/") for place in places)
    return next((file for file in found if is_picture_inside(root, file)), None)


def is_picture_inside(root: Path, file: Path) -> bool:
    """A link may lead anywhere; so may `..`."""
    try:
        inside = file.resolve().is_relative_to(root.resolve())
        return inside and file.suffix.lower() in SUFFIXES and file.is_file()
    except OSError:
        return False
