"""Reader of an export in two passes: first shared data, then the posts, one at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta, timezone, tzinfo
from html import unescape
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from blog_api.import_export.coercion import as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.image_files import is_image_address
from blog_api.import_export.records import Item, LeftOut, Source, UnreadableError
from blog_api.import_export.sources.wordpress.items import Site, place_of, read_item, text_of
from blog_api.import_export.sources.xml import read_elements

ITEMS: Final = frozenset({"item"})
HEAD: Final = frozenset({"wp:wxr_version", "wp:author", "wp:base_blog_url", "item"})


@dataclass(slots=True)
class Survey:
    """Data of the first pass."""

    site: Site = field(default_factory=Site)
    is_wordpress: bool = False
    total: int = 0
    offsets: Counter[timedelta] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def read_wordpress(path: Path) -> Source:
    """Raise `UnreadableError` for XML that is not an export."""
    survey = Survey()
    for element in read_elements(path, HEAD, survey.notes):
        look_at(element, survey)
    if not survey.is_wordpress:
        raise UnreadableError("It is XML, but no export of WordPress: wp:wxr_version is missing.")
    survey.site.zone = zone_of(survey.offsets)
    return Source(
        name=path.name,
        items=read_items(path, survey.site),
        total=survey.total,
        site=survey.site.address,
        notes=survey.notes,
    )


def look_at(element: Element, survey: Survey) -> None:
    """Collect authors, images, and the offset of the site's time zone."""
    if element.tag == "wp:wxr_version":
        survey.is_wordpress = True
    elif element.tag == "wp:base_blog_url":
        survey.site.address = as_text(element.text)
    elif element.tag == "wp:author":
        look_at_author(element, survey.site)
    else:
        survey.total += 1
        look_at_item(element, survey)


def look_at_author(author: Element, site: Site) -> None:
    login, email = text_of(author, "wp:author_login"), text_of(author, "wp:author_email")
    if login:
        name = text_of(author, "wp:author_display_name")
        site.people[login] = [
            login,
            *([email] if email else []),
            *([unescape(name)] if name else []),
        ]


def look_at_item(item: Element, survey: Survey) -> None:
    number, url = text_of(item, "wp:post_id"), text_of(item, "wp:attachment_url")
    if number and url:
        survey.site.attachments[number] = url
        if is_image_address(url):
            parent = text_of(item, "wp:post_parent") or "0"
            survey.site.attached.setdefault(parent, []).append(number)
            if caption := text_of(item, "excerpt:encoded"):
                survey.site.captions[number] = caption
    try:
        local, utc = (as_instant(text_of(item, f"wp:post_date{end}")) for end in ("", "_gmt"))
    except ValueError:
        return
    if local and utc:
        survey.offsets[local - utc] += 1


def zone_of(offsets: Counter[timedelta]) -> tzinfo:
    """Return the offset of most posts, for those with only the site's local time."""
    common = offsets.most_common(1)
    return timezone(common[0][0]) if common and abs(common[0][0]) < timedelta(hours=24) else UTC


def read_items(path: Path, site: Site) -> Iterator[Item]:
    for item in read_elements(path, ITEMS, []):
        try:
            yield read_item(item, site)
        except UnreadableError as error:
            yield LeftOut(place_of(item), error.what, str(error))
