"""Rows of Ghost's table of posts."""

import re
from datetime import datetime
from typing import Any, Final, Protocol

from blog_api.import_export.coercion import as_flag, as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.records import UNTITLED, Incoming, IncomingComment, UnreadableError
from blog_api.import_export.sources.ghost.content import content_of
from blog_api.redirects.paths import paths_of

Row = dict[str, Any]
STATUSES: Final = {"published": "published", "scheduled": "published", "draft": "draft"}
DESCRIPTIONS: Final = (
    "custom_excerpt",
    "meta_description",
    "og_description",
    "twitter_description",
)
TOLD: Final = {
    "canonical_url": "canonical address",
    "codeinjection_head": "injected code",
    "codeinjection_foot": "injected code",
    "feature_image_caption": "caption of the feature image",
    "feature_image_alt": "alternative text of the feature image",
}
GATED: Final = re.compile(r"kg-gated-block:begin[^>]*\bnonMember:\"?false")
META: Final = (*DESCRIPTIONS, *TOLD, "email_only", "featured")


class Tables(Protocol):
    """Methods that look up rows related to a post."""

    def tag_names(self, post: Row) -> list[str]: ...

    def authors(self, post: Row) -> list[list[str]]: ...

    def meta(self, post: Row) -> Row: ...

    def comments(self, post: Row) -> list[tuple[Row, Row]]: ...


def read_post(export: Tables, post: Row, place: str) -> Incoming:
    """Raise `UnreadableError` for a page; a post for members only becomes a draft."""
    if as_text(post.get("type")) == "page" or post.get("page") == 1:
        raise UnreadableError("It is a page, and no post.", "page")
    notes: list[str] = []
    unread: list[str] = []
    names = ("published_at", "created_at", "updated_at")
    published_at, created_at, updated_at = (instant_of(post, name, unread) for name in names)
    meta, authors = export.meta(post), export.authors(post)
    lost: list[str] = []
    content, kind = content_of(post, notes, lost)
    status = status_of(post, meta, published_at, unread, notes)
    comments = shown(export.comments(post), lost)
    return Incoming(
        key=f"ghost:{as_text(post.get('uuid')) or key_of(post)}",
        second_key=f"ghost:{as_text(post.get('uuid'))}#{as_text(post.get('id'))}",
        place=place,
        title=as_text(post.get("title")) or UNTITLED,
        content=content,
        format=kind,
        slug=as_text(post.get("slug")),
        excerpt=next((text for name in DESCRIPTIONS if (text := as_text(meta.get(name)))), None),
        tags=export.tag_names(post),
        image_url=as_text(post.get("feature_image") or post.get("image")),
        status=status if status == "draft" or not hides_part(content, notes) else "draft",
        published_at=published_at,
        created_at=created_at,
        updated_at=updated_at,
        authors=authors[0] if authors else [],
        addresses=paths_of([f"/{post['slug']}/"] if as_text(post.get("slug")) else []),
        comments=[read_comment(row, member) for row, member in comments],
        notes=notes + unread,
        not_carried=lost + told_of(meta) + [f"co-author {names[-1]}" for names in authors[1:]],
    )


def hides_part(content: str, notes: list[str]) -> bool:
    """Return True, with a note, if visitors without an account did not see all of the text."""
    if not GATED.search(content):
        return False
    notes.append("only members could read a part of it, so it becomes a draft")
    return True


def told_of(meta: Row) -> list[str]:
    lost = ["featured"] if as_flag(meta.get("featured")) else []
    return lost + list(
        dict.fromkeys(what for name, what in TOLD.items() if as_text(meta.get(name)))
    )


def key_of(post: Row) -> str:
    """Return the id with the slug, as a number alone could belong to another blog."""
    key = as_text(post.get("id"))
    if key is None:
        raise UnreadableError("It has neither uuid nor id.")
    return f"{key}/{as_text(post.get('slug')) or ''}"


def status_of(
    post: Row, meta: Row, published_at: datetime | None, unread: list[str], notes: list[str]
) -> str:
    """Return a status that is never more public than the original one."""
    given = as_text(post.get("status")) or ""
    reason = reason_to_hide(post, meta, given)
    if reason is None and given == "scheduled" and published_at is None:
        reason = "it was scheduled without a date that can be read"
    if reason:
        notes.append(f"{reason}, so it becomes a draft")
        return "draft"
    return "draft" if unread else STATUSES.get(given, "draft")


def reason_to_hide(post: Row, meta: Row, given: str) -> str | None:
    if given == "sent" or as_flag(meta.get("email_only")):
        return "it was sent by email only"
    if given in {"published", "scheduled"}:
        if (as_text(post.get("visibility")) or "public") != "public":
            return "only members could read it"
    elif given not in STATUSES:
        return f"its status {given or 'none'} is not known here"
    return None


def instant_of(post: Row, name: str, unread: list[str]) -> datetime | None:
    """Return None for an empty value; note a value that cannot be read."""
    try:
        return as_instant(post.get(name))
    except ValueError:
        unread.append(f"its {name} cannot be read as a date")
        return None


def shown(comments: list[tuple[Row, Row]], lost: list[str]) -> list[tuple[Row, Row]]:
    """Return published comments; append the statuses of the others to `lost`."""
    found = []
    for row, member in comments:
        status = as_text(row.get("status")) or "published"
        if status == "published":
            found.append((row, member))
        else:
            lost.append(f"comment ({status})")
    return found


def read_comment(row: Row, member: Row) -> IncomingComment:
    parent = as_text(row.get("in_reply_to_id")) or as_text(row.get("parent_id"))
    return IncomingComment(
        key=as_text(row.get("id")) or "",
        parent=parent,
        author_name=as_text(member.get("name")) or "Anonymous",
        author_email=as_text(member.get("email")),
        content=as_text(row.get("html")) or "",
        format="html",
        created_at=instant_of(row, "created_at", []),
    )
