"""Examples of transfers, and of the preview of a deletion."""

from typing import Any, Final

TRANSFER: Final[dict[str, Any]] = {
    "id": 6,
    "post": {"id": 42, "title": "Hello, world", "slug": "hello-world"},
    "post_count": 1,
    "from": {"id": 7, "username": "ada"},
    "to": {"id": 8, "username": "grace"},
    "message": "You know more about it than I do.",
    "state": "open",
    "created_at": "2026-01-31T12:00:00Z",
    "decided_at": None,
    "expires_at": "2026-02-14T12:00:00Z",
}
DELETION_PREVIEW: Final[dict[str, Any]] = {
    "posts": {"published": 12, "draft": 2, "scheduled": 1, "archived": 0},
    "comments": 31,
    "images": 4,
    "open_transfers": 1,
}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "BulkTransferIn": {"ids": [42, 43], "to": "grace", "reason": "Ada has left."},
    "BulkTransferOut": {
        "transfer_id": 6,
        "transferred": [42],
        "unchanged": [43],
        "not_found": [],
        "remaining": 0,
    },
    "DeletionPreview": DELETION_PREVIEW,
    "Page_TransferOut_": {"items": [TRANSFER], "next_cursor": None, "total": None},
    "TransferIn": {"to": "grace", "message": "You know more about it than I do."},
    "TransferOut": TRANSFER,
    "TransferUndoOut": {"returned": [42], "conflicts": [{"id": 43, "code": "handed_on"}]},
}
