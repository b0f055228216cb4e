"""What the token in a mail is for; the story cannot read mails, so it only sees tokens refused."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

SAYS_NOTHING: Final = {"says nothing": 'pm.expect(pm.response.text()).to.eql("");'}

FOLDER: Final = Folder(
    "Mail",
    "A mail proves an address, or lets somebody in who forgot the password. Its token works once.",
    (
        Request(
            "Ada asks for another mail that proves her address",
            "POST",
            "/auth/email/verify/request",
            answered(202, checks=SAYS_NOTHING),
        ),
        Request(
            "A token that never was one proves nothing",
            "POST",
            "/auth/email/verify",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": "never-was-one"}),
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
            "Nor does a made-up token change a password",
            "POST",
            "/auth/password/reset",
            refused(422, "one_time_token_refused"),
            Actor.NOBODY,
            json({"token": "never-was-one", "new_password": "{{password}} and a saddle"}),
        ),
    ),
)
