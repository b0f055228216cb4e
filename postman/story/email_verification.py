"""Email verification; the story cannot read emails, so its token is invalid."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused
from postman.story.password_reset import NO_TOKEN, SAYS_NOTHING

FOLDER: Final = Folder(
    "Email verification",
    "Emails carry a token that verifies an address or reverts its change. Without SMTP_URL, "
    "emails are written to files.",
    (
        Request(
            "Request a verification email",
            "POST",
            "/auth/email/verify/request",
            answered(202, checks=SAYS_NOTHING),
        ),
        Request(
            "Verify an email address with an invalid token (422)",
            "POST",
            "/auth/email/verify",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": NO_TOKEN}),
        ),
        Request(
            "Revert an email change with an invalid token (422)",
            "POST",
            "/auth/email/revert",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": NO_TOKEN}),
        ),
    ),
)
