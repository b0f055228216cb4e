"""A page with front matter, in the vocabulary of many site generators and of our own export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.coercion import as_flag, as_list, as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.dialects.captions import replace_html_captions
from blog_api.import_export.dialects.markdown import HUGO, as_commonmark
from blog_api.import_export.dialects.templates import replace_templates
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.pages import link_frames
from blog_api.import_export.sources.site.former_slugs import former_slugs_in
from blog_api.import_export.sources.site.front_matter import FrontMatter
from blog_api.import_export.sources.site.included import insert_files
from blog_api.import_export.sources.site.kinds import HTML
from blog_api.import_export.sources.site.languages import Languages
from blog_api.import_export.sources.site.names import (
    Named,
    date_of_folders,
    instant_in_name,
    name_of,
)
from blog_api.import_export.sources.site.notion import properties_in
from blog_api.import_export.sources.site.statuses import status_of
from blog_api.import_export.sources.site.texts import texts_in
from blog_api.import_export.sources.site.words import (
    authors_of,
    categories_of,
    co_authors_of,
    excerpt_in,
    image_of,
    title_of,
    told_of,
    words_of,
)
from blog_api.redirects.paths import paths_of

MAX_DIALECT: Final = 200_000  # a longer text is refused anyway
ELEVENTY: Final = "eleventy"
OURS: Final = "excerpt_given"  # only our own export has it; its content is CommonMark already

PUBLISHED: Final = (
    "publishdate",
    "pubdate",
    "pubdatetime",
    "datepublished",
    "published_at",
    "publishedat",
    "publisheddate",
    "published_date",
    "published_time",
    "published_on",
    "publishedon",
    "date_published",
    "date",
    "published",
    "publish_date",
    "posted",
    "created",
    "created_at",
    "createdat",
    "created_date",
    "date created",
    "datecreated",
    "creation_date",
    "post_date",
    "dateadded",
)
UPDATED: Final = (
    "updated_at",
    "lastmod",
    "updateddate",
    "last_modified_at",
    "modified",
    "updated",
    "moddatetime",
    "modifieddate",
    "dateupdated",
    "updatedat",
    "last_updated",
    "date modified",
    "lastupdated",
    "date_modified",
    "last-modified",
    "lastmodified",
)
CREATED: Final = ("created_at",)
EXPIRY: Final = ("expirydate",)
ADDRESSES: Final = (
    "permalink",
    "url",
    "path",
    "aliases",
    "alias",
    "redirect_from",
    "redirectfrom",
    "old_url",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page before parsing; `values` include inherited ones, by lower-case names.

    `site` has the texts of the configuration and of data files, by their names with dots. With
    `needs_date`, the site shows no page without a date.
    """

    path: PurePosixPath
    key: str
    front: FrontMatter
    values: dict[str, Any]
    zone: tzinfo
    root: Path | None = None
    system: str = ""
    needs_date: bool = False
    site: Mapping[str, str] = field(default_factory=dict)
    languages: Languages = field(default_factory=Languages)

    @property
    def shown(self) -> dict[str, str]:
        """Return the values that templates may show; Eleventy shows its own without a prefix."""
        own = dict(texts_in(self.values, "" if self.system == ELEVENTY else "page."))
        return {**self.site, **own, **dict(texts_in(self.values, "page."))}


def read_page(page: Page) -> Incoming:
    """Return a post; dates that cannot be read make it a draft."""
    named, values = name_of(page.path, page.languages), page.values
    unread: list[str] = []
    published = published_at(page, named, unread)
    created = first_instant(page, CREATED, unread) or published
    updated = first_instant(page, UPDATED, unread)
    expiry = first_instant(page, EXPIRY, unread)
    categories = categories_of(values)
    notes: list[str] = []
    status = status_of(values, expiry, notes, in_drafts=named.in_drafts)
    if page.needs_date and published is None and not unread and status == "published":
        notes.append("it has no date, so it becomes a draft")
        status = "draft"
    lost: list[str] = []
    content = content_of(page, lost)
    return Incoming(
        key=page.key,
        place=str(page.path),
        title=title_of(values, named.slug),
        content=content,
        format="html" if page.path.suffix.lower() in HTML else "markdown",
        slug=as_text(values.get("slug")) or named.slug,
        provisional_slug=OURS in values and as_flag(values.get("provisional_slug")),
        excerpt=excerpt_in(values),
        excerpt_given=as_text(values.get("excerpt_given")) != "false",
        category=categories[0] if categories else None,
        tags=words_of(values.get("tags" if "tags" in values else "keywords")) + categories[1:],
        image_url=image_of(values),
        status="draft" if unread else status,
        published_at=published,
        created_at=created,
        updated_at=updated,
        authors=authors_of(values),
        addresses=paths_of(addresses_in(values)),
        former_slugs=former_slugs_in(values, notes) if OURS in values else {},
        notes=unread + notes,
        not_carried=[*lost, *told_of(values), *co_authors_of(values), *properties_in(values)],
    )


def addresses_in(values: Mapping[str, Any]) -> list[str]:
    """Return old addresses; `permalink: false` is none."""
    found = (address for name in ADDRESSES for address in as_list(values.get(name)))
    return [address for address in found if address.lower() != "false"]


def content_of(page: Page, lost: list[str]) -> str:
    """Return CommonMark, or for an HTML page HTML; our own export has CommonMark already."""
    content = page.front.content
    if OURS in page.values or len(content) > MAX_DIALECT:
        return content
    suffix, system = page.path.suffix.lower(), page.system
    if suffix in HTML:
        changed = replace_templates(content, lost, has_liquid=system != HUGO, page=page.shown)
        return replace_html_captions(changed)
    if page.root and suffix != ".mdx" and system != HUGO:
        content = insert_files(content, page.root, lost)
    markdown = as_commonmark(content, lost, is_mdx=suffix == ".mdx", system=system, page=page.shown)
    return link_frames(markdown, lost)


def published_at(page: Page, named: Named, unread: list[str]) -> datetime | None:
    """Return the date of publication; in our own export a draft may have none."""
    if OURS in page.values:
        return first_instant(page, ("date",), unread)
    written = first_instant(page, PUBLISHED, unread) or instant_in_name(named, page.zone, unread)
    return written or (None if page.needs_date else instant_in_address(page))


def instant_in_address(page: Page) -> datetime | None:
    """Return the date in the page's own address, where some sites (Zola's `path`) write it."""
    for name in ("permalink", "url", "path"):
        address = as_text(page.values.get(name)) or ""
        try:
            if found := as_instant(date_of_folders(PurePosixPath(address)), page.zone):
                return found
        except ValueError:  # numbers of an address may be no date
            continue
    return None


def first_instant(page: Page, names: tuple[str, ...], unread: list[str]) -> datetime | None:
    """Return the first date; note a value that cannot be read."""
    for name in names:
        value = page.values.get(name)
        if name in {"published", "created", "updated", "modified"} and not looks_like_date(value):
            continue
        try:
            if (instant := as_instant(value, page.zone)) is not None:
                return instant
        except ValueError:
            unread.append(f"its {name} cannot be read as a date")
    return None


def looks_like_date(value: object) -> bool:
    """Return False for a boolean, which these names have in some generators."""
    return (
        not isinstance(value, bool | None)
        and any(c.isdigit() for c in str(value))
        and len(str(value)) > 1
    )
