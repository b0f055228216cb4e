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
    "Register",
    "Check the server; Ada and Grace register, and each mistake has its own error.",
    (
        Request(
            "The process is alive",
            "GET",
            "/health/live",
            answered(200, fields={"status": "ok"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "The server is ready",
            "GET",
            "/health/ready",
            answered(200, fields={"status": "ok"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "It can read",
            "GET",
            "/health/readable",
            answered(200, fields={"status": "ok"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "What it counts, for Prometheus",
            "GET",
            "/metrics",
            answered(200, headers={"Content-Type": "^text/plain"}),
            Actor.NOBODY,
            at_root=True,
        ),
        Request(
            "Ada registers",
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
                    "keeps the password to itself": (
                        'pm.expect(pm.response.text()).not.to.include("password");'
                    )
                },
            ),
            Actor.NOBODY,
            json(ADA),
        ),
        Request(
            "Grace registers",
            "POST",
            "/users",
            answered(201, fields={"name": "Grace Hopper"}, saves={"grace_id": "id"}),
            Actor.NOBODY,
            json(GRACE),
        ),
        Request(
            "An email address has one account",
            "POST",
            "/users",
            refused(409, "email_taken"),
            Actor.NOBODY,
            json({**ADA, "username": "ada.too{{run}}"}),
        ),
        Request(
            "A user name has one account, however it is written",
            "POST",
            "/users",
            refused(409, "username_taken"),
            Actor.NOBODY,
            json({**ADA, "email": "ada.too.{{run}}@example.com", "username": "ADA{{run}}"}),
        ),
        Request(
            "A password that anyone would guess",
            "POST",
            "/users",
            refused(422, "weak_password"),
            Actor.NOBODY,
            json({**account("eve", "Eve"), "password": "password1"}),
        ),
        Request(
            "Malformed input is explained, and not repeated",
            "POST",
            "/users",
            refused(
                422,
                "invalid_input",
                fields={"errors[0].loc": ["body", "email"]},
                checks={
                    "does not show what was sent": (
                        'pm.expect(pm.response.text()).not.to.include("no address");'
                    )
                },
            ),
            Actor.NOBODY,
            json({**account("eve", "Eve"), "email": "no address"}),
        ),
    ),
)
