"""Parts that several files of examples share."""

from typing import Any, Final

Example = dict[str, Any]

NOON: Final = "2026-01-31T12:00:00Z"
LATER: Final = "2026-02-01T09:30:00Z"


def page_of(item: Example) -> Example:
    return {"items": [item], "next_cursor": None, "total": None}
