"""The user's own profile, and changes to it."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, json, refused

FOLDER: Final = Folder(
    "Profile",
    "Profiles have private and public fields; sensitive changes require the password.",
    (
        Request(
            "Update my bio",
            "PATCH",
            "/users/me",
            answered(200, fields={"bio": "Poetical science.", "name": "Ada Lovelace"}),
            body=json({"bio": "Poetical science."}),
        ),
        Request(
            "Export my data as a ZIP file",
            "GET",
            "/users/me/export",
            answered(200, headers={"Content-Type": "^application/zip"}),
        ),
        Request(
            "Clear my name with null",
            "PATCH",
            "/users/me",
            answered(200, fields={"name": None, "bio": "Poetical science."}),
            body=json({"name": None}),
        ),
        Request(
            "Turn off emails about new devices",
            "PATCH",
            "/users/me",
            answered(200, fields={"notices.new_login": False}),
            body=json({"notices": {"new_login": False}}),
        ),
        Request(
            "Update my role, a read-only field (422)",
            "PATCH",
            "/users/me",
            refused(422, "invalid_input"),
            body=json({"role": "admin"}),
        ),
        Request(
            "Change my email address without the password (422)",
            "PATCH",
            "/users/me",
            refused(422, "invalid_input"),
            body=json({"email": "countess.{{run}}@example.com"}),
        ),
        Request(
            "Change my email address with a wrong password (403)",
            "PATCH",
            "/users/me",
            refused(403, "wrong_password"),
            body=json(
                {"email": "countess.{{run}}@example.com", "current_password": "not the password"}
            ),
        ),
        Request(
            "Change my email address",
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
            "Get the public profile of a user",
            "GET",
            "/users/{user_id}",
            answered(
                200,
                fields={"username": "ada{{run}}", "bio": "Poetical science.", "post_count": 0},
                checks={
                    "the email address is not in the response": (
                        'pm.expect(pm.response.json()).not.to.have.property("email");'
                    )
                },
            ),
            Actor.NOBODY,
            values={"user_id": "{{ada_id}}"},
        ),
        Request(
            "Change my password with a wrong old password (403)",
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
            "Change my password",
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
            "Log in with the old password (400)",
            "POST",
            "/auth/login",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"username": "ada{{run}}", "password": "{{password}}"}),
        ),
    ),
)
