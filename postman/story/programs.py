"""A personal access token for a program."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_TOKEN: Final = {"token_id": "{{program_token_id}}"}
THE_POST: Final = {"post_id": "{{program_post_id}}"}
SAVED: Final = {"program_token_id": "id", "program_access_token": "token"}

FOLDER: Final = Folder(
    "Personal access tokens",
    "A token for a program has some of its owner's rights and is revoked on its own. "
    "docs/access-tokens.md has the table of scopes.",
    (
        Request(
            "Create a personal access token",
            "POST",
            "/auth/tokens",
            answered(201, fields={"scopes": ["posts:read", "posts:write"]}, saves=SAVED),
            body=json({"name": "Deploy {{run}}", "scopes": ["posts:read", "posts:write"]}),
        ),
        Request(
            "Create a personal access token with an admin scope (403)",
            "POST",
            "/auth/tokens",
            refused(403, "admin_only"),
            body=json({"name": "More", "scopes": ["admin:users"]}),
        ),
        Request(
            "Get the owner of a personal access token",
            "GET",
            "/auth/whoami",
            answered(200, fields={"user.username": "ada{{run}}", "token.name": "Deploy {{run}}"}),
            Actor.PROGRAM,
        ),
        Request(
            "Create a draft with a personal access token",
            "POST",
            "/posts",
            answered(201, fields={"status": "draft"}, saves={"program_post_id": "id"}),
            Actor.PROGRAM,
            json({"title": "By a program {{run}}", "content": "*Beep.*", "status": "draft"}),
        ),
        Request(
            "Get a draft with a personal access token",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"status": "draft"}),
            Actor.PROGRAM,
            values=THE_POST,
        ),
        Request(
            "Publish a draft without the scope for it (403)",
            "PATCH",
            "/posts/{post_id}",
            refused(
                403,
                "insufficient_scope",
                headers={"WWW-Authenticate": 'scope="posts:publish"'},
            ),
            Actor.PROGRAM,
            json({"status": "published"}),
            values=THE_POST,
        ),
        Request(
            "Create a token with a personal access token (403)",
            "POST",
            "/auth/tokens",
            refused(403, "token_not_allowed"),
            Actor.PROGRAM,
            json({"name": "Another", "scopes": []}),
        ),
        Request(
            "List the revisions with the token that made them",
            "GET",
            "/posts/{post_id}/revisions",
            answered(200, fields={"items[0].token_id": "{{program_token_id}}"}),
            values=THE_POST,
        ),
        Request(
            "Rename a personal access token",
            "PATCH",
            "/auth/tokens/{token_id}",
            answered(200, fields={"name": "Staging {{run}}"}),
            body=json({"name": "Staging {{run}}"}),
            values=THE_TOKEN,
        ),
        Request(
            "Rotate the secret of a personal access token",
            "POST",
            "/auth/tokens/{token_id}/rotate",
            answered(200, fields={"id": "{{program_token_id}}"}, saves=SAVED),
            values=THE_TOKEN,
        ),
        Request(
            "Use a rotated personal access token",
            "GET",
            "/auth/whoami",
            answered(200, fields={"token.id": "{{program_token_id}}"}),
            Actor.PROGRAM,
        ),
        Request(
            "Revoke a personal access token of another user (404)",
            "DELETE",
            "/auth/tokens/{token_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values=THE_TOKEN,
        ),
        Request(
            "List my personal access tokens",
            "GET",
            "/auth/tokens",
            answered(200, fields={"items[0].id": "{{program_token_id}}"}),
        ),
        Request(
            "Revoke a personal access token",
            "DELETE",
            "/auth/tokens/{token_id}",
            answered(204),
            values=THE_TOKEN,
        ),
        Request(
            "Use a revoked personal access token (401)",
            "GET",
            "/auth/whoami",
            refused(401, "invalid_token"),
            Actor.PROGRAM,
        ),
    ),
)
