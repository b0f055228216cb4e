"""Blogger's Atom export, of the old form (`kind#post`) and of Takeout (`blogger:type`)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from blog_api.import_export.coercion import as_flag, as_text
from blog_api.import_export.records import (
    UNTITLED,
    Incoming,
    Item,
    LeftOut,
    Source,
    UnreadableError,
)
from blog_api.import_export.sources.blogger_comments import Comments
from blog_api.import_export.sources.dated import read_instant
from blog_api.import_export.sources.xml import read_elements
from blog_api.redirects.paths import paths_of

ENTRY: Final = frozenset({"entry"})
KIND: Final = "http://schemas.google.com/g/2005#kind"


def read_blogger(path: Path) -> Source:
    """Raise `UnreadableError` for a feed that is not an export: it has only the latest posts."""
    comments, notes, total = Comments(), list[str](), 0
    posts: set[str] = set()
    for entry in read_elements(path, ENTRY, notes):
        kind = kind_of(entry)
        total += kind is not None
        if kind == "comment":
            comments.add(entry)
        elif kind == "post":
            posts.add(as_text(entry.findtext("id")) or "")
    if not total:
        raise UnreadableError("It is a feed, and no export: it may have only the latest posts.")
    if lost := comments.settle(posts):
        belong = "comment belongs to a post" if lost == 1 else "comments belong to posts"
        notes.append(f"{lost} {belong} missing in the export")
    return Source(path.name, read_entries(path, comments), total, notes=notes)


def read_entries(path: Path, comments: Comments) -> Iterator[Item]:
    for entry in read_elements(path, ENTRY, []):
        kind = kind_of(entry)
        names = (as_text(entry.findtext(name)) for name in ("id", "title"))
        place = f"entry {next(filter(None, names), '?')}"
        if kind == "post":
            yield read_post(entry, place, comments)
        elif kind not in {None, "comment"}:
            yield LeftOut(place, str(kind), f"It is no post ({kind}).")


def kind_of(entry: Element) -> str | None:
    """Return `post`, `page`, `comment`, `settings` or `template`."""
    if kind := as_text(entry.findtext("blogger:type")):
        return kind.lower()
    for term in entry.findall("category"):
        if term.get("scheme") == KIND:
            return (term.get("term") or "").rpartition("#")[2]
    return None


def read_post(entry: Element, place: str, comments: Comments) -> Incoming:
    notes: list[str] = []
    unread: list[str] = []
    published, updated = (
        read_instant(as_text(entry.findtext(name)), name, unread)
        for name in ("published", "updated")
    )
    address = address_of(entry)
    identity = as_text(entry.findtext("id"))
    content = entry.find("content")
    key = f"blogger:{identity or address or place}"
    return Incoming(
        key=key,
        second_key=f"{key}#{address or place}",
        place=place,
        title=as_text(entry.findtext("title")) or UNTITLED,
        content=(content.text or "") if content is not None else "",
        format="html",
        slug=slug_of(address),
        tags=labels_of(entry),
        status="draft" if unread else status_of(entry, published, notes),
        published_at=published,
        created_at=published,
        updated_at=updated,
        authors=[name for name in [as_text(entry.findtext("author/name"))] if name],
        addresses=paths_of([address] if address else []),
        comments=comments.of_post[identity or ""],
        notes=notes + unread,
        not_carried=comments.hidden[identity or ""],
    )


def labels_of(entry: Element) -> list[str]:
    """Return labels; Takeout has the id of the blog as their scheme."""
    terms = entry.findall("category")
    return [term.get("term") or "" for term in terms if term.get("scheme") != KIND]


def status_of(entry: Element, published: datetime | None, notes: list[str]) -> str:
    """Return a status that is never more public than the original one."""
    control = entry.find("app:control")
    draft = None if control is None else as_text(control.findtext("app:draft"))
    status = (as_text(entry.findtext("blogger:status")) or "LIVE").upper()
    reason = None
    if status not in {"LIVE", "DRAFT", "SCHEDULED"}:
        reason = f"its status was {status}"
    elif as_text(entry.findtext("blogger:trashed")):
        reason = "it was in the trash"
    elif status == "SCHEDULED" and published is None:
        reason = "it was scheduled without a date that can be read"
    if reason:
        notes.append(f"{reason}, so it becomes a draft")
    return "draft" if reason or status == "DRAFT" or as_flag(draft) else "published"


def address_of(entry: Element) -> str | None:
    if name := as_text(entry.findtext("blogger:filename")):
        return name
    return next((e.get("href") for e in entry.findall("link") if e.get("rel") == "alternate"), None)


def slug_of(address: str | None) -> str | None:
    return address.rpartition("/")[2].removesuffix(".html") if address else None
