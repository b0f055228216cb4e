"""Dates of posts in exports, and the statuses of posts without a date that can be read."""

from datetime import UTC, datetime, tzinfo
from pathlib import PurePath
from typing import Final

from blog_api.import_export.dates import as_instant

# Folders of exports whose posts nobody could see yet, or only some people.
HIDDEN_FOLDERS: Final = frozenset(
    {"draft", "drafts", "queue", "queued", "private", "scheduled", "submissions", "unlisted"}
)


def read_instant(
    value: object, name: str, unread: list[str], zone: tzinfo = UTC
) -> datetime | None:
    """Return None for an empty value; note a value that cannot be read in `unread`."""
    try:
        return as_instant(value, zone)
    except ValueError:
        unread.append(f"its {name} cannot be read as a date")
        return None


def dated_status(
    status: str, published: datetime | None, unread: list[str], notes: list[str]
) -> str:
    """Return `draft` for a post with an unreadable date, and for a published one without a date.

    `notes` get the reasons.
    """
    notes += unread
    if status == "published" and published is None and not unread:
        notes.append("it has no date, so it becomes a draft")
    return "draft" if unread or published is None else status


def hidden_folder(path: PurePath) -> str | None:
    """Return the folder on the path whose posts were not public."""
    return next((part for part in path.parts[:-1] if part.lower() in HIDDEN_FOLDERS), None)
