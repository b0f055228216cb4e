"""Readiness of the server, and registration of three users."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused


def account(username: str, name: str) -> dict[str, str]:
    return {
        "email": f"{username}.{{{{run}}}}@example.com",
        "username": f"{username}{{{{run}}}}",
        "password": "{{password}}",
        "name": name,
    }


ADA: Final = account("ada", "Ada Lovelace")
GRACE: Final = account("grace", "Grace Hopper")

FOLDER: Final = Folder(
    "Health and registration",
    "Checks of the server; the users Ada and Grace register; each invalid registration has its "
    "own error.",
    (
        Request(
            "Check liveness",
            "GET",
            "/health/live",
            answered(200, fields={"status": "ok"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "Check readiness to write",
            "GET",
            "/health/ready",
            answered(200, fields={"status": "ok"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "Check readiness to read",
            "GET",
            "/health/readable",
            answered(200, fields={"status": "ok"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "Get metrics for Prometheus",
            "GET",
            "/metrics",
            answered(200, headers={"Content-Type": "^text/plain"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "Register a user (Ada)",
            "POST",
            "/users",
            answered(
                201,
                fields={
                    "username": "ada{{run}}",
                    "email": "ada.{{run}}@example.com",
                    "role": "user",
                    "email_verified": False,
                },
                headers={"Location": "^{{api_prefix}}/users/[0-9]+$"},
                saves={"ada_id": "id"},
                checks={
                    "the password is not in the response": (
                        'pm.expect(pm.response.text()).not.to.include("password");'
                    )
                },
            ),
            Actor.NOBODY,
            json(ADA),
        ),
        Request(
            "Register a second user (Grace)",
            "POST",
            "/users",
            answered(201, fields={"name": "Grace Hopper"}, saves={"grace_id": "id"}),
            Actor.NOBODY,
            json(GRACE),
        ),
        Request(
            "Register with a taken email address (409)",
            "POST",
            "/users",
            refused(409, "email_taken"),
            Actor.NOBODY,
            json({**ADA, "username": "ada.too{{run}}"}),
        ),
        Request(
            "Register with a taken username in another case (409)",
            "POST",
            "/users",
            refused(409, "username_taken"),
            Actor.NOBODY,
            json({**ADA, "email": "ada.too.{{run}}@example.com", "username": "ADA{{run}}"}),
        ),
        Request(
            "Register with a weak password (422)",
            "POST",
            "/users",
            refused(422, "weak_password"),
            Actor.NOBODY,
            json({**account("eve", "Eve"), "password": "password1"}),
        ),
        Request(
            "Register with a malformed email address (422)",
            "POST",
            "/users",
            refused(
                422,
                "invalid_input",
                fields={"errors[0].loc": ["body", "email"]},
                checks={
                    "the invalid value is not in the response": (
                        'pm.expect(pm.response.text()).not.to.include("no address");'
                    )
                },
            ),
            Actor.NOBODY,
            json({**account("eve", "Eve"), "email": "no address"}),
        ),
    ),
)
