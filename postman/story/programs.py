"""A personal access token for a program."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

THE_TOKEN: Final = {"token_id": "{{program_token_id}}"}
THE_POST: Final = {"post_id": "{{program_post_id}}"}
SAVED: Final = {"program_token_id": "id", "program_access_token": "token"}

FOLDER: Final = Folder(
    "Tokens for programs",
    "A token has some of the rights of its owner, and ends alone. The table of scopes is in "
    "docs/access-tokens.md.",
    (
        Request(
            "Ada makes a token that writes drafts",
            "POST",
            "/auth/tokens",
            answered(201, fields={"scopes": ["posts:read", "posts:write"]}, saves=SAVED),
            body=json({"name": "Deploy {{run}}", "scopes": ["posts:read", "posts:write"]}),
        ),
        Request(
            "No scope of administrators for her",
            "POST",
            "/auth/tokens",
            refused(403, "admin_only"),
            body=json({"name": "More", "scopes": ["admin:users"]}),
        ),
        Request(
            "The program asks who it is",
            "GET",
            "/auth/whoami",
            answered(200, fields={"user.username": "ada{{run}}", "token.name": "Deploy {{run}}"}),
            Actor.PROGRAM,
        ),
        Request(
            "It writes a draft",
            "POST",
            "/posts",
            answered(201, fields={"status": "draft"}, saves={"program_post_id": "id"}),
            Actor.PROGRAM,
            json({"title": "By a program {{run}}", "content": "*Beep.*", "status": "draft"}),
        ),
        Request(
            "It reads the draft",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"status": "draft"}),
            Actor.PROGRAM,
            values=THE_POST,
        ),
        Request(
            "It cannot publish: the scope is missing",
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
            "It cannot make tokens",
            "POST",
            "/auth/tokens",
            refused(403, "token_not_allowed"),
            Actor.PROGRAM,
            json({"name": "Another", "scopes": []}),
        ),
        Request(
            "The revision names the token",
            "GET",
            "/posts/{post_id}/revisions",
            answered(200, fields={"items[0].token_id": "{{program_token_id}}"}),
            values=THE_POST,
        ),
        Request(
            "Ada renames the token",
            "PATCH",
            "/auth/tokens/{token_id}",
            answered(200, fields={"name": "Staging {{run}}"}),
            body=json({"name": "Staging {{run}}"}),
            values=THE_TOKEN,
        ),
        Request(
            "She gives it a new secret",
            "POST",
            "/auth/tokens/{token_id}/rotate",
            answered(200, fields={"id": "{{program_token_id}}"}, saves=SAVED),
            values=THE_TOKEN,
        ),
        Request(
            "The program works with the new one",
            "GET",
            "/auth/whoami",
            answered(200, fields={"token.id": "{{program_token_id}}"}),
            Actor.PROGRAM,
        ),
        Request(
            "Grace cannot end it",
            "DELETE",
            "/auth/tokens/{token_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values=THE_TOKEN,
        ),
        Request(
            "Ada sees her tokens",
            "GET",
            "/auth/tokens",
            answered(200, fields={"items[0].id": "{{program_token_id}}"}),
        ),
        Request(
            "She ends it",
            "DELETE",
            "/auth/tokens/{token_id}",
            answered(204),
            values=THE_TOKEN,
        ),
        Request(
            "It is dead at once",
            "GET",
            "/auth/whoami",
            refused(401, "invalid_token"),
            Actor.PROGRAM,
        ),
    ),
)
