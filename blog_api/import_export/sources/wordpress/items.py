"""Items of an export: posts, or the reasons why they are not posts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from html import unescape
from typing import Final
from xml.etree.ElementTree import Element

from blog_api.import_export.coercion import as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.dialects.markup import TAGS
from blog_api.import_export.records import UNTITLED, Incoming, UnreadableError
from blog_api.import_export.sources.wordpress.blocks import FOOTNOTES, replace_blocks
from blog_api.import_export.sources.wordpress.comments import comments_of
from blog_api.import_export.sources.wordpress.paragraphs import add_paragraphs
from blog_api.import_export.sources.wordpress.shortcodes import Attachments, replace_shortcodes
from blog_api.redirects.paths import paths_of

STATUSES: Final = {
    "publish": "published",
    "future": "published",
    "private": "archived",
    "draft": "draft",
    "pending": "draft",
}
LEFT_OUT: Final = frozenset({"trash", "auto-draft", "inherit", "request-pending"})
UNCATEGORISED: Final = "uncategorized"
THUMBNAIL: Final = "_thumbnail_id"
EXCERPT_KEYS: Final = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description")
TOLD_KEYS: Final = {
    "_yoast_wpseo_canonical": "canonical address",
    "rank_math_canonical_url": "canonical address",
    "enclosure": "enclosure (podcast)",
}


@dataclass(slots=True)
class Site:
    """Data shared by the items of an export."""

    people: dict[str, list[str]] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)  # ids by those of the posts
    captions: dict[str, str] = field(default_factory=dict)  # of images, by their ids
    zone: tzinfo = UTC
    address: str | None = None


def text_of(element: Element, name: str) -> str | None:
    return as_text(element.findtext(name))


def place_of(item: Element) -> str:
    return f"item {text_of(item, 'wp:post_id') or text_of(item, 'title') or '?'}"


def read_item(item: Element, site: Site) -> Incoming:
    """Raise `UnreadableError` for items other than posts, and for a post in the trash."""
    refuse_other_types(item)
    notes: list[str] = []
    unread: list[str] = []
    lost: list[str] = []
    meta = meta_of(item)
    written_at = instant_of(item, "post_date", site, unread)
    updated_at = instant_of(item, "post_modified", site, unread)
    categories = terms_of(item, "category")
    creator = text_of(item, "dc:creator") or ""
    raw = replace_blocks(item.findtext("content:encoded") or "", meta.get(FOOTNOTES), lost)
    images = Attachments(
        site.attachments, site.captions, site.attached, text_of(item, "wp:post_id") or ""
    )
    return Incoming(
        key=key_of(item),
        second_key=f"wordpress:{text_of(item, 'guid')}#{text_of(item, 'wp:post_id')}",
        place=place_of(item),
        title=unescape(text_of(item, "title") or "") or UNTITLED,
        content=add_paragraphs(replace_shortcodes(raw, images, lost)),
        format="html",
        slug=text_of(item, "wp:post_name"),
        excerpt=excerpt_of(item, meta),
        category=categories[0] if categories else None,
        tags=terms_of(item, "post_tag") + categories[1:],
        image_url=site.attachments.get(meta.get(THUMBNAIL, "")),
        status=status_of(item, written_at, unread, notes),
        published_at=written_at,
        created_at=written_at,
        updated_at=updated_at,
        authors=site.people.get(creator, [creator] if creator else []),
        addresses=addresses_of(item),
        comments=comments_of(item, site.zone, lost),
        notes=notes + unread,
        not_carried=lost + told_of(item, meta),
    )


def refuse_other_types(item: Element) -> None:
    """Raise `UnreadableError` for pages, images, menus and revisions."""
    kind = text_of(item, "wp:post_type") or "post"
    if kind != "post":
        raise UnreadableError(f"It is no post ({kind}).", kind)
    status = text_of(item, "wp:status") or "publish"
    if status in LEFT_OUT:
        raise UnreadableError(f"Its status is {status}.", f"post in status {status}")


def key_of(item: Element) -> str:
    """Return the guid, which has the address of the site; a number could be another site's."""
    identity = text_of(item, "guid") or text_of(item, "link") or text_of(item, "wp:post_id")
    if identity is None:
        raise UnreadableError("It has neither guid nor link nor wp:post_id.")
    return f"wordpress:{identity}"


