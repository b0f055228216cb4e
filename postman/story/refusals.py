"""Errors for users without permission."""

from typing import Final

from postman.request import Actor, Folder, Request, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}

FOLDER: Final = Folder(
    "Permissions and errors",
    "401: not authenticated. 403: not permitted. 404: does not exist, or not visible to the user.",
    (
        Request(
            "Update a post of another user (403)",
            "PATCH",
            "/posts/{post_id}",
            refused(403, "forbidden"),
            Actor.GRACE,
            json({"title": "Mine now"}),
            values=THE_POST,
        ),
        Request(
            "Replace a post of another user (403)",
            "PUT",
            "/posts/{post_id}",
            refused(403, "forbidden"),
            Actor.GRACE,
            json({"title": "Mine now", "content": "Really."}),
            values=THE_POST,
        ),
        Request(
            "Delete a post of another user (403)",
            "DELETE",
            "/posts/{post_id}",
            refused(403, "forbidden"),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Delete a post without a token (401)",
            "DELETE",
            "/posts/{post_id}",
            refused(401, "unauthenticated"),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "Hard-delete a post as its author (403)",
            "DELETE",
            "/posts/{post_id}",
            refused(403, "admin_only"),
            values=THE_POST,
            query={"hard_delete": "true"},
        ),
        Request(
            "Delete posts in bulk as a non-admin (403)",
            "POST",
            "/posts/bulk-delete",
            refused(403, "admin_only"),
            body=json({"ids": ["{{post_id}}"]}),
        ),
        Request(
            "List accounts as a non-admin (403)",
            "GET",
            "/users",
            refused(403, "admin_only"),
            Actor.GRACE,
        ),
        Request(
            "Get a post that does not exist (404)",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values={"post_id": "9223372036854775807"},
        ),
        Request(
            "Get a post with an id that is not a number (422)",
            "GET",
            "/posts/{post_id}",
            refused(422, "invalid_input"),
            Actor.NOBODY,
            values={"post_id": "the-sea"},
        ),
    ),
)
