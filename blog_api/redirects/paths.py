"""Paths of posts at their old site, without host and without a trailing slash."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from blog_api.slugs import is_slug

MAX_PATH: Final = 1000
# The words between percent signs are those of WordPress; others, as in `%EC%9D`, are escapes.
TEMPLATE: Final = re.compile(
    r"[:{}]|%(?:year|monthnum|day|hour|minute|second|post_id|postname|category|author)%"
)
ENDING: Final = re.compile(r"(/index)?\.(html?|php|aspx?|md)$|/index$")


def paths_of(addresses: Iterable[str]) -> list[str]:
    """Return each path once; skip patterns such as `/:year/:title`."""
    found = (path_of(address) for address in addresses)
    return list(dict.fromkeys(path for path in found if path))


def path_of(address: str) -> str | None:
    """Return the decoded path, with a query where that identifies the post (`/?p=12`)."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    path = "/" + unquote(parts.path).strip("/")
    if path == "/" and parts.query:
        path = f"/?{parts.query}"
    is_usable = path != "/" and len(path) <= MAX_PATH and "\0" not in path
    return path if is_usable and not TEMPLATE.search(parts.path) else None


def slug_in(path: str) -> str | None:
    name = ENDING.sub("", path).rpartition("/")[2]
    return name if is_slug(name) else None
