"""Examples of revisions and preview links."""

from typing import Final

from blog_api.http.openapi.example_parts import LATER, NOON, Example, page_of

REVISION: Final[Example] = {
    "version": 3,
    "created_at": LATER,
    "actor": {"id": 7, "username": "ada"},
    "via": "edit",
    "note": "A clearer beginning.",
    "changed": ["content", "title"],
    "title": "Hello, world",
    "content_length": 17,
    "restored_from": None,
    "token_id": None,
    "is_current": True,
    "redacted_at": None,
}
COMMENT_REVISION: Final[Example] = {
    "version": 1,
    "created_at": NOON,
    "actor": {"id": 7, "username": "ada"},
    "via": "edit",
    "content": "Well said.",
    "redacted_at": None,
    "token_id": None,
}
PREVIEW: Final[Example] = {
    "id": 3,
    "show": "current",
    "label": "For the editor",
    "maker": {"id": 7, "username": "ada"},
    "created_at": NOON,
    "expires_at": "2026-02-07T12:00:00Z",
}
PREVIEW_TOKEN: Final = "q3nU1u0Zc8y1m3rJ4y0k2x5v7b9d1f3h5j7l9n1p3r5"  # noqa: S105  # of nothing
WORKING_COPY: Final[Example] = {
    "post_id": 42,
    "base_version": 3,
    "is_stale": False,
    "content": "The first *draft*.",
    "updated_at": LATER,
}
WORKING_COPY_ITEM: Final[Example] = {
    "post": {"id": 42, "title": "Hello, world"},
    "base_version": 3,
    "is_stale": False,
    "title": None,
    "content_length": 18,
    "created_at": NOON,
    "updated_at": LATER,
}
STALE: Final[Example] = {
    "current_etag": '"post-42-3-9c56cc51b374c3ba189210d5b6d4bf57"',
    "base_version": 2,
}
RESTORE_REQUEST: Final[Example] = {
    "id": 5,
    "type": "post",
    "item": {"id": 42, "title": "Hello, world"},
    "author": {"id": 7, "username": "ada"},
    "note": "It is no spam; I have removed the link.",
    "state": "open",
    "reason": None,
    "created_at": LATER,
    "decided_at": None,
    "decided_by": None,
    "plan": {"conflicts": [], "suggested_slug": None, "restorable": True},
}


EXAMPLES: Final[dict[str, Example]] = {
    "Page_CommentRevision_": page_of(COMMENT_REVISION),
    "Page_RevisionSummary_": page_of(REVISION),
    "Page_PreviewOut_": page_of(PREVIEW),
    "PreviewMade": {
        "id": 3,
        "token": PREVIEW_TOKEN,
        "url": f"https://blog.example.com/studio/preview#{PREVIEW_TOKEN}",
        "expires_at": "2026-02-07T12:00:00Z",
    },
    "PreviewTokenIn": {"token": PREVIEW_TOKEN},
    "RevisionOut": {
        **REVISION,
        "slug": "hello-world",
        "excerpt": "The first post.",
        "content": "The *first* post.",
        "category": "News",
        "tags": ["news", "web-dev"],
        "image_url": "https://example.com/hello.png",
        "status": "published",
        "published_at": NOON,
    },
    "ApplyIn": {"on_conflict": "merge", "note": "A clearer beginning."},
    "DiffOut": {
        "from": 2,
        "to": 3,
        "fields": [{"field": "title", "before": "Hello", "after": "Hello, world"}],
        "content": [
            {"op": "equal", "text": "The "},
            {"op": "delete", "text": "first"},
            {"op": "insert", "text": "*first*"},
            {"op": "equal", "text": " post."},
        ],
        "truncated": False,
    },
    "Page_WorkingCopyItem_": page_of(WORKING_COPY_ITEM),
    "RedactOut": {"redacted": [2, 3], "remaining": []},
    "WorkingCopyOut": WORKING_COPY,
    "DeclineIn": {"reason": "It is spam."},
    "Page_RestoreRequestOut_": page_of(RESTORE_REQUEST),
    "RestoreRequestIn": {"note": "It is no spam; I have removed the link."},
    "RestoreRequestOut": RESTORE_REQUEST,
}
