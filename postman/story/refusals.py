"""Errors for users without permission."""

from typing import Final

from postman.request import Actor, Folder, Request, json, refused

THE_POST: Final = {"post_id": "{{post_id}}"}

FOLDER: Final = Folder(
    "Be refused",
    "401: not authenticated. 403: not permitted. 404: does not exist, or not visible to the user.",
    (
        Request(
            "Grace edits Ada's post",
            "PATCH",
            "/posts/{post_id}",
            refused(403, "forbidden"),
            Actor.GRACE,
            json({"title": "Mine now"}),
            values=THE_POST,
        ),
        Request(
            "Grace replaces it",
            "PUT",
            "/posts/{post_id}",
            refused(403, "forbidden"),
            Actor.GRACE,
            json({"title": "Mine now", "content": "Really."}),
            values=THE_POST,
        ),
        Request(
            "Grace deletes it",
            "DELETE",
            "/posts/{post_id}",
            refused(403, "forbidden"),
            Actor.GRACE,
            values=THE_POST,
        ),
        Request(
            "Nobody deletes it",
            "DELETE",
            "/posts/{post_id}",
            refused(401, "unauthenticated"),
            Actor.NOBODY,
            values=THE_POST,
        ),
        Request(
            "For good only by administrators",
            "DELETE",
            "/posts/{post_id}",
            refused(403, "admin_only"),
            values=THE_POST,
            query={"hard_delete": "true"},
        ),
        Request(
            "Bulk deletes as well",
            "POST",
            "/posts/bulk-delete",
            refused(403, "admin_only"),
            body=json({"ids": ["{{post_id}}"]}),
        ),
        Request(
            "The list of accounts too", "GET", "/users", refused(403, "admin_only"), Actor.GRACE
        ),
        Request(
            "There is no such post",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values={"post_id": "9223372036854775807"},
        ),
        Request(
            "An id is a number",
            "GET",
            "/posts/{post_id}",
            refused(422, "invalid_input"),
            Actor.NOBODY,
            values={"post_id": "the-sea"},
        ),
    ),
)
