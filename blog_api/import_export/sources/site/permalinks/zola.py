"""Addresses of Zola: the folders of a page and its slug, or its `path`."""

import re
from typing import Any, Final

from blog_api.import_export.coercion import as_flag, as_text, is_no
from blog_api.import_export.sources.site.languages import ENGLISH
from blog_api.import_export.sources.site.permalinks.entries import Entry, inside, joined, path_in
from blog_api.import_export.sources.site.permalinks.tokens import ascii_slug

CONTENT: Final = "content"
INDEX: Final = "index"
DATED: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?\s?[_-](.+)"
)
UNSAFE: Final = re.compile(r'[<>:"/\\|?*]')


def address_of(entry: Entry) -> str | None:
    site = entry.site
    base = path_in(site.scalar("base_url"))
    if own := entry.scalar("path"):
        return joined(base, own)
    path = inside(entry.path, CONTENT)
    if path is None or is_no(entry.values.get("render", True)):
        return None
    languages = site.configuration.languages
    stem, suffix = languages.split(path.stem)
    if suffix and not languages.codes | languages.disabled:
        stem, suffix = path.stem, None
    folders = path.parts[:-1]
    if stem == INDEX:
        if not folders:
            return None
        folders, stem = folders[:-1], folders[-1]
    slug = slug_of(entry, stem)
    main = languages.main or ENGLISH
    prefix = "" if suffix in {None, main} else suffix
    return joined(base, prefix, *folders, slug) if slug else None


def slug_of(entry: Entry, name: str) -> str | None:
    """Return the slug in the form of the site's `slugify.paths`."""
    slugify: Any = entry.site.settings.get("slugify")
    settings = slugify if isinstance(slugify, dict) else {}
    dated = None if as_flag(settings.get("paths_keep_dates")) else DATED.fullmatch(name)
    text = entry.scalar("slug") or (dated[1] if dated else name)
    strategy = as_text(settings.get("paths")) or "on"
    if strategy == "on":
        return ascii_slug(text)
    return UNSAFE.sub("", text.rstrip(" .")) if strategy == "safe" else text
