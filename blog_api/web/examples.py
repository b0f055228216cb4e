"""What the OpenAPI document shows: one small blog, seen from every side."""

from typing import Any, Final

Example = dict[str, Any]

NOON: Final = "2026-01-31T12:00:00Z"
ONE_TIME_TOKEN: Final = "Jx1o5Q0vV2mKZ7f4s9yTqg"  # noqa: S105  # of nobody
LATER: Final = "2026-02-01T09:30:00Z"
AUTHOR: Final[Example] = {"id": 7, "username": "ada", "name": "Ada Lovelace", "avatar_url": None}
ADMIN: Final[Example] = {"id": 1, "username": "admin"}
SUMMARY: Final[Example] = {
    "id": 42,
    "slug": "hello-world",
    "title": "Hello, world",
    "excerpt": "The first post.",
    "category": "News",
    "tags": ["news", "web-dev"],
    "image_url": "https://example.com/hello.png",
    "status": "published",
    "author": AUTHOR,
    "vote_count": 3,
    "comment_count": 1,
    "view_count": 120,
    "published_at": NOON,
    "created_at": NOON,
    "updated_at": LATER,
}
POST: Final[Example] = {**SUMMARY, "content": "The *first* post.", "voted": False}
PUBLIC_PROFILE: Final[Example] = {
    **AUTHOR,
    "bio": "Poetical science.",
    "post_count": 12,
    "created_at": NOON,
}
PRIVATE_PROFILE: Final[Example] = {
    **AUTHOR,
    "email": "ada@example.com",
    "email_verified": True,
    "bio": "Poetical science.",
    "role": "user",
    "is_active": True,
    "created_at": NOON,
    "updated_at": LATER,
}
COMMENT: Final[Example] = {
    "id": 5,
    "post_id": 42,
    "author": AUTHOR,
    "content": "Well said.",
    "created_at": NOON,
    "updated_at": NOON,
}
TRASHED: Final[Example] = {
    "deleted_at": LATER,
    "deleted_by": ADMIN,
    "reason": "Spam",
    "deletion_id": 9,
    "purge_after": "2026-03-03T09:30:00Z",
    "conflicts": [],
    "suggested_slug": None,
    "restorable": True,
}
DELETION: Final[Example] = {
    "id": 9,
    "kind": "post",
    "actor": ADMIN,
    "reason": "Spam",
    "created_at": LATER,
    "undone_at": None,
    "counts": {"posts": 1, "comments": 0, "users": 0},
}
AUDIT_ENTRY: Final[Example] = {
    "id": 31,
    "at": LATER,
    "actor": ADMIN,
    "action": "post.delete",
    "target_type": "post",
    "target_id": 42,
    "deletion_id": 9,
    "request_id": "5f0c7c1e8b2f4a0f9d3b6a7e1c2d4f60",
    "details": {"reason": "Spam"},
}
TERM_CHANGE: Final[Example] = {
    "id": 4,
    "kind": "tag",
    "old_name": "webdev",
    "new_name": "web-dev",
    "merged": True,
    "post_count": 3,
    "created_at": NOON,
    "undone_at": None,
}
SESSION: Final[Example] = {
    "id": 11,
    "created_at": NOON,
    "last_used_at": LATER,
    "expires_at": "2026-02-15T09:30:00Z",
    "user_agent": "Mozilla/5.0",
    "ip": "192.0.2.1",
    "current": True,
}


def page_of(item: Example) -> Example:
    """The only page of a list."""
    return {"items": [item], "next_cursor": None, "total": None}


