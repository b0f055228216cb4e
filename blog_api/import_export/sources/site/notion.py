"""Pages of Notion's export: a heading, lines of properties, and an id in the name of the file."""

import re
from pathlib import PurePosixPath
from typing import Any, Final

from blog_api.import_export.sources.site.front_matter import FrontMatter

NAME: Final = re.compile(r"(?P<title>.+) (?P<id>[0-9a-f]{32})")
HEADING: Final = re.compile(r"#[ \t]+(?P<title>[^\n]+)\n\s*")
PROPERTY: Final = re.compile(r"(?P<name>[A-Z][\w ]{0,40}):[ \t]*(?P<value>[^\n]*)\n")


def read_notion_page(text: str, path: PurePosixPath) -> tuple[FrontMatter, PurePosixPath] | None:
    """Return the page and its path without the id; None for pages of other systems."""
    named = NAME.fullmatch(path.stem)
    heading = HEADING.match(text)
    if named is None or heading is None:
        return None
    values: dict[str, Any] = {"title": heading["title"].strip()}
    end = heading.end()
    while found := PROPERTY.match(text, end):
        values[found["name"]] = found["value"].strip()
        end = found.end()
    return FrontMatter(values, text[end:].strip("\n")), path.with_name(f"{named['title']}.md")
