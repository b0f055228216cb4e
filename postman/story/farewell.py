"""Logout of all users."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, refused

REFRESHED: Final = {
    "short-lived access tokens were refreshed": (
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
    "Logout",
    "Logging out ends the session: its refresh token and its access tokens at once.",
    (
        Request("Log out", "POST", "/auth/logout", answered(204, checks=REFRESHED)),
        Request(
            "Use the access token of an ended session (401)",
            "GET",
            "/users/me",
            refused(401, "invalid_token"),
        ),
        Request(
            "Use the refresh token of an ended session (400)",
            "POST",
            "/auth/refresh",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"grant_type": "refresh_token", "refresh_token": "{{refresh_token}}"}),
        ),
        Request(
            "Log out with a refresh token",
            "POST",
            "/auth/logout",
            answered(204),
            Actor.NOBODY,
            form({"refresh_token": "{{grace_refresh_token}}"}),
        ),
        Request("Log out as an admin", "POST", "/auth/logout", answered(204), Actor.ADMIN),
    ),
)
