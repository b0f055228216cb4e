"""Every operation, discovered, and who may call it: a new route must be added here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

PUBLIC = {
    "GET /.well-known/jwks.json",
    "GET /.well-known/oauth-authorization-server",
    "GET /api/categories",
    "GET /api/posts",
    "GET /api/posts/slug/{slug}",
    "GET /api/posts/{post_id}",
    "GET /api/posts/{post_id}/comments",
    "GET /api/tags",
    "GET /api/users/{user_id}",
    "GET /feed.atom",
    "GET /feed.json",
    "GET /health/live",
    "GET /health/ready",
    "GET /media/{name}",
    "GET /metrics",
    "POST /api/auth/email/verify",
    "GET /sitemap.xml",
    "POST /api/auth/login",
    "POST /api/auth/logout",  # by the refresh token alone, when the access token has expired
    "POST /api/auth/password/forgot",
    "POST /api/auth/password/reset",
    "POST /api/auth/refresh",
    "POST /api/posts/{post_id}/views",
    "POST /api/users",
}
USER = {
    "DELETE /api/auth/sessions",
    "DELETE /api/auth/sessions/{session_id}",
    "DELETE /api/comments/{comment_id}",
    "DELETE /api/posts/{post_id}",
    "DELETE /api/posts/{post_id}/vote",
    "DELETE /api/users/me",
    "DELETE /api/users/me/avatar",
    "GET /api/auth/sessions",
    "GET /api/trash/comments",
    "GET /api/trash/posts",
    "GET /api/trash/posts/{post_id}",
    "GET /api/users/me",
    "PATCH /api/comments/{comment_id}",
    "PATCH /api/posts/{post_id}",
    "PATCH /api/users/me",
    "POST /api/auth/email/verify/request",
    "POST /api/media",
    "POST /api/posts",
    "POST /api/posts/{post_id}/comments",
    "POST /api/users/me/password",
    "PUT /api/posts/{post_id}",
    "PUT /api/posts/{post_id}/vote",
    "PUT /api/users/me/avatar",
}
ADMIN = {
    "DELETE /api/trash/posts/{post_id}",
    "DELETE /api/users/{user_id}",
    "GET /api/audit",
    "GET /api/deletions",
    "GET /api/deletions/{deletion_id}",
    "GET /api/term-changes",
    "GET /api/trash/users",
    "GET /api/users",
    "PATCH /api/categories/{name}",
    "PATCH /api/tags/{name}",
    "PATCH /api/users/{user_id}",
    "POST /api/comments/{comment_id}/restore",
    "POST /api/deletions/{deletion_id}/undo",
    "POST /api/posts/bulk-delete",
    "POST /api/posts/bulk-restore",
    "POST /api/posts/{post_id}/restore",
    "POST /api/term-changes/{change_id}/undo",
    "POST /api/users/{user_id}/restore",
}
PAGES = {"/openapi.json", "/docs", "/redoc", "/docs/assets/redoc.standalone.js"}
PARAMETER = re.compile(r"\{(\w+)\}")
ABSENT = {"slug": "no-such-slug"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    template: str
    route: APIRoute = field(compare=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def path(self) -> str:
        """With ids that nothing has."""
        return PARAMETER.sub(lambda match: ABSENT.get(match[1], "999999999"), self.template)

    def answers(self, path: str) -> bool:
        """True if the path is one of its own."""
        return re.fullmatch(PARAMETER.sub("[^/]+", self.template), path) is not None


def operations(app: FastAPI) -> list[Operation]:
    """Every operation, the included routers' too."""
    return sorted(find_operations(app), key=lambda operation: operation.name)


def find_operations(app: FastAPI) -> Iterator[Operation]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and context.path_format not in PAGES:
            for method in context.methods or ():
                yield Operation(method, str(context.path_format), route)


def methods_by_path(app: FastAPI) -> dict[str, set[str]]:
    """What `Allow` has to list; `/api/users/me` is also an address of `/api/users/{user_id}`."""
    known = operations(app)
    return {
        path: with_head({o.method for o in known if o.answers(path)})
        for path in {operation.path for operation in known}
    }


def with_head(methods: set[str]) -> set[str]:
    return methods | {"HEAD"} if "GET" in methods else methods
