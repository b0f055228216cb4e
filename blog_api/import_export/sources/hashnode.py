"""Hashnode's JSON export; its Markdown export is read as a folder of pages."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from blog_api.import_export.coercion import as_flag, as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.records import (
    UNTITLED,
    Incoming,
    Item,
    LeftOut,
    UnreadableError,
)
from blog_api.import_export.sources.pages import link_frames
from blog_api.redirects.paths import paths_of

Row = dict[str, Any]
MARKDOWN: Final = "contentMarkdown"


def read_hashnode(rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        place = f"post {as_text(row.get('slug')) or as_text(row.get('cuid')) or '?'}"
        try:
            yield read_post(row, place)
        except (UnreadableError, ValueError) as error:
            yield LeftOut(place, "post", str(error))


def read_post(row: Row, place: str) -> Incoming:
    published = as_instant(row.get("dateAdded"))
    slug = as_text(row.get("slug"))
    lost: list[str] = []
    hidden = [
        name for name in ("isDelisted", "isHidden", "isRepublished") if as_flag(row.get(name))
    ]
    is_public = (
        as_flag(row.get("isActive", True))
        and "isHidden" not in hidden
        and "isDelisted" not in hidden
    )
    return Incoming(
        key=f"hashnode:{as_text(row.get('cuid')) or as_text(row.get('_id')) or slug}",
        place=place,
        title=as_text(row.get("title")) or UNTITLED,
        content=link_frames(as_commonmark(str(row.get(MARKDOWN) or ""), lost), lost),
        slug=slug,
        excerpt=as_text(row.get("subtitle")),
        tags=[
            t["name"]
            for t in row.get("tags") or []
            if isinstance(t, dict) and as_text(t.get("name"))
        ],
        image_url=as_text(row.get("coverImage")),
        status="published" if is_public and published else "draft",
        published_at=published,
        created_at=published,
        updated_at=as_instant(row.get("dateUpdated")),
        addresses=paths_of([f"/{slug}"] if slug else []),
        notes=[] if is_public else ["it was not listed, so it becomes a draft"],
        not_carried=lost,
    )
