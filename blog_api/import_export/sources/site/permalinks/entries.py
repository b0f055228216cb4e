"""A post of a site, with everything that its generator made its address of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from blog_api.import_export.coercion import as_text
from blog_api.import_export.sources.site.configuration import Configuration

DOTS: Final = re.compile(r"\.+")


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A site: `settings` are those of its generator, by lower-case names."""

    root: Path
    system: str
    settings: Mapping[str, Any]
    configuration: Configuration

    def scalar(self, name: str) -> str | None:
        return as_text(self.settings.get(name))


@dataclass(frozen=True, slots=True)
class Entry:
    """A post: `path` begins at the folder of its site, `own` are values of its front matter.

    `values` include inherited ones.
    """

    path: PurePosixPath
    values: Mapping[str, Any]
    own: Mapping[str, Any]
    title: str
    site: SiteFacts

    def scalar(self, name: str) -> str | None:
        return as_text(self.values.get(name))


def joined(*parts: str | None) -> str:
    """Return one path without empty segments and segments of dots."""
    segments = (segment for part in parts if part for segment in part.split("/"))
    return "/" + "/".join(each for each in segments if each and not DOTS.fullmatch(each))


def path_in(address: str | None) -> str:
    """Return the path of the address of a site, or of a path; empty for none."""
    if not address:
        return ""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def inside(path: PurePosixPath, folder: str | None) -> PurePosixPath | None:
    """Return the path from the folder on, or None outside of it."""
    base = PurePosixPath((folder or "").strip("/").removeprefix("./"))
    return path.relative_to(base) if path.is_relative_to(base) else None
