"""Addresses of Jekyll: `permalink` of the site, of a collection, or of a page or its defaults."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from blog_api.import_export.coercion import as_list, as_text
from blog_api.import_export.sources.site.configuration import collection_of
from blog_api.import_export.sources.site.permalinks.entries import Entry, inside, joined, path_in
from blog_api.import_export.sources.site.permalinks.tokens import date_values, fill
from blog_api.import_export.sources.site.permalinks.written_dates import time_of_jekyll
from blog_api.slugs import is_of_word

STYLES: Final = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
OUTPUT: Final = ".html"
WITH_OUTPUT: Final = frozenset({"date", "ordinal", "none"})
DATED: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
REPLACED: Final = re.compile(r"\0+")
KEPT_IN_TITLES: Final = frozenset("._~!$&'()+,;=@")
POSTS: Final = "posts"
CLOCK: Final = ("hour", "minute", "second")


def address_of(entry: Entry) -> str | None:
    """Return the address of a post or of a page of a collection."""
    site = entry.site
    path = inside(entry.path, source_of(entry))
    label = collection_of(path) if path else None
    if path is None or label is None or label == "drafts":
        return None
    template = entry.scalar("permalink") or template_of(entry, label)
    filled = fill(template, values_of(entry, path, label)) if template else None
    return joined(path_in(site.scalar("baseurl")), filled) if filled else None


def source_of(entry: Entry) -> str:
    """Return the folder of the pages, which two settings can move."""
    source = entry.site.scalar("source") or ""
    collections = joined(source, entry.site.scalar("collections_dir"))
    return collections if entry.path.is_relative_to(collections.strip("/")) else source


def template_of(entry: Entry, label: str) -> str | None:
    collections = entry.site.settings.get("collections")
    own = collections.get(label) if isinstance(collections, dict) else None
    given = as_text(own.get("permalink")) if isinstance(own, dict) else None
    style = entry.site.scalar("permalink") or "date"
    if label == POSTS:
        style = given or style
        return STYLES.get(style, style)
    # Of its styles, a collection has only the end.
    return given or (None if style == "weekdate" else f"/:collection/:path{end_of(style)}")


def end_of(style: str) -> str:
    if style == "pretty" or style.endswith("/"):
        return "/"
    return OUTPUT if style in WITH_OUTPUT or style.endswith(":output_ext") else ""


def values_of(entry: Entry, path: PurePosixPath, label: str) -> dict[str, str | None]:
    dated = DATED.fullmatch(path.stem)
    configuration = entry.site.configuration
    zone = configuration.zone if configuration.zone_name else None
    moment = time_of_jekyll(entry.values.get("date") or (dated[1] if dated else None), zone)
    slug = entry.scalar("slug") or (dated[2] if dated else path.stem)
    categories = list(categories_of(entry, path))
    values = {k: v for k, v in date_values(moment).items() if k not in CLOCK}
    return values | {
        "title": slug_of(slug, KEPT_IN_TITLES),
        "slug": slug_of(slug).lower(),
        "name": slug_of(path.stem).lower(),
        "categories": "/".join(dict.fromkeys(name.lower() for name in categories)),
        "slugified_categories": "/".join(
            dict.fromkeys(slug_of(name).lower() for name in categories)
        ),
        "collection": label,
        "path": "/".join(path.with_suffix("").parts[path.parts.index(f"_{label}") + 1 :]),
        "output_ext": OUTPUT,
    }


def categories_of(entry: Entry, path: PurePosixPath) -> Iterable[str]:
    """Yield the folders above `_posts`, then the categories of defaults and of the page."""
    yield from path.parts[: path.parts.index(f"_{collection_of(path)}")]
    inherited = entry.site.configuration.values_for(entry.path)
    for values in (inherited, entry.own):
        yield from names_in(values.get("categories"))
    single = entry.values.get("category")
    yield from as_list(single)


def names_in(given: object) -> list[str]:
    return given.split() if isinstance(given, str) else as_list(given)


def slug_of(text: str, kept: frozenset[str] = frozenset()) -> str:
    """Replace other characters than letters, digits and those that are kept by hyphens."""
    marks = (char if is_of_word(char) or char in kept else "\0" for char in text)
    return REPLACED.sub("-", "".join(marks)).strip("-")
