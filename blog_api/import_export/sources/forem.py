"""The export of dev.to and other Forem sites: `articles.json`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from blog_api.import_export.coercion import as_flag, as_list, as_text
from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.records import (
    UNTITLED,
    Incoming,
    Item,
    LeftOut,
    UnreadableError,
)
from blog_api.import_export.sources.dated import dated_status, read_instant
from blog_api.import_export.sources.pages import link_frames
from blog_api.import_export.sources.site.front_matter import read_front_matter
from blog_api.redirects.paths import paths_of

Row = dict[str, Any]
MARKDOWN: Final = "body_markdown"


def read_forem(rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        place = f"article {as_text(row.get('slug')) or as_text(row.get('id')) or '?'}"
        try:
            yield read_article(row, place)
        except UnreadableError as error:
            yield LeftOut(place, "post", str(error))


def read_article(row: Row, place: str) -> Incoming:
    text = as_text(row.get(MARKDOWN)) or ""
    # Most articles have their values in columns, some have front matter as well.
    with suppress(UnreadableError):
        text = read_front_matter(text).content
    unread: list[str] = []
    notes: list[str] = []
    published, created, updated = (
        read_instant(row.get(name), name, unread)
        for name in ("published_at", "created_at", "edited_at")
    )
    lost: list[str] = ["canonical address"] if as_text(row.get("canonical_url")) else []
    tags = row.get("tags") or row.get("tag_list") or row.get("cached_tag_list") or ""
    key = f"forem:{as_text(row.get('id')) or as_text(row.get('path')) or place}"
    return Incoming(
        key=key,
        second_key=f"{key}#{as_text(row.get('slug'))}",
        place=place,
        title=as_text(row.get("title")) or UNTITLED,
        content=link_frames(as_commonmark(text, lost), lost),
        slug=as_text(row.get("slug")),
        excerpt=as_text(row.get("description")),
        tags=as_list(tags)
        if isinstance(tags, list)
        else [t.strip() for t in str(tags).split(",") if t.strip()],
        image_url=as_text(row.get("main_image") or row.get("cover_image")),
        status=dated_status(
            "published" if as_flag(row.get("published")) else "draft", published, unread, notes
        ),
        published_at=published,
        created_at=created or published,
        updated_at=updated,
        addresses=paths_of(as_list(row.get("path"))),
        notes=notes,
        not_carried=lost,
    )
