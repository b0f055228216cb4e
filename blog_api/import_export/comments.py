"""Validation of imported comments against the API's limits."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from itertools import chain
from typing import Final

from blog_api.import_export.html.conversion import html_to_markdown
from blog_api.import_export.records import IncomingComment, UnreadableError
from blog_api.plurals import counted

MAX_CONTENT: Final = 10_000
MAX_NAME: Final = 100
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedComment:
    """A comment in Markdown, by an author without an account."""

    key: str
    parent: str | None
    author_name: str
    content: str
    created_at: datetime | None


# A comment with its sort key: the number decides between equal dates.
Dated = tuple[datetime, int, AcceptedComment]


def accept_comments(comments: Sequence[IncomingComment], notes: list[str]) -> list[AcceptedComment]:
    """Return comments oldest first, parents before replies; note those that are cut or empty."""
    accepted = [found for comment in comments if (found := accept(comment, notes))]
    if len(accepted) < len(comments):
        empty = len(comments) - len(accepted)
        is_left_out = counted(empty, "comment without words is", "comments without words are")
        notes.append(f"{is_left_out} left out")
    undated = sum(comment.created_at is None for comment in accepted)
    if undated:
        have = counted(undated, "comment has", "comments have")
        notes.append(f"{have} no date that can be read; those come last")
    return parents_first(accepted)


def accept(comment: IncomingComment, notes: list[str]) -> AcceptedComment | None:
    """Return None for a comment without text."""
    source = UNSTORABLE.sub("", comment.content)
    try:
        content = html_to_markdown(source).markdown if comment.format == "html" else source
    except UnreadableError:
        return None
    if not content.strip():
        return None
    if len(content) > MAX_CONTENT:
        notes.append(f"a comment of {len(content)} characters is cut to {MAX_CONTENT}")
        content = content[: MAX_CONTENT - 1].rstrip() + "…"
    name = " ".join(UNSTORABLE.sub("", comment.author_name).split())
    created_at = min(comment.created_at, datetime.now(UTC)) if comment.created_at else None
    return AcceptedComment(
        key=comment.key,
        parent=comment.parent,
        author_name=name[:MAX_NAME] or "Anonymous",
        content=content,
        created_at=created_at,
    )


def parents_first(comments: Sequence[AcceptedComment]) -> list[AcceptedComment]:
    """Sort by date; a reply with an earlier date comes right after its parent. O(n log n)."""
    keys = {comment.key for comment in comments}
    ready: list[Dated] = []
    waiting: defaultdict[str, list[Dated]] = defaultdict(list)
    for number, comment in enumerate(comments):
        dated = (comment.created_at or NEVER, number, comment)
        (waiting[comment.parent] if comment.parent in keys else ready).append(dated)
    heapify(ready)
    ordered: list[AcceptedComment] = []
    while ready:
        comment = heappop(ready)[-1]
        ordered.append(comment)
        for reply in waiting.pop(comment.key, ()):
            heappush(ready, reply)
    # Comments that answer each other in a circle come last, as they are.
    circles = sorted(chain.from_iterable(waiting.values()))
    return ordered + [comment for _, _, comment in circles]
