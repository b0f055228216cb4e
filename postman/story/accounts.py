"""Accounts: deactivation, deletion with all content, and restore."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, json, refused
from postman.story.registering import account

THE_LEAVER: Final = {"user_id": "{{leaver_id}}"}
HERS: Final = {"post_id": "{{leaver_post_id}}"}

LOG_IN: Final = form({"username": "hedy{{run}}", "password": "{{password}}"})

FOLDER: Final = Folder(
    "Accounts: deactivate, delete and restore",
    "Deleting an account includes its content, in one deletion; a restore undoes all of it.",
    (
        Request(
            "Register a user to delete (Hedy)",
            "POST",
            "/users",
            answered(201, fields={"role": "user"}, saves={"leaver_id": "id"}),
            Actor.NOBODY,
            json(account("hedy", "Hedy Lamarr")),
        ),
        Request(
            "Log in as the user to delete",
            "POST",
            "/auth/login",
            answered(200, fields={"token_type": "bearer"}, tokens=Actor.LEAVER),
            Actor.NOBODY,
            LOG_IN,
        ),
        Request(
            "Create a post as the user to delete",
            "POST",
            "/posts",
            answered(201, fields={"author.id": "{{leaver_id}}"}, saves={"leaver_post_id": "id"}),
            Actor.LEAVER,
            json({"title": "Frequencies {{run}}", "content": "They hop."}),
        ),
        Request(
            "Search accounts as an admin",
            "GET",
            "/users",
            answered(
                200,
                fields={"items[0].id": "{{leaver_id}}", "items[0].is_active": True},
                headers={"Link": 'rel="first"'},
            ),
            Actor.ADMIN,
            query={"search": "hedy{{run}}", "role": "user"},
        ),
        Request(
            "Deactivate an account",
            "PATCH",
            "/users/{user_id}",
            answered(200, fields={"is_active": False}),
            Actor.ADMIN,
            json({"is_active": False}),
            values=THE_LEAVER,
        ),
        Request(
            "Get a profile by its username in another case",
            "GET",
            "/users/username/{username}",
            answered(200, fields={"id": "{{leaver_id}}"}),
            Actor.NOBODY,
            values={"username": "HEDY{{run}}"},
        ),
        Request(
            "Use the token of a deactivated account (401)",
            "GET",
            "/users/me",
            refused(401, "invalid_token"),
            Actor.LEAVER,
        ),
        Request(
            "Log in to a deactivated account (400)",
            "POST",
            "/auth/login",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            LOG_IN,
        ),
        Request(
            "Reactivate an account",
            "PATCH",
            "/users/{user_id}",
            answered(200, fields={"is_active": True}),
            Actor.ADMIN,
            json({"is_active": True}),
            values=THE_LEAVER,
        ),
        Request(
            "Log in to a reactivated account",
            "POST",
            "/auth/login",
            answered(200, fields={"token_type": "bearer"}, tokens=Actor.LEAVER),
            Actor.NOBODY,
            LOG_IN,
        ),
        Request(
            "Delete my account",
            "DELETE",
            "/users/me",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.LEAVER,
        ),
        Request(
            "Get a post of a deleted account (404)",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values=HERS,
        ),
        Request(
            "Restore a deleted account",
            "POST",
            "/users/{user_id}/restore",
            answered(200, fields={"username": "hedy{{run}}"}),
            Actor.ADMIN,
            values=THE_LEAVER,
        ),
        Request(
            "Get a post of a restored account",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"author.username": "hedy{{run}}"}),
            Actor.NOBODY,
            values=HERS,
        ),
        Request(
            "Restore an account that is not deleted (409)",
            "POST",
            "/users/{user_id}/restore",
            refused(409, "not_deleted"),
            Actor.ADMIN,
            values=THE_LEAVER,
        ),
        Request(
            "Hard-delete an account",
            "DELETE",
            "/users/{user_id}",
            answered(204),
            Actor.ADMIN,
            values=THE_LEAVER,
            query={"hard_delete": "true"},
        ),
        Request(
            "Restore a hard-deleted account (404)",
            "POST",
            "/users/{user_id}/restore",
            refused(404, "not_found"),
            Actor.ADMIN,
            values=THE_LEAVER,
        ),
    ),
)
