"""Logout of all users."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, refused

REFRESHED: Final = {
    "the tokens that were sent were fresh": (
        "// With short-lived access tokens the run has refreshed some on its way here.\n"
        'const payload = pm.environment.get("access_token").split(".")[1];\n'
        'const base64 = payload.replace(/-/g, "+").replace(/_/g, "/");\n'
        'const claims = JSON.parse(require("atob")(base64));\n'
        "if (claims.exp - claims.iat < 5) {\n"
        '    pm.expect(pm.environment.get("refreshes")).to.be.above(0);\n'
        "}"
    )
}

FOLDER: Final = Folder(
    "Log out",
    "Logging out ends the session: its refresh token and its access tokens at once.",
    (
        Request("Ada logs out", "POST", "/auth/logout", answered(204, checks=REFRESHED)),
        Request(
            "Her access token is dead",
            "GET",
            "/users/me",
            refused(401, "invalid_token"),
        ),
        Request(
            "And her refresh token",
            "POST",
            "/auth/refresh",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"grant_type": "refresh_token", "refresh_token": "{{refresh_token}}"}),
        ),
        Request(
            "Grace logs out by her refresh token, as after a long pause",
            "POST",
            "/auth/logout",
            answered(204),
            Actor.NOBODY,
            form({"refresh_token": "{{grace_refresh_token}}"}),
        ),
        Request("The administrator logs out", "POST", "/auth/logout", answered(204), Actor.ADMIN),
    ),
)
