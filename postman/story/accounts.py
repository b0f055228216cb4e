"""Accounts: deactivation, deletion with all content, and restore."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, json, refused
from postman.story.registering import account

THE_LEAVER: Final = {"user_id": "{{leaver_id}}"}
HERS: Final = {"post_id": "{{leaver_post_id}}"}

LOG_IN: Final = form({"username": "hedy{{run}}", "password": "{{password}}"})

FOLDER: Final = Folder(
    "Accounts",
    "Deleting an account includes its content, in one deletion; a restore undoes all of it.",
    (
        Request(
            "Hedy registers",
            "POST",
            "/users",
            answered(201, fields={"role": "user"}, saves={"leaver_id": "id"}),
            Actor.NOBODY,
            json(account("hedy", "Hedy Lamarr")),
        ),
        Request(
            "And logs in",
            "POST",
            "/auth/login",
            answered(200, fields={"token_type": "bearer"}, tokens=Actor.LEAVER),
            Actor.NOBODY,
            LOG_IN,
        ),
        Request(
            "And writes",
            "POST",
            "/posts",
            answered(201, fields={"author.id": "{{leaver_id}}"}, saves={"leaver_post_id": "id"}),
            Actor.LEAVER,
            json({"title": "Frequencies {{run}}", "content": "They hop."}),
        ),
        Request(
            "The administrator finds her",
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
            "And switches her account off",
            "PATCH",
            "/users/{user_id}",
            answered(200, fields={"is_active": False}),
            Actor.ADMIN,
            json({"is_active": False}),
            values=THE_LEAVER,
        ),
        Request(
            "Her profile is found by user name, without case",
            "GET",
            "/users/username/{username}",
            answered(200, fields={"id": "{{leaver_id}}"}),
            Actor.NOBODY,
            values={"username": "HEDY{{run}}"},
        ),
        Request(
            "Her token is dead at once",
            "GET",
            "/users/me",
            refused(401, "invalid_token"),
            Actor.LEAVER,
        ),
        Request(
            "She cannot log in",
            "POST",
            "/auth/login",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            LOG_IN,
        ),
        Request(
            "On again",
            "PATCH",
            "/users/{user_id}",
            answered(200, fields={"is_active": True}),
            Actor.ADMIN,
            json({"is_active": True}),
            values=THE_LEAVER,
        ),
        Request(
            "She logs in",
            "POST",
            "/auth/login",
            answered(200, fields={"token_type": "bearer"}, tokens=Actor.LEAVER),
            Actor.NOBODY,
            LOG_IN,
        ),
        Request(
            "And deletes her account",
            "DELETE",
            "/users/me",
            answered(204, headers={"Deletion-Id": "^[0-9]+$"}),
            Actor.LEAVER,
        ),
        Request(
            "What she wrote went with it",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.NOBODY,
            values=HERS,
        ),
        Request(
            "She changed her mind: the administrator restores her",
            "POST",
            "/users/{user_id}/restore",
            answered(200, fields={"username": "hedy{{run}}"}),
            Actor.ADMIN,
            values=THE_LEAVER,
        ),
        Request(
            "With what she wrote",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"author.username": "hedy{{run}}"}),
            Actor.NOBODY,
            values=HERS,
        ),
        Request(
            "Once only",
            "POST",
            "/users/{user_id}/restore",
            refused(409, "not_deleted"),
            Actor.ADMIN,
            values=THE_LEAVER,
        ),
        Request(
            "The administrator deletes her for good",
            "DELETE",
            "/users/{user_id}",
            answered(204),
            Actor.ADMIN,
            values=THE_LEAVER,
            query={"hard_delete": "true"},
        ),
        Request(
            "From there nobody comes back",
            "POST",
            "/users/{user_id}/restore",
            refused(404, "not_found"),
            Actor.ADMIN,
            values=THE_LEAVER,
        ),
    ),
)
