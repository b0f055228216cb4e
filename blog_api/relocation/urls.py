"""Replacing one base URL by another in text."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from blog_api.media.image_urls import ROOT
from blog_api.media.schemas import NAME

# `https://old.example` also begins `https://old.example.evil`, `https://old.example:81` and
# `https://old.example@evil`, so the base URL must end there: at a character that ends a host and a
# path segment, or at punctuation that is followed by one.
NEVER_IN_BASE: Final = re.compile(r"[\s?#@<>\"\\]")
END: Final = r"""[/?#\s"'<>()\[\]{}|\\^`]"""
ENDED: Final = rf"(?=[.,:;!*_~]*(?:{END}|\Z))"
# Not inside another URL, such as https://web.archive.org/web/2020/https://old.example/.
BEGUN: Final = r"(?<![A-Za-z0-9/+])"

SHOWN: Final = re.compile(r"""(?:(?!["'<>()\[\]])[!-~]){0,80}""")


class UnusableUrlError(ValueError):
    """Raised with a sentence that names the URL."""


def base_url(given: str) -> str:
    """Return a base URL without a final slash; raise `UnusableUrlError` for anything else."""
    try:
        parts = urlsplit(given)
        usable = parts.scheme.lower() in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or NEVER_IN_BASE.search(given):
        raise UnusableUrlError(f"{given}: not a base URL such as https://blog.example or .../blog")
    return given.rstrip("/")


@dataclass(frozen=True)
class Move:
    """A move to another base URL; scheme and host are case-insensitive, the path is not."""

    old: str
    new: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Match the old base URL, except as the beginning of the new one."""
        parts = urlsplit(self.old)
        origin, path = f"{parts.scheme}://{parts.netloc}", re.escape(parts.path)
        return re.compile(f"{BEGUN}(?i:{re.escape(origin)}){path}{self._not_moved_yet}{ENDED}")

    @property
    def _not_moved_yet(self) -> str:
        rest = self.new.removeprefix(self.old)
        return "" if rest == self.new else f"(?!{re.escape(rest)}{ENDED})"

    @property
    def needle(self) -> str:
        """Return a lower-case string that every text with the old base URL contains."""
        return self.old.lower()

    def find_first(self, text: str) -> str:
        found = self.pattern.search(text)
        return "".join(SHOWN.findall(text, found.start())[:1]) if found else ""

    def apply(self, text: str) -> str:
        return self.pattern.sub(lambda _: self.new, text)

    def apply_to_image(self, url: str) -> str:
        """Return the path of an own image, as it is stored; for other images replace the host."""
        found = self.pattern.match(url)
        path = url[found.end() :] if found else ""
        is_own = path.startswith(ROOT) and NAME.fullmatch(path.removeprefix(ROOT))
        return path if is_own else self.apply(url)
