"""Examples of the OpenAPI document: one small blog."""

from typing import Final

from blog_api.http.openapi import bulk_examples as bulk
from blog_api.http.openapi import factor_examples as factors
from blog_api.http.openapi import history_examples as history
from blog_api.http.openapi import token_examples as tokens
from blog_api.http.openapi import transfer_examples as transfers
from blog_api.http.openapi.example_parts import LATER, NOON, Example, page_of

ONE_TIME_TOKEN: Final = "Jx1o5Q0vV2mKZ7f4s9yTqg"  # noqa: S105  # of nobody
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
    "notices": {"new_login": True},
    "storage": {"used": 48_213, "quota": 1_073_741_824},
    "created_at": NOON,
    "updated_at": LATER,
}
COMMENT: Final[Example] = {
    "id": 5,
    "post_id": 42,
    "author": AUTHOR,
    "author_name": None,
    "in_reply_to": None,
    "content": "Well said.",
    "created_at": NOON,
    "updated_at": NOON,
    "edited_at": None,
}
TRASHED_COMMENT: Final[Example] = {k: v for k, v in COMMENT.items() if k != "edited_at"}
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
    "first": {"type": "post", "id": 42, "name": "Hello, world"},
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
    "token_id": None,
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


EXAMPLES: Final[dict[str, Example]] = (
    bulk.EXAMPLES
    | transfers.EXAMPLES
    | tokens.EXAMPLES
    | factors.EXAMPLES
    | history.EXAMPLES
    | {
        "AuditEntryOut": AUDIT_ENTRY,
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
        "Page_SessionOut_": page_of(SESSION),
        "Page_TrashedComment_": page_of({**TRASHED_COMMENT, **TRASHED}),
        "Page_TrashedPost_": page_of({**SUMMARY, **TRASHED}),
        "Page_TrashedUser_": page_of({**PRIVATE_PROFILE, **TRASHED}),
        "PasswordChangeIn": {
            "current_password": "correct horse battery",
            "new_password": "an even longer passphrase",
        },
        "PostOut": POST,
        "PrivateProfile": PRIVATE_PROFILE,
        "RestoredProfile": {**PRIVATE_PROFILE, "not_restored": []},
        "PublicProfile": PUBLIC_PROFILE,
        "ResetIn": {"token": ONE_TIME_TOKEN, "new_password": "an even longer passphrase"},
        "RestoreRevisionIn": {"fields": ["title", "content"]},
        "RestoreIn": {"on_conflict": "rename"},
        "RestoreUserIn": {"username": "ada.lovelace", "on_conflict": "rename"},
        "ServerMetadata": {
            "issuer": "https://blog.example.com",
            "token_endpoint": "https://blog.example.com/api/auth/login",
            "jwks_uri": "https://blog.example.com/.well-known/jwks.json",
            "grant_types_supported": [
                "password",
                "refresh_token",
                "urn:blog-api:grant-type:otp",
                "urn:blog-api:grant-type:recovery-code",
            ],
            "response_types_supported": ["none"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": ["blog"],
            "service_documentation": "https://blog.example.com/docs",
            "account_registration": "open",
        },
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
        "UndoOut": {
            "restored": {"posts": 1, "comments": 0, "users": 0},
            "conflicts": [],
        },
        "UserPatch": {"role": "admin"},
        "VerifyIn": {"token": ONE_TIME_TOKEN},
    }
)
# Extra members of the body of these errors.
EXTRAS: Final[dict[str, Example]] = factors.EXTRAS | {
    "insufficient_scope": {"scope": "posts:write"},
    "invalid_input": {
        "errors": [{"loc": ["body", "title"], "msg": "Field required", "type": "missing"}]
    },
    "has_posts": transfers.DELETION_PREVIEW,
    "too_many_open": {"limit": 20},
    "quota_exceeded": {"used": 1_073_700_000, "quota": 1_073_741_824},
    "stale": {
        **history.STALE,
        "changed_fields": ["title", "content"],
        "conflicting_fields": ["content"],
    },
    "merge_conflicts": {
        **history.STALE,
        "working_copy_kept": True,
        "conflicts": [
            {
                "field": "content",
                "base": "The first post.",
                "yours": "The *first* post.",
                "theirs": "The very first post.",
                "hunks": [
                    {
                        "base": ["The first post."],
                        "yours": ["The *first* post."],
                        "theirs": ["The very first post."],
                    }
                ],
            }
        ],
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
