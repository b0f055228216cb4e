"""Hashnode's JSON export; its Markdown export is read as a folder of pages.

Public tools read `posts` only, with ids as tags and `isActive`. That drafts would be in a table
`drafts`, and hidden posts have one of `HIDDEN`, is assumed: no public export shows either.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from blog_api.import_export.coercion import as_flag, as_text, is_no
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
from blog_api.redirects.paths import paths_of

Row = dict[str, Any]
MARKDOWN: Final = "contentMarkdown"
ID: Final = re.compile(r"[0-9a-f]{24}")
HIDDEN: Final = ("isDelisted", "isHidden", "isArchived", "isDeleted", "isDraft", "deletedAt")


def read_hashnode(rows: Iterable[Row], drafts: Iterable[Row]) -> Iterator[Item]:
    for row, is_draft in chain(((row, False) for row in rows), ((row, True) for row in drafts)):
        names = (as_text(row.get(name)) for name in ("slug", "title", "cuid"))
        place = f"post {next(filter(None, names), '?')}"
        try:
            yield read_post(row, place, is_draft=is_draft)
        except UnreadableError as error:
            yield LeftOut(place, "post", str(error))


def read_post(row: Row, place: str, *, is_draft: bool) -> Incoming:
    unread: list[str] = []
    published = read_instant(row.get("dateAdded"), "dateAdded", unread)
    created = read_instant(row.get("createdAt"), "createdAt", unread)
    updated = read_instant(row.get("dateUpdated"), "dateUpdated", unread) or read_instant(
        row.get("updatedAt"), "updatedAt", unread
    )
    slug = as_text(row.get("slug"))
    lost: list[str] = []
    notes: list[str] = []
    status = dated_status(status_of(row, notes, is_draft=is_draft), published, unread, notes)
    key = f"hashnode:{as_text(row.get('cuid')) or as_text(row.get('_id')) or slug or place}"
    return Incoming(
        key=key,
        second_key=f"{key}#{slug or place}",
        place=place,
        title=as_text(row.get("title")) or UNTITLED,
        content=link_frames(as_commonmark(str(row.get(MARKDOWN) or ""), lost), lost),
        slug=slug,
        excerpt=as_text(row.get("subtitle")),
        tags=tags_of(row.get("tags"), lost),
        image_url=as_text(row.get("coverImage")),
        status=status,
        published_at=published,
        created_at=created or published,
        updated_at=updated,
        addresses=paths_of([f"/{slug}"] if slug else []),
        notes=notes,
        not_carried=lost,
    )


def tags_of(given: object, lost: list[str]) -> list[str]:
    """Return names; exports have mostly ids, whose names only Hashnode knows."""
    tags = []
    for each in given if isinstance(given, list) else []:
        name = as_text(each.get("name") or each.get("slug") if isinstance(each, dict) else each)
        if name and not ID.fullmatch(name):
            tags.append(name)
        elif name:
            lost.append("tag without its name")
    return tags


def status_of(row: Row, notes: list[str], *, is_draft: bool) -> str:
    """Return a status that is never more public than the original one."""
    hidden = any(as_text(row.get(name)) and not is_no(row.get(name)) for name in HIDDEN)
    if hidden or not as_flag(row.get("isActive", True)):
        notes.append("it was not listed, so it becomes a draft")
        return "draft"
    return "draft" if is_draft else "published"
