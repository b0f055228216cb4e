"""Examples of personal access tokens."""

from typing import Any, Final

SCOPES: Final = ["posts:read", "posts:write"]
SUMMARY: Final[dict[str, Any]] = {
    "id": 4,
    "name": "Deploy",
    "prefix": "blog_pat_4Hq7Zk",
    "scopes": SCOPES,
    "post_ids": None,
    "created_at": "2026-01-31T12:00:00Z",
    "expires_at": "2026-05-01T12:00:00Z",
}
IN_USE: Final = {name: SUMMARY[name] for name in ("id", "name", "scopes", "expires_at")}
ITEM: Final = SUMMARY | {"last_used_at": "2026-02-01T08:30:00Z"}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "AccessTokenSummary": SUMMARY,
    # Not one of ours: its checksum is wrong, so that no secret scanner stops at it.
    "AccessTokenMade": SUMMARY | {"token": f"blog_pat_4Hq7Zk{'x' * 43}"},
    "Page_AccessTokenOut_": {"items": [ITEM], "next_cursor": None, "total": None},
    "TokenPatch": {"name": "Deploy of the staging site"},
    "WhoAmI": {
        "user": {"id": 7, "username": "ada", "role": "user"},
        "token": IN_USE,
        "amr": [],
    },
}
