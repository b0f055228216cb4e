"""Slug, date and draft folder of a page, from its path alone."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Final

from blog_api.import_export.dates import as_instant
from blog_api.import_export.sources.site.languages import Languages

# Jekyll's names, those of Zola and Pelican, and a daily note.
DATED: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_](.+))?")
# Docusaurus and Eleventy read the date of a folder too, the last one in a path.
FOLDER_DATE: Final = re.compile(
    r"(?:^|/)(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?=[-_/]|$)"
)
DRAFTS: Final = frozenset({"_drafts", "drafts"})
BUNDLE: Final = "index"


@dataclass(frozen=True, slots=True)
class Named:
    """Values from the path alone; `folder_date` counts if the name of the file has none."""

    slug: str
    date: str | None
    folder_date: str | None
    in_drafts: bool


def name_of(path: PurePosixPath, languages: Languages) -> Named:
    """Read `2024-01-31-title.md`, `title.md`, `title.fr.md`, or a folder's `index.md`."""
    stem, _ = languages.split(path.stem)
    if stem == BUNDLE and path.parent.name:
        stem = path.parent.name
    dated = DATED.fullmatch(stem)
    date, slug = (dated[1], dated[2] or stem) if dated else (None, stem)
    # Eleventy has `a-post/2020-04-30-index.md` too.
    slug = path.parent.name if slug == BUNDLE and path.parent.name else slug
    if language := languages.in_slug(path):
        slug = f"{slug}-{language}"
    return Named(slug, date, date_of_folders(path), bool(DRAFTS & set(path.parts)))


def date_of_folders(path: PurePosixPath) -> str | None:
    found = list(FOLDER_DATE.finditer(path.with_suffix("").as_posix()))
    return "-".join(found[-1].group("year", "month", "day")) if found else None


def instant_in_name(named: Named, zone: tzinfo, unread: list[str]) -> datetime | None:
    """Return the date of the name, else of the folders; numbers in folders may be no date."""
    try:
        return as_instant(named.date or named.folder_date, zone)
    except ValueError:
        if named.date is not None:
            unread.append("the date in its name is none")
        return None
