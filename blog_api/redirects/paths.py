"""Paths of posts at their old site, without host and without a trailing slash."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from blog_api.slugs import is_slug

MAX_PATH: Final = 1000
# By name: in `/%D0%BA%D0%BE` the escape `%BA%` has the form of a token, in `/note:one` the colon.
PERCENT_TOKENS: Final = (
    "year monthnum day hour minute second post_id postname category author pagename tag"
)
COLON_TOKENS: Final = (
    "year short_year w_year month i_month monthname short_month long_month week day i_day y_day"
    " w_day short_day long_day weekday weekdayname yearday hour minute second timestamp"
    " title post_title slug slugorfilename slugorcontentbasename name filename basename"
    " contentbasename contentbasenameorslug path collection category categories"
    " slugified_categories section sections sectionslug sectionslugs id hash lang output_ext"
)
TEMPLATE: Final = re.compile(
    rf"[{{}}]|%(?:{'|'.join(PERCENT_TOKENS.split())})%"
    rf"|(?:^|/):(?:{'|'.join(COLON_TOKENS.split())})(?!_?[a-z])"
)
ENDING: Final = re.compile(r"(/index)?\.(html?|php|aspx?|md)$|/index$")


def paths_of(addresses: Iterable[str]) -> list[str]:
    """Return each path once; skip templates such as `/:year/:title` and `/%postname%/`."""
    found = (path_of(address) for address in addresses if not is_template(address))
    return list(dict.fromkeys(path for path in found if path))


def is_template(address: str) -> bool:
    parts = split(address)
    return parts is not None and TEMPLATE.search(parts.path) is not None


def path_of(address: str) -> str | None:
    """Return the decoded path, with a query where that identifies the post (`/?p=12`)."""
    parts = split(address)
    if parts is None:
        return None
    path = "/" + unquote(parts.path).strip("/")
    if path == "/" and parts.query:
        path = f"/?{parts.query}"
    is_usable = path != "/" and len(path) <= MAX_PATH and "\0" not in path
    return path if is_usable else None


def split(address: str) -> SplitResult | None:
    """Return None for an address that cannot be read; `note:one/` is a path, not a scheme."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_scheme = parts.netloc or parts.path.startswith("/")
    return parts if is_scheme or not parts.scheme else urlsplit(f"/{address}")


def slug_in(path: str) -> str | None:
    name = ENDING.sub("", path).rpartition("/")[2]
    return name if is_slug(name) else None