EXAMPLES: Final[dict[str, Example]] = {
    "AuditEntryOut": AUDIT_ENTRY,
    "BulkDeleteIn": {"ids": [42, 43], "reason": "Spam", "dry_run": True},
    "BulkDeleteOut": {"deletion_id": 9, "deleted": [42], "unchanged": [43], "not_found": []},
    "BulkRestoreIn": {"ids": [42, 43], "on_conflict": "rename"},
    "BulkRestoreOut": {
        "restored": [42],
        "unchanged": [],
        "not_found": [43],
        "conflicts": [{"id": 42, "code": "slug_taken", "suggested_slug": "hello-world-2"}],
    },
    "CommentOut": COMMENT,
    "DeletionOut": DELETION,
    "ForgotIn": {"email": "ada@example.com"},
    "Health": {"status": "ok"},
    "Jwks": {
        "keys": [
            {
                "kty": "RSA",
                "use": "sig",
                "alg": "RS256",
                "kid": "k3JYFQWvTbFrm0u1l6Xh2Q",
                "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4",
                "e": "AQAB",
            }
        ]
    },
    "MePatch": {"name": "Ada Lovelace", "bio": "Poetical science."},
    "Page_AuditEntryOut_": page_of(AUDIT_ENTRY),
    "Page_CommentOut_": page_of(COMMENT),
    "Page_DeletionOut_": page_of(DELETION),
    "Page_PostItem_": {"items": [SUMMARY], "next_cursor": "bmV3ZXN0LjE3Njk4Ni40Mg", "total": 2},
    "Page_TermChangeOut_": page_of(TERM_CHANGE),
    "Page_PrivateProfile_": page_of(PRIVATE_PROFILE),
    "Page_TrashedComment_": page_of({**COMMENT, **TRASHED}),
    "Page_TrashedPost_": page_of({**SUMMARY, **TRASHED}),
    "Page_TrashedUser_": page_of({**PRIVATE_PROFILE, **TRASHED}),
    "PasswordChangeIn": {
        "current_password": "correct horse battery",
        "new_password": "an even longer passphrase",
    },
    "PostOut": POST,
    "PrivateProfile": PRIVATE_PROFILE,
    "PublicProfile": PUBLIC_PROFILE,
    "ResetIn": {"token": ONE_TIME_TOKEN, "new_password": "an even longer passphrase"},
    "RestoreIn": {"on_conflict": "rename"},
    "RestoreUserIn": {"username": "ada.lovelace", "on_conflict": "rename"},
    "ServerMetadata": {
        "issuer": "https://blog.example.com",
        "token_endpoint": "https://blog.example.com/api/auth/login",
        "jwks_uri": "https://blog.example.com/.well-known/jwks.json",
        "grant_types_supported": ["password", "refresh_token"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["blog"],
        "service_documentation": "https://blog.example.com/docs",
    },
    "SessionList": {"items": [SESSION]},
    "TermChangeOut": TERM_CHANGE,
    "TermUndoOut": {"restored": 3, "left": 0},
    "TermList": {"items": [{"name": "news", "post_count": 3}]},
    "TokenOut": {
        "access_token": "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl",
        "token_type": "bearer",
        "expires_in": 900,
        "refresh_token": "eyJhbGciOiJSUzI1NiIsInR5cCI6InJ0K2p3dCJ9.e30.c2lnbmF0dXJl",
        "scope": "blog",
    },
    "TrashedPostOut": {**SUMMARY, **TRASHED, "content": "The *first* post."},
    "UndoIn": {"on_conflict": "rename"},
    "UndoOut": {"restored": {"posts": 1, "comments": 0, "users": 0}, "conflicts": []},
    "UserPatch": {"role": "admin"},
    "VerifyIn": {"token": ONE_TIME_TOKEN},
}
# What joins the body of these refusals.
EXTRAS: Final[dict[str, Example]] = {
    "invalid_input": {
        "errors": [{"loc": ["body", "title"], "msg": "Field required", "type": "missing"}]
    },
    "slug_taken": {"suggested_slug": "hello-world-2", "holder_id": 42},
    "restore_conflicts": {
        "conflicts": [
            {
                "type": "post",
                "id": 42,
                "code": "slug_taken",
                "suggested_slug": "hello-world-2",
            }
        ]
    },
}
REQUEST_ID: Final = "5f0c7c1e8b2f4a0f9d3b6a7e1c2d4f60"
