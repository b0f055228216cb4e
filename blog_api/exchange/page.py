"""A Markdown file with front matter, in the words of Jekyll, Hugo, Astro and our own export."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final, get_args

from blog_api.exchange.front_matter import FrontMatter, read_front_matter
from blog_api.exchange.incoming import Incoming, UnreadableError
from blog_api.exchange.values import as_flag, as_instant, as_list, as_text
from blog_api.lifecycle.ageing import Status

DATED: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
STATUSES: Final[frozenset[str]] = frozenset(get_args(Status))
DRAFTS: Final = "_drafts"
LISTS: Final = "_index"
BUNDLE: Final = "index"

PUBLISHED: Final = ("publishDate", "publishdate", "pubDate", "published_at", "date")
UPDATED: Final = ("updated_at", "lastmod", "updatedDate", "last_modified_at", "modified")
EXPIRY: Final = ("expiryDate", "expirydate")
EXCERPTS: Final = ("excerpt", "description", "summary")
IMAGES: Final = ("image_url", "image", "heroImage", "cover", "featured_image", "thumbnail")


@dataclass(frozen=True, slots=True)
class Named:
    """What the path alone says."""

    slug: str
    date: str | None
    is_draft: bool


def read_page(path: PurePosixPath, key: str, text: str) -> Incoming:
    """Refuses what is no post."""
    named = name_of(path)
    front = read_front_matter(text)
    values = with_taxonomies(front.values)
    unread: list[str] = []
    published = first_instant(values, PUBLISHED, unread) or instant_in_name(named, unread)
    created = first_instant(values, ("created_at",), unread) or published
    updated = first_instant(values, UPDATED, unread)
    expiry = first_instant(values, EXPIRY, unread)
    categories = categories_of(values)
    return Incoming(
        key=key,
        place=str(path),
        title=title_of(values, named),
        content=front.content,
        slug=as_text(values.get("slug")) or named.slug,
        excerpt=excerpt_in(front),
        excerpt_given=as_text(values.get("excerpt_given")) != "false",
        category=categories[0] if categories else None,
        tags=words_of(values.get("tags")) + categories[1:],
        image_url=image_of(values),
        status="draft" if unread else status_of(values, named, expiry),
        published_at=published,
        created_at=created,
        updated_at=updated,
        authors=authors_of(values),
        notes=unread,
    )


def name_of(path: PurePosixPath) -> Named:
    """`2024-01-31-title.md`, `title.md`, or a folder's `index.md`."""
    if path.stem == LISTS:
        raise UnreadableError("It is a list of posts, and no post.")
    is_bundle = path.stem == BUNDLE and path.parent.name
    stem = path.parent.name if is_bundle else path.stem
    dated = DATED.fullmatch(stem)
    date, slug = dated.groups() if dated else (None, stem)
    return Named(slug, date, DRAFTS in path.parts)


def with_taxonomies(values: dict[str, Any]) -> dict[str, Any]:
    """Hugo also takes its terms from a table `taxonomies`."""
    terms = values.get("taxonomies")
    return {**(terms if isinstance(terms, dict) else {}), **values}


def title_of(values: dict[str, Any], named: Named) -> str:
    """As written, spaces included; from the name of the file where there is none."""
    title = values.get("title")
    if isinstance(title, str) and title.strip():
        return title
    return as_text(title) or named.slug.replace("-", " ").capitalize()


def excerpt_in(front: FrontMatter) -> str | None:
    """As written: it may be empty, and that is an excerpt too."""
    found = (front.values[name] for name in EXCERPTS if isinstance(front.values.get(name), str))
    return next(found, None)


def categories_of(values: dict[str, Any]) -> list[str]:
    """`category` is one name; `categories` a list, or in Jekyll words with spaces between them."""
    single = values.get("category")
    if isinstance(single, str) and single.strip():
        return [single]
    return words_of(values.get("categories"))


def words_of(value: object) -> list[str]:
    """Commas divide; without any, spaces do."""
    if not isinstance(value, str):
        return as_list(value)
    parts = value.split(",") if "," in value else value.split()
    return [part.strip() for part in parts if part.strip()]


def image_of(values: dict[str, Any]) -> str | None:
    """An address, or the part of a table that has it."""
    for name in IMAGES:
        value = values.get(name)
        if isinstance(value, dict):
            value = value.get("url") or value.get("src") or value.get("image")
        if (text := as_text(value)) is not None:
            return text
    return None


def authors_of(values: dict[str, Any]) -> list[str]:
    """A name, several, or a table with one."""
    given = values.get("author") or values.get("authors")
    first = given[0] if isinstance(given, list) and given else given
    if isinstance(first, dict):
        return as_list([first.get("username"), first.get("email"), first.get("name")])
    return as_list(first)


def status_of(values: dict[str, Any], named: Named, expiry: datetime | None) -> str:
    """A word of ours, or the marks of the others; Hugo takes what is over off the site."""
    status = as_text(values.get("status"))
    if status in STATUSES:
        return status
    published = as_text(values.get("published"))
    if named.is_draft or as_flag(values.get("draft")):
        return "draft"
    if published is not None and not as_flag(published):
        return "draft"
    is_over = expiry is not None and expiry <= datetime.now(UTC)
    return "archived" if is_over else "published"


def first_instant(
    values: dict[str, Any], names: tuple[str, ...], unread: list[str]
) -> datetime | None:
    """Of the first name that has one; what cannot be read is noted."""
    for name in names:
        try:
            if (instant := as_instant(values.get(name))) is not None:
                return instant
        except ValueError:
            unread.append(f"its {name} cannot be read as a date")
    return None


def instant_in_name(named: Named, unread: list[str]) -> datetime | None:
    """Midnight of the date in the name of the file."""
    if named.date is None:
        return None
    year, month, day = (int(part) for part in named.date.split("-"))
    try:
        return as_instant(f"{year:04}-{month:02}-{day:02}")
    except ValueError:
        unread.append("the date in its name is none")
        return None
