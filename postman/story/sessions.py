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
        log_in_on_the_laptop("Ada logs in on her laptop"),
        Request(
            "Where am I logged in?",
            "GET",
            "/auth/sessions",
            answered(200, checks={"here and on the laptop": OTHER_SESSION}),
        ),
        Request(
            "A session is not confirmed with a wrong password",
            "POST",
            "/auth/confirm",
            refused(403, "wrong_password"),
            body=json({"password": "not the password"}),
        ),
        Request(
            "Ada confirms that it is her: for some minutes she may do what needs it",
            "POST",
            "/auth/confirm",
            answered(204),
            body=json({"password": "{{password}} and a horse"}),
        ),
        Request(
            "Nobody else's session",
            "DELETE",
            "/auth/sessions/{session_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values={"session_id": "{{laptop_session_id}}"},
        ),
        Request(
            "The laptop was stolen: end its session",
            "DELETE",
            "/auth/sessions/{session_id}",
            answered(204),
            values={"session_id": "{{laptop_session_id}}"},
        ),
        Request(
            "Its access token is dead",
            "GET",
            "/users/me",
            refused(401, "invalid_token"),
            Actor.LAPTOP,
        ),
        Request(
            "So is its refresh token",
            "POST",
            "/auth/refresh",
            refused(400, "invalid_grant"),
            Actor.NOBODY,
            form({"refresh_token": "{{laptop_refresh_token}}"}),
        ),
        log_in_on_the_laptop("The laptop is found again"),
        Request("End all the others", "DELETE", "/auth/sessions", answered(204)),
        Request(
            "One is left",
            "GET",
            "/auth/sessions",
            answered(
                200,
                fields={"items[0].current": True},
                checks={"only this": "pm.expect(pm.response.json().items).to.have.length(1);"},
            ),
        ),
    ),
)
