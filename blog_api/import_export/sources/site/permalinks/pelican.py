"""Addresses of Pelican: `ARTICLE_URL`, with metadata and a slug made of the title."""

import ast
import html
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.coercion import as_list, as_text
from blog_api.import_export.files import MAX_PAGE_BYTES, read_text
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.permalinks.entries import Entry, inside, joined, path_in
from blog_api.import_export.sources.site.permalinks.tokens import ascii_of
from blog_api.import_export.sources.site.permalinks.written_dates import written_time

FILES: Final = ("pelicanconf.py", "publishconf.py")
DEFAULT: Final = "{slug}.html"
DEFAULT_OF_TRANSLATIONS: Final = "{slug}-{lang}.html"
ASSIGNED: Final = re.compile(r"^([A-Z_]+)[ \t]*=[ \t]*([^\n]+)", re.MULTILINE)
FIELD: Final = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
FORM: Final = re.compile(r"(?:%[YmdyjHMSbB]|%-[dm]|[^%{}])*")
NATIVE: Final = re.compile(r"%-([dm])")
DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.+)")
# Forms of FILENAME_METADATA that have a slug: with the date before it, and without.
WITH_DATE: Final = re.compile(r"\(\?P<date>[^()]*\)\[?[-_]{1,3}\]?\(\?P<slug>\.[*+]\)\$?")
WITHOUT_DATE: Final = re.compile(r"\(\?P<slug>\.[*+]\)\$?")
GROUP: Final = re.compile(r"\(\?P<(\w+)>")
SIGN: Final = re.compile(r"[^\w\s-]")
BETWEEN: Final = re.compile(r"[-\s]+")
UNKNOWN: Final = object()
PAGES: Final = "pages"


def read_settings(root: Path) -> dict[str, Any]:
    """Return the literal assignments of both files by lower-case names; others are `UNKNOWN`."""
    found: dict[str, Any] = {}
    for name in FILES:
        try:
            text = read_text(root / name, MAX_PAGE_BYTES)
        except (UnreadableError, OSError):
            continue
        for assigned in ASSIGNED.finditer(text):
            found[assigned[1].lower()] = literal(assigned[2], found)
    return found


def literal(written: str, known: Mapping[str, Any]) -> object:
    """Return the value of a literal of one line, or of a name that was assigned before."""
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return known.get(written.strip().lower(), UNKNOWN)


def address_of(entry: Entry) -> str | None:
    settings = entry.site.settings
    path = inside(entry.path, entry.site.configuration.content or "content")
    if path is None or path.parts[0] == PAGES:
        return None
    base = settings.get("siteurl")
    own = entry.scalar("url") or entry.scalar("save_as")
    template = own or template_of(entry, settings)
    filled = fill(template, entry, path) if isinstance(template, str) else None
    if filled is None or base is UNKNOWN:
        return None
    return joined(path_in(as_text(base)), filled.removesuffix("/index.html"))


def template_of(entry: Entry, settings: Mapping[str, Any]) -> object:
    """Return the template of the language of the post."""
    is_translation = language_of(entry) != main_language(settings)
    kind, default = (
        ("article_lang", DEFAULT_OF_TRANSLATIONS) if is_translation else ("article", DEFAULT)
    )
    found: object = settings.get(f"{kind}_url", settings.get(f"{kind}_save_as", default))
    return found


def main_language(settings: Mapping[str, Any]) -> str:
    return (as_text(settings.get("default_lang")) or "en").lower()


def language_of(entry: Entry) -> str:
    return (entry.scalar("lang") or main_language(entry.site.settings)).lower()


def fill(template: str, entry: Entry, path: PurePosixPath) -> str | None:
    """Replace the fields; return None if one is unknown or has no value."""
    values = {
        found.group(): value_of(found[1], found[2], entry, path)
        for found in FIELD.finditer(template)
    }
    if None in values.values():
        return None
    filled = FIELD.sub(lambda found: values[found.group()] or "", template)
    return None if "{" in filled or "}" in filled else filled


def value_of(name: str, form: str | None, entry: Entry, path: PurePosixPath) -> str | None:
    if name == "date":
        return date_in(form, entry, path)
    if form or name in from_path(entry.site.settings):
        return None
    if name == "slug":
        return slug_of(entry, path)
    if name == "category":
        return slug_from(category_of(entry, path), entry)
    if name == "author":
        names = as_list(entry.values.get("author") or entry.values.get("authors"))
        author = names[0].partition(",")[0] if names else entry.site.settings.get("author")
        return slug_from(as_text(author), entry) if author is not UNKNOWN else None
    return language_of(entry) if name == "lang" else entry.scalar(name)


def from_path(settings: Mapping[str, Any]) -> list[str]:
    """Return the fields that an expression of the site takes from the path of a page."""
    given = settings.get("path_metadata")
    return GROUP.findall(given) if isinstance(given, str) else []


def date_in(form: str | None, entry: Entry, path: PurePosixPath) -> str | None:
    """Write the date; names of months only for a site in English."""
    moment = moment_of(entry, path)
    if moment is None or not form or not FORM.fullmatch(form):
        return None
    if "b" in form.lower().replace("%", "") and main_language(entry.site.settings) != "en":
        return None
    plain = NATIVE.sub(lambda found: str(getattr(moment, LONG[found[1]])), form)
    return moment.strftime(plain)


LONG: Final = {"d": "day", "m": "month"}


def moment_of(entry: Entry, path: PurePosixPath) -> datetime | None:
    dated = DATED.fullmatch(path.stem)
    return written_time(entry.values.get("date") or (dated[1] if dated else None))


def slug_of(entry: Entry, path: PurePosixPath) -> str | None:
    """Return the given slug, that of the name if the site says so, or one made of the title."""
    settings = entry.site.settings
    if slug := entry.scalar("slug"):
        return slug
    named = settings.get("filename_metadata")
    if named is UNKNOWN or (isinstance(named, str) and "P<slug>" in named):
        return slug_in_name(named, path.stem)
    source = settings.get("slugify_source", "title")
    if source is UNKNOWN:
        return None
    return slug_from(path.stem if source == "basename" else entry.title, entry)


def slug_in_name(expression: object, name: str) -> str | None:
    """Return the slug by the two usual forms of the expression."""
    if not isinstance(expression, str):
        return None
    if WITHOUT_DATE.fullmatch(expression):
        return name
    dated = DATED.fullmatch(name) if WITH_DATE.fullmatch(expression) else None
    return dated[2] if dated else None


def category_of(entry: Entry, path: PurePosixPath) -> str | None:
    settings = entry.site.settings
    if given := entry.scalar("category"):
        return given
    uses_folder = settings.get("use_folder_as_category", True)
    if uses_folder is UNKNOWN:
        return None
    if uses_folder and path.parent.name:
        return path.parent.name
    return as_text(settings.get("default_category", "misc"))


def slug_from(text: str | None, entry: Entry) -> str | None:
    """Return the slug of a text; None for other scripts, and for a site with rules of its own."""
    settings = entry.site.settings
    given = {name for name in settings if "substitutions" in name} | (
        {"slugify_use_unicode", "slugify_preserve_case"} & settings.keys()
    )
    plain = ascii_of(html.unescape(text)) if text and "<" not in text else None
    if given or plain is None:
        return None
    words = SIGN.sub("", plain).strip().lower()
    return BETWEEN.sub("-", words) or None
