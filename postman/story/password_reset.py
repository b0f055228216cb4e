"""Reset of a forgotten password; the story cannot read emails, so its token is invalid."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

NO_TOKEN: Final = "not-a-token-from-any-mail"  # noqa: S105  # an invalid token
SAYS_NOTHING: Final = {"says nothing": 'pm.expect(pm.response.text()).to.eql("");'}

FOLDER: Final = Folder(
    "Password reset",
    "Emails with a token that sets a new password, once. Without SMTP_URL, emails are files.",
    (
        Request(
            "Grace has forgotten her password",
            "POST",
            "/auth/password/forgot",
            answered(202, checks=SAYS_NOTHING),
            Actor.NOBODY,
            json({"email": "grace.{{run}}@example.com"}),
        ),
        Request(
            "Nobody learns who has an account",
            "POST",
            "/auth/password/forgot",
            answered(202, checks=SAYS_NOTHING),
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
