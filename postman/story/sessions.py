"""Sessions of one account on several devices."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, form, json, refused


def log_in_on_the_laptop(name: str) -> Request:
    """Return the login that starts Ada's second session."""
    return Request(
        name,
        "POST",
        "/auth/login",
        answered(200, fields={"token_type": "bearer"}, tokens=Actor.LAPTOP),
        Actor.NOBODY,
        form({"username": "ada{{run}}", "password": "{{password}} and a horse"}),
        headers={"User-Agent": "Ada's laptop"},
    )


OTHER_SESSION: Final = """\
const sessions = pm.response.json().items;
pm.expect(sessions.filter((session) => session.current)).to.have.length(1);
pm.expect(sessions).to.have.length(2);
const laptop = sessions.find((session) => !session.current);
pm.expect(laptop.user_agent).to.eql("Ada's laptop");
pm.environment.set("laptop_session_id", laptop.id);"""

FOLDER: Final = Folder(
    "Sessions",
    "Each login starts a session. Ending a session revokes its tokens at once.",
    (
        log_in_on_the_laptop("Log in on a second device"),
        Request(
            "List my sessions",
            "GET",
            "/auth/sessions",
            answered(200, checks={"this session and the second device are listed": OTHER_SESSION}),
        ),
        Request(
            "Confirm my session with a wrong password (403)",
            "POST",
            "/auth/confirm",
            refused(403, "wrong_password"),
            body=json({"password": "not the password"}),
        ),
        Request(
            "Confirm my session with the password",
            "POST",
            "/auth/confirm",
            answered(204),
            body=json({"password": "{{password}} and a horse"}),
        ),
        Request(
            "End a session of another user (404)",
            "DELETE",
            "/auth/sessions/{session_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values={"session_id": "{{laptop_session_id}}"},
        ),
        Request(
            "End one of my sessions",
            "DELETE",
            "/auth/sessions/{session_id}",
            answered(204),
            values={"session_id": "{{laptop_session_id}}"},
        ),
        Request(
            "Use the access token of an ended session (401)",
            "GET",
            "/users/me",
            refused(401, "invalid_token"),
            Actor.LAPTOP,
        ),
        Request(
            "Use the refresh token of an ended session (400)",
            "POST",
            "/auth/refresh",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"refresh_token": "{{laptop_refresh_token}}"}),
        ),
        log_in_on_the_laptop("Log in on the second device again"),
        Request("End all my other sessions", "DELETE", "/auth/sessions", answered(204)),
        Request(
            "List my sessions after ending the others",
            "GET",
            "/auth/sessions",
            answered(
                200,
                fields={"items[0].current": True},
                checks={
                    "only the current session is listed": (
                        "pm.expect(pm.response.json().items).to.have.length(1);"
                    )
                },
            ),
        ),
    ),
)
