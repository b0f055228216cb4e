"""Blogger's Atom export, of the old form (`kind#post`) and of Takeout (`blogger:type`)."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from blog_api.import_export.coercion import as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.records import (
    UNTITLED,
    Incoming,
    IncomingComment,
    Item,
    LeftOut,
    Source,
    UnreadableError,
)
from blog_api.import_export.sources.xml import read_elements
from blog_api.redirects.paths import paths_of

ENTRY: Final = frozenset({"entry"})
KIND: Final = "http://schemas.google.com/g/2005#kind"
LABEL: Final = "http://www.blogger.com/atom/ns#"
Comments = defaultdict[str, list[IncomingComment]]


def read_blogger(path: Path) -> Source:
    """Raise `UnreadableError` for a feed that is not an export: it has only the latest posts."""
    comments: Comments = defaultdict(list)
    notes: list[str] = []
    total = 0
    for entry in read_elements(path, ENTRY, notes):
        kind = kind_of(entry)
        total += kind is not None
        if kind == "comment" and (post := answered(entry)):
            comments[post].append(read_comment(entry))
    if not total:
        raise UnreadableError("It is a feed, and no export: it may have only the latest posts.")
    return Source(path.name, read_entries(path, comments), total, notes=notes)


def read_entries(path: Path, comments: Comments) -> Iterator[Item]:
    for entry in read_elements(path, ENTRY, []):
        kind = kind_of(entry)
        place = f"entry {as_text(entry.findtext('id')) or '?'}"
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
    instants = {}
    for name in ("published", "updated"):
        try:
            instants[name] = as_instant(as_text(entry.findtext(name)))
        except ValueError:
            unread.append(f"its {name} cannot be read as a date")
    identity = as_text(entry.findtext("id"))
    if identity is None:
        raise UnreadableError("It has no id.")
    address = address_of(entry)
    content = entry.find("content")
    published = instants.get("published")
    return Incoming(
        key=f"blogger:{identity}",
        place=place,
        title=as_text(entry.findtext("title")) or UNTITLED,
        content=(content.text or "") if content is not None else "",
        format="html",
        slug=slug_of(address),
        tags=[t.get("term") or "" for t in entry.findall("category") if t.get("scheme") == LABEL],
        status="draft" if unread else status_of(entry, notes),
        published_at=published,
        created_at=published,
        updated_at=instants.get("updated"),
        authors=[name for name in [as_text(entry.findtext("author/name"))] if name],
        addresses=paths_of([address] if address else []),
        comments=comments[identity],
        notes=notes + unread,
    )


def status_of(entry: Element, notes: list[str]) -> str:
    control = entry.find("app:control")
    is_draft = control is not None and as_text(control.findtext("app:draft")) == "yes"
    status = (as_text(entry.findtext("blogger:status")) or "LIVE").upper()
    if status in {"LIVE", "SCHEDULED"} and not is_draft:
        return "published"
    if status not in {"LIVE", "DRAFT", "SCHEDULED"}:
        notes.append(f"its status was {status}, so it becomes a draft")
    return "draft"


def address_of(entry: Element) -> str | None:
    if name := as_text(entry.findtext("blogger:filename")):
        return name
    return next((e.get("href") for e in entry.findall("link") if e.get("rel") == "alternate"), None)


def slug_of(address: str | None) -> str | None:
    return address.rpartition("/")[2].removesuffix(".html") if address else None


def answered(entry: Element) -> str | None:
    reply = entry.find("thr:in-reply-to")
    return reply.get("ref") if reply is not None else as_text(entry.findtext("blogger:parent"))


def read_comment(entry: Element) -> IncomingComment:
    related = (e.get("href") or "" for e in entry.findall("link") if e.get("rel") == "related")
    parent = next((href.rpartition("/")[2] for href in related), None)
    identity = as_text(entry.findtext("id")) or ""
    try:
        created_at = as_instant(as_text(entry.findtext("published")))
    except ValueError:
        created_at = None
    return IncomingComment(
        key=identity.rpartition("post-")[2],
        parent=parent,
        author_name=as_text(entry.findtext("author/name")) or "Anonymous",
        author_email=None,
        content=entry.findtext("content") or "",
        format="html",
        created_at=created_at,
    )