def terms_of(item: Element, domain: str) -> list[str]:
    """Return names with entities decoded once, without the default category.

    Exports before WordPress 2.5 have categories without a domain and tags as `tag`.
    """
    domains = {domain} | ({"tag"} if domain == "post_tag" else {None})
    found: list[str] = []
    for term in item.findall("category"):
        is_old_copy = term.get("domain") is None and item.find("category[@domain]") is not None
        if term.get("domain") not in domains or is_old_copy or is_uncategorised(term):
            continue
        name = as_text(unescape(term.text or ""))
        if name is not None and name not in found:
            found.append(name)
    return found


def is_uncategorised(term: Element) -> bool:
    return UNCATEGORISED in {term.get("nicename"), (term.text or "").strip().lower()}


def meta_of(item: Element) -> dict[str, str]:
    """Return the values of custom fields; of equal names the last one counts."""
    pairs = (
        (text_of(m, "wp:meta_key"), text_of(m, "wp:meta_value"))
        for m in item.findall("wp:postmeta")
    )
    return {key: value for key, value in pairs if key and value}


def excerpt_of(item: Element, meta: dict[str, str]) -> str | None:
    """Return the excerpt that was written, or the description for search engines, as text."""
    given = text_of(item, "excerpt:encoded")
    given = given or next((meta[key] for key in EXCERPT_KEYS if meta.get(key)), None)
    return as_text(unescape(TAGS.sub("", given))) if given else None


def addresses_of(item: Element) -> list[str]:
    link = text_of(item, "link")
    old = [
        text_of(m, "wp:meta_value")
        for m in item.findall("wp:postmeta")
        if text_of(m, "wp:meta_key") == "_wp_old_slug"
    ]
    guid = text_of(item, "guid")
    links = [link, guid if guid and "?p=" in guid else None, *(f"/{slug}" for slug in old if slug)]
    return paths_of(each for each in links if each)


def told_of(item: Element, meta: dict[str, str]) -> list[str]:
    lost = ["sticky"] if text_of(item, "wp:is_sticky") == "1" else []
    lost += [
        f"format {(term.get('nicename') or '').removeprefix('post-format-')}"
        for term in item.findall("category")
        if term.get("domain") == "post_format"
    ]
    authors = [t.text or "" for t in item.findall("category") if t.get("domain") == "author"]
    lost += [f"co-author {name}" for name in authors[1:]]
    return lost + [what for key, what in TOLD_KEYS.items() if key in meta]


def status_of(
    item: Element, written_at: datetime | None, unread: list[str], notes: list[str]
) -> str:
    """Return a status that is never more public than the original one."""
    given = text_of(item, "wp:status") or "publish"
    if given not in STATUSES:
        notes.append(f"its status {given} is not known here, so it becomes a draft")
    status = STATUSES.get(given, "draft")
    if status == "published" and text_of(item, "wp:post_password"):
        notes.append("it had a password, so it becomes a draft")
        return "draft"
    if given == "future" and written_at is None:
        notes.append("it was scheduled without a date that can be read, so it becomes a draft")
        return "draft"
    return "draft" if unread else status


def instant_of(item: Element, name: str, site: Site, unread: list[str]) -> datetime | None:
    """Return the time in UTC if WordPress has it, else from the site's local time."""
    for column, zone in ((f"wp:{name}_gmt", UTC), (f"wp:{name}", site.zone)):
        try:
            if (instant := as_instant(text_of(item, column), zone)) is not None:
                return instant
        except ValueError:
            unread.append(f"its {column} cannot be read as a date")
    return None
