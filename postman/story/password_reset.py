"""Reset of a forgotten password; the story cannot read emails, so its token is invalid."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

NO_TOKEN: Final = "not-a-token-from-any-mail"  # noqa: S105  # an invalid token
SAYS_NOTHING: Final = {
    "the response does not tell whether an email is sent": (
        'pm.expect(pm.response.text()).to.eql("");'
    )
}

FOLDER: Final = Folder(
    "Password reset",
    "Emails carry a token that sets a new password once. Without SMTP_URL, emails are written to "
    "files.",
    (
        Request(
            "Request a password reset email",
            "POST",
            "/auth/password/forgot",
            answered(202, checks=SAYS_NOTHING),
            Actor.NOBODY,
            json({"email": "grace.{{run}}@example.com"}),
        ),
        Request(
            "Request a password reset for an unknown address",
            "POST",
            "/auth/password/forgot",
            answered(202, checks=SAYS_NOTHING),
            Actor.NOBODY,
            json({"email": "nobody.{{run}}@example.com"}),
        ),
        Request(
            "Reset a password with an invalid token (422)",
            "POST",
            "/auth/password/reset",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": NO_TOKEN, "new_password": "{{password}} and a ship"}),
        ),
    ),
)
