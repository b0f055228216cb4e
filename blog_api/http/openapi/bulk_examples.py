"""Examples of bulk requests and their reports, and of the overview."""

from typing import Final

from blog_api.http.openapi.example_parts import LATER, NOON, Example

EXAMPLES: Final[dict[str, Example]] = {
    "BulkDeleteIn": {"ids": [42, 43], "reason": "Spam", "dry_run": True},
    "BulkDeleteCommentsIn": {"ids": [5, 6], "reason": "Spam", "dry_run": True},
    "BulkDeleteOut": {"deletion_id": 9, "deleted": [42], "unchanged": [43], "not_found": []},
    "BulkRestoreIn": {"ids": [42, 43], "on_conflict": "rename"},
    "BulkRestoreOut": {
        "restored": [42],
        "unchanged": [],
        "not_found": [43],
        "conflicts": [{"id": 42, "code": "slug_taken", "suggested_slug": "hello-world-2"}],
    },
    "BulkUpdateIn": {"ids": [42, 43], "status": "archived", "add_tags": ["old"]},
    "BulkUpdateOut": {
        "updated": [42],
        "unchanged": [],
        "not_found": [],
        "refused": [{"id": 43, "code": "forbidden"}],
    },
    "OverviewOut": {
        "posts": {"published": 12, "draft": 3, "scheduled": 1, "archived": 0},
        "restore_requests": 1,
        "offers": {"received": 0, "sent": 1},
        "next_purges": [
            {
                "type": "post",
                "id": 42,
                "title": "Hello, world",
                "deletion_id": 9,
                "purge_after": LATER,
            }
        ],
        "administration": {
            "version": "0.1.0",
            "failed_mails": 0,
            "last_backup": {"began_at": NOON, "ended_at": NOON, "size": 48_213_004},
            "parts": {"database": "ok", "media": "ok", "mail": "ok"},
        },
    },
}
