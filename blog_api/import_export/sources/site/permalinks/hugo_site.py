"""Addresses of Hugo: `permalinks` of a section, else the folders and the name of the page."""

import re
from typing import Final

from blog_api.import_export.coercion import as_flag, as_list, as_text
from blog_api.import_export.sources.site.permalinks.entries import Entry, SiteFacts, joined, path_in
from blog_api.import_export.sources.site.permalinks.hugo_places import Place, place_of, sanitized
from blog_api.import_export.sources.site.permalinks.tokens import fill
from blog_api.import_export.sources.site.permalinks.written_dates import read_time, written_time

DATES: Final = ("date", "publishdate", "pubdate", "published")
KINDS: Final = frozenset({"page", "section", "taxonomy", "term"})
SLICED: Final = re.compile(r":sections\[(?:(\d{1,3})|(last)|(\d{0,3}):(\d{0,3}|last))\]")
FILE_NAME: Final = ":filename"
DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.+)")
FORMS: Final = {
    "year": "%Y", "month": "%m", "monthname": "%B", "day": "%d", "weekday": "%w",
    "weekdayname": "%A", "yearday": "%j",
}  # fmt: skip  # as many in a line as fit


def address_of(entry: Entry) -> str | None:
    """Return the address in lower case, unless the site keeps the case."""
    place = place_of(entry)
    if place is None:
        return None
    url = entry.scalar("url")
    path = filled(entry, place, url) if url else made_path(entry, place)
    if path is None:
        return None
    settings = entry.site.settings
    # An address that begins with a slash has no folder of the language.
    prefix = "" if url and url.startswith("/") else place.prefix
    if not as_flag(settings.get("disablepathtolower")) and not url:
        path = path.lower()
    return joined(path_in(entry.site.scalar("baseurl")), prefix, path)


def made_path(entry: Entry, place: Place) -> str | None:
    pattern = pattern_for(entry.site, place)
    if pattern is None:
        return None
    slug = slug_of(entry, place)
    if pattern:
        path = filled(entry, place, pattern)
    else:
        path = "/".join((*map(sanitized, place.folders), sanitized(slug or place.name)))
    if path is None or not is_ugly(entry.site.settings.get("uglyurls"), place):
        return path
    return f"{path.strip('/')}.html"


def pattern_for(site: SiteFacts, place: Place) -> str | None:
    """Return the pattern of the section, empty if it has none, and None if that is not sure."""
    given = rules_of(site, place)
    if not isinstance(given, dict):
        return "" if given is None else None
    page = given.get("page")
    patterns = {**given, **(page if isinstance(page, dict) else {})}
    sections = {
        name.strip("/ ").lower(): as_text(pattern)
        for name, pattern in patterns.items()
        if name not in KINDS or as_text(pattern)
    }
    folder = "/".join(place.folders).lower()
    if any("/" in name and f"{folder}/".startswith(f"{name}/") for name in sections):
        return None  # only recent versions know patterns of inner sections
    return sections.get(place.section.lower()) or ""


def rules_of(site: SiteFacts, place: Place) -> object:
    """Return the rules of the language, else of the site."""
    languages = site.settings.get("languages")
    for code, values in languages.items() if isinstance(languages, dict) else ():
        if str(code).lower() == place.language and isinstance(values, dict):
            own: object = values.get("permalinks")
            if own is not None:
                return own
    given: object = site.settings.get("permalinks")
    return given


def is_ugly(given: object, place: Place) -> bool:
    return as_flag(given.get(place.section) if isinstance(given, dict) else given)


def filled(entry: Entry, place: Place, pattern: str) -> str | None:
    pattern = SLICED.sub(lambda found: part_of(found, place.folders), pattern)
    return fill(pattern, values_of(entry, place))


def part_of(found: re.Match[str], folders: tuple[str, ...]) -> str:
    """Return the folders that `[1]`, `[last]` or `[1:]` means."""
    if found[1] or found[2]:
        chosen = folders[int(found[1]) :][:1] if found[1] else folders[-1:]
    else:
        end = -1 if found[4] == "last" else int(found[4]) if found[4] else None
        chosen = folders[int(found[3] or 0) : end]
    return "/".join(map(sanitized, chosen))


def values_of(entry: Entry, place: Place) -> dict[str, str | None]:
    moment = written_time(date_of(entry, place))
    dates = {name: moment.strftime(form) if moment else None for name, form in FORMS.items()}
    title = None if "/" in entry.title else sanitized(entry.title)
    slug = slug_of(entry, place)
    given = sanitized(slug) if slug else None
    name = sanitized(place.name)
    return dates | {
        "yearday": str(int(dates["yearday"])) if dates["yearday"] else None,
        "section": sanitized(place.section),
        "sections": "/".join(map(sanitized, place.folders)),
        "title": title or None,
        "slug": given or title or None,
        "filename": name,
        "contentbasename": name,
        "slugorfilename": given or name,
        "slugorcontentbasename": given or name,
    }


def slug_of(entry: Entry, place: Place) -> str | None:
    """Return the given slug, or that of the file's name if the site reads names so."""
    slug = entry.scalar("slug")
    if slug is None and reads_names(entry) and (dated := DATED.fullmatch(place.name)):
        return dated[2]
    return slug


def reads_names(entry: Entry) -> bool:
    return FILE_NAME in date_order(entry)


def date_order(entry: Entry) -> list[str]:
    front_matter = entry.site.settings.get("frontmatter")
    order = front_matter.get("date") if isinstance(front_matter, dict) else None
    return [name.lower() for name in as_list(order)]


def date_of(entry: Entry, place: Place) -> object:
    """Return the date by the order of the site: names of fields, `:default` or `:filename`."""
    for name in date_order(entry) or [":default"]:
        dated = DATED.fullmatch(place.name) if name == FILE_NAME else None
        candidates = DATES if name == ":default" else (name,)
        values = [dated[1]] if dated else [entry.values.get(each) for each in candidates]
        found = next((value for value in values if read_time(value) is not None), None)
        if found is not None or name.startswith((":git", ":filemod")):
            return found
    return None
