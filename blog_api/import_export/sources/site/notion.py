"""Pages of Notion's export: a heading, lines of properties, and an id in the name of the file."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from blog_api.import_export.sources.site.front_matter import FrontMatter

NAME: Final = re.compile(r"(?P<title>.+) (?P<id>[0-9a-f]{32})")
HEADING: Final = re.compile(r"#[ \t]+(?P<title>[^\n]+)\n\s*")
OTHERS: Final = "properties of notion"
READ: Final = frozenset(
    {"tags", "category", "categories", "status", "slug", "author", "authors", "excerpt", "summary",
     "description", "subtitle", "cover", "image", "public", "private", "hidden", "modified",
     "visibility", "last updated", "listed", "unlisted", "isdraft", "posted", "aliases"}
)  # fmt: skip  # as many in a line as fit
PROPERTY: Final = re.compile(r"(?P<name>[A-Z][\w ]{0,40}):[ \t]*(?P<value>[^\n]*)\n")


def is_read(name: str) -> bool:
    return name in READ or name.startswith(("date", "created", "updated", "publish", "draft"))


def properties_in(values: Mapping[str, Any]) -> list[str]:
    """Return the properties of a page of Notion that have no place in a post."""
    found = values.get(OTHERS)
    return found if isinstance(found, list) else []


def read_notion_page(text: str, path: PurePosixPath) -> tuple[FrontMatter, PurePosixPath] | None:
    """Return the page and its path without the id; None for pages of other systems."""
    named = NAME.fullmatch(path.stem)
    heading = HEADING.match(text)
    if named is None or heading is None:
        return None
    values: dict[str, Any] = {"title": heading["title"].strip()}
    end = heading.end()
    pairs: list[tuple[str, str]] = []
    while found := PROPERTY.match(text, end):
        pairs.append((found["name"], found["value"].strip()))
        end = found.end()
    known = {name: value for name, value in pairs if is_read(name.lower())}
    if not known:
        # Lines such as `Note: …` are words of the page, unless there is a property among them.
        pairs, end = [], heading.end()
    values |= known
    values[OTHERS] = [f"property {name}" for name, _ in pairs if name not in known]
    return FrontMatter(values, text[end:].strip("\n")), path.with_name(f"{named['title']}.md")
