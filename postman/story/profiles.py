"""The user's own profile, and changes to it."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, json, refused

FOLDER: Final = Folder(
    "Profile",
    "Profiles have private and public fields; sensitive changes require the password.",
    (
        Request(
            "Ada introduces herself",
            "PATCH",
            "/users/me",
            answered(200, fields={"bio": "Poetical science.", "name": "Ada Lovelace"}),
            body=json({"bio": "Poetical science."}),
        ),
        Request(
            "Everything of hers as a zip",
            "GET",
            "/users/me/export",
            answered(200, headers={"Content-Type": "^application/zip"}),
        ),
        Request(
            "Null clears what may be empty",
            "PATCH",
            "/users/me",
            answered(200, fields={"name": None, "bio": "Poetical science."}),
            body=json({"name": None}),
        ),
        Request(
            "She wants no mail about new devices",
            "PATCH",
            "/users/me",
            answered(200, fields={"notices.new_login": False}),
            body=json({"notices": {"new_login": False}}),
        ),
        Request(
            "An unknown field is refused",
            "PATCH",
            "/users/me",
            refused(422, "invalid_input"),
            body=json({"role": "admin"}),
        ),
        Request(
            "A new address wants the password",
            "PATCH",
            "/users/me",
            refused(422, "invalid_input"),
            body=json({"email": "countess.{{run}}@example.com"}),
        ),
        Request(
            "And the right one",
            "PATCH",
            "/users/me",
            refused(403, "wrong_password"),
            body=json(
                {"email": "countess.{{run}}@example.com", "current_password": "not the password"}
            ),
        ),
        Request(
            "With it, the address changes",
            "PATCH",
            "/users/me",
            answered(
                200, fields={"email": "countess.{{run}}@example.com", "email_verified": False}
            ),
            body=json(
                {"email": "countess.{{run}}@example.com", "current_password": "{{password}}"}
            ),
        ),
        Request(
            "Anyone sees the public side",
            "GET",
            "/users/{user_id}",
            answered(
                200,
                fields={"username": "ada{{run}}", "bio": "Poetical science.", "post_count": 0},
                checks={
                    "never the email": (
                        'pm.expect(pm.response.json()).not.to.have.property("email");'
                    )
                },
            ),
            Actor.NOBODY,
            values={"user_id": "{{ada_id}}"},
        ),
        Request(
            "A new password wants the old one",
            "POST",
            "/users/me/password",
            refused(403, "wrong_password"),
            body=json(
                {
                    "current_password": "not the password",
                    "new_password": "{{password}} and a horse",
                }
            ),
        ),
        Request(
            "Ada changes her password",
            "POST",
            "/users/me/password",
            answered(204),
            body=json(
                {
                    "current_password": "{{password}}",
                    "new_password": "{{password}} and a horse",
                }
            ),
        ),
        Request(
            "The old one is worth nothing now",
            "POST",
            "/auth/login",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"username": "ada{{run}}", "password": "{{password}}"}),
        ),
    ),
)
