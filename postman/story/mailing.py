"""Mails with tokens; the story cannot read them, so it shows what happens without."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

NO_TOKEN: Final = "not-a-token-from-any-mail"  # noqa: S105  # that is the point

FOLDER: Final = Folder(
    "Mail",
    "Forgotten passwords and the proof of an address. Without SMTP_URL, mails are files.",
    (
        Request(
            "Ada asks for another mail that proves her address",
            "POST",
            "/auth/email/verify/request",
            answered(202),
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
            "Grace has forgotten her password",
            "POST",
            "/auth/password/forgot",
            answered(202),
            Actor.NOBODY,
            json({"email": "grace.{{run}}@example.com"}),
        ),
        Request(
            "Whether an account has the address, nobody learns",
            "POST",
            "/auth/password/forgot",
            answered(202),
            Actor.NOBODY,
            json({"email": "nobody.{{run}}@example.com"}),
        ),
        Request(
            "A token that was never sent",
            "POST",
            "/auth/password/reset",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": NO_TOKEN, "new_password": "{{password}} and a ship"}),
        ),
    ),
)
