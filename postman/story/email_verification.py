"""Email verification; the story cannot read emails, so its token is invalid."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused
from postman.story.password_reset import NO_TOKEN, SAYS_NOTHING

FOLDER: Final = Folder(
    "Email verification",
    "Emails with a token that proves an address, or takes it back. Without SMTP_URL: files.",
    (
        Request(
            "Ada asks for another mail that proves her address",
            "POST",
            "/auth/email/verify/request",
            answered(202, checks=SAYS_NOTHING),
        ),
        Request(
            "She mistypes its token",
            "POST",
            "/auth/email/verify",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": NO_TOKEN}),
        ),
        Request(
            "A link that takes an address back, with a token of no mail",
            "POST",
            "/auth/email/revert",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": NO_TOKEN}),
        ),
    ),
)
