"""Addresses of Hexo: `permalink` of the site, with values of the post and of its file's name."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from blog_api.import_export.coercion import as_list, as_text
from blog_api.import_export.sources.site.permalinks.entries import (
    Entry,
    SiteFacts,
    inside,
    joined,
    path_in,
)
from blog_api.import_export.sources.site.permalinks.tokens import date_values, fill, without_accent
from blog_api.import_export.sources.site.permalinks.written_dates import time_of_hexo

DEFAULT: Final = ":year/:month/:day/:title/"
NEW_POST: Final = ":title.md"
SPECIAL: Final = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
NAME_TOKEN: Final = re.compile(r"\\?:(\w+)")
SEGMENTS: Final = {
    "year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
}  # fmt: skip  # as many in a line as fit
MAX_TEXTS: Final = 2  # parts of a name without a form: each more repeats the search
MAX_NAME: Final = 500
LOWER, UPPER = "1", "2"
NEVER: Final = dict.fromkeys(("id", "hash"))  # of its database, and of its clock


def address_of(entry: Entry) -> str | None:
    site = entry.site
    path = inside(entry.path, joined(site.scalar("source_dir") or "source", "_posts"))
    if path is None:
        return None
    template = entry.scalar("permalink")
    if template is None:
        named = name_parts(
            path.with_suffix("").as_posix(), site.scalar("new_post_name") or NEW_POST
        )
        filled = (
            fill(site.scalar("permalink") or DEFAULT, values_of(entry, named)) if named else None
        )
    else:
        filled = template
    return joined(root_of(site), filled) if filled else None


def root_of(site: SiteFacts) -> str:
    return site.scalar("root") or path_in(site.scalar("url"))


def name_parts(name: str, form: str) -> dict[str, str] | None:
    """Return title and date by the form of names; None if it has parts that are not known."""
    pattern = pattern_of(form)
    if pattern is None or len(name) > MAX_NAME:
        return None
    found = pattern.fullmatch(name)
    parts = found.groupdict() if found else {}
    title = parts.get("title") or slug_of(name)
    return parts | {"title": title} if title else None


@lru_cache(maxsize=16)
def pattern_of(form: str) -> re.Pattern[str] | None:
    """Compile a form such as `:year-:month-:day-:title.md`."""
    pieces = NAME_TOKEN.split(form.rpartition(".")[0] or form)
    names = pieces[1::2]
    texts = set(names) - SEGMENTS.keys()
    is_known = len(names) == len(set(names)) and len(texts) <= MAX_TEXTS
    if not is_known or not all(name.isidentifier() for name in texts):
        return None
    parts = [
        f"(?P<{piece}>{SEGMENTS.get(piece, '.+?')})" if index % 2 else re.escape(piece)
        for index, piece in enumerate(pieces)
    ]
    return re.compile("".join(parts))


def values_of(entry: Entry, named: dict[str, str]) -> dict[str, str | None]:
    """Return the values of tokens: of the post, its name, its front matter, and defaults."""
    defaults = entry.site.settings.get("permalink_defaults")
    further = (defaults if isinstance(defaults, dict) else {}) | dict(entry.own)
    values = {name: as_text(value) for name, value in further.items()}
    return (
        values
        | named
        | dict.fromkeys(SEGMENTS)
        | date_values(moment_of(entry, named))
        | NEVER
        | {
            "title": named["title"],
            "name": named["title"].rpartition("/")[2],
            "post_title": lowered(slug_of(entry.title)),
            "category": category_of(entry, named.get("category")),
        }
    )


def moment_of(entry: Entry, named: dict[str, str]) -> datetime | None:
    configuration = entry.site.configuration
    zone = configuration.zone if configuration.zone_name else None
    if entry.scalar("date"):
        return time_of_hexo(entry.values["date"], zone)
    parts = [named.get("year"), *(named.get(x) or named.get(f"i_{x}") for x in ("month", "day"))]
    return time_of_hexo("-".join(part or "" for part in parts), zone)


def category_of(entry: Entry, in_name: str | None) -> str | None:
    """Return the path of the innermost category; None for several, which have no order."""
    given: Any = entry.values.get("categories") or in_name or entry.values.get("category")
    names = given if isinstance(given, list) else [given]
    if any(isinstance(name, list | dict) for name in names):
        return None
    settings = entry.site.settings
    aliases = settings.get("category_map")
    found = as_list(names)
    if not found:
        return entry.site.scalar("default_category") or "uncategorized"
    case = as_text(settings.get("filename_case"))
    slugs: list[str] = []
    for name in found:
        alias = as_text(aliases.get(name)) if isinstance(aliases, dict) else None
        slug = slug_of(alias or name)
        if slug is None:
            return None
        slugs.append({LOWER: slug.lower(), UPPER: slug.upper()}.get(case or "", slug))
    return "/".join(slugs)


def slug_of(text: str) -> str | None:
    """Return the text with hyphens for signs, or None for Latin letters without a base."""
    plain = "".join(map(without_accent, unicodedata.normalize("NFC", text)))
    if any(not char.isascii() and "LATIN" in unicodedata.name(char, "") for char in plain):
        return None
    return SPECIAL.sub("-", plain).strip("-") or None


def lowered(text: str | None) -> str | None:
    return text.lower() if text else None
