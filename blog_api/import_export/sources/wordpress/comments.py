"""Approved comments of an item."""

from datetime import UTC, datetime, tzinfo
from html import unescape
from typing import Final
from xml.etree.ElementTree import Element

from blog_api.import_export.coercion import as_text
from blog_api.import_export.dates import as_instant
from blog_api.import_export.records import IncomingComment
from blog_api.import_export.sources.wordpress.paragraphs import add_paragraphs

APPROVED: Final = frozenset({"1", "approve", "approved"})
ORDINARY: Final = frozenset({None, "comment"})
ANONYMOUS: Final = "Anonymous"


def comments_of(item: Element, zone: tzinfo, lost: list[str]) -> list[IncomingComment]:
    """Return approved comments; append the kinds of the others to `lost`."""
    found = []
    for comment in item.findall("wp:comment"):
        kind = as_text(comment.findtext("wp:comment_type"))
        approved = as_text(comment.findtext("wp:comment_approved")) or "1"
        if kind not in ORDINARY:
            lost.append(f"comment of type {kind}")
        elif approved not in APPROVED:
            lost.append(
                {"0": "comment that waits for approval"}.get(approved, f"comment ({approved})")
            )
        else:
            found.append(read_comment(comment, zone))
    return found


def read_comment(comment: Element, zone: tzinfo) -> IncomingComment:
    parent = as_text(comment.findtext("wp:comment_parent"))
    return IncomingComment(
        key=as_text(comment.findtext("wp:comment_id")) or "",
        parent=None if parent in {None, "0"} else parent,
        author_name=unescape(as_text(comment.findtext("wp:comment_author")) or ANONYMOUS),
        author_email=as_text(comment.findtext("wp:comment_author_email")),
        content=add_paragraphs(comment.findtext("wp:comment_content") or ""),
        format="html",
        created_at=instant_of(comment, zone),
    )


def instant_of(comment: Element, zone: tzinfo) -> datetime | None:
    for name, of in (("wp:comment_date_gmt", UTC), ("wp:comment_date", zone)):
        try:
            if (instant := as_instant(as_text(comment.findtext(name)), of)) is not None:
                return instant
        except ValueError:
            continue
    return None
