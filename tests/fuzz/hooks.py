"""Schemathesis hooks: credentials for its cases, and permitted errors beyond the document.

Generated cases log out, end sessions, change passwords and delete accounts; an account that is
lost is replaced by a new one. The environment names the server, the database's owner, and the
role.
"""

import itertools
import os
from typing import Any, Final

import httpx2
import psycopg
import schemathesis
from schemathesis import AuthContext, Case, CheckContext, Response

from tests.factories import PASSWORD

ROLE: Final = os.environ["FUZZ_AS"]
NUMBERS: Final = itertools.count(1)
# Rules that no schema can express: state, secrets, and rules about several fields or beyond a
# grammar.
CODES: Final = {
    "one_time_token_refused",
    "idempotency_key_reused",
    "weak_password",
    "picture_not_readable",  # for bytes that are no image
    "wrong_code",
    "passkey_refused",
}
GRANTS: Final = {"invalid_grant", "invalid_request", "unsupported_grant_type"}
RULES: Final = (
    "is not a cursor of this list and sort",
    "give one of cursor, page and skip",
    "give either ids or from",
    "page and skip reach 10,000 rows deep",
    "is needed for sort=relevance",
    "is needed for a new email",
    "is needed for posts=transfer",
    "cannot be combined with",
    "give at least one of these",
    "must have one of",
    "must be base64url without padding",  # a last character has bits to spare
    "has a tag that is also to be added",
    "is the name that it has",
    "a tag needs a letter or a digit",
    "must not be blank",
    "must not contain the character U+0000",
    "is out of range",
    "is not a valid email address",
    "Input should be a valid integer",  # JSON Schema accepts 1.0 as an integer, we do not
)


class Person:
    """A user or an administrator."""

    def __init__(self) -> None:
        self.client = httpx2.Client(base_url=os.environ["FUZZ_URL"], timeout=30)
        self.headers: dict[str, str] = {}

    def get(self, case: Case[Any], context: AuthContext) -> dict[str, str]:
        """Return the headers of a valid account of the right role."""
        if not self.is_known():
            self.headers = self.register()
        return self.headers

    def set(self, case: Case[Any], data: dict[str, str], context: AuthContext) -> None:
        """Set the headers, as Schemathesis requires."""
        case.headers.update(data)

    def is_known(self) -> bool:
        answer = self.client.get("/api/users/me", headers=self.headers)
        return answer.status_code == 200 and answer.json()["role"] == ROLE

    def register(self) -> dict[str, str]:
        """Register an account; the database grants roles that no route can."""
        name = f"fuzz{os.getpid()}-{next(NUMBERS)}"
        body = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        self.ask("/api/users", json=body)
        with psycopg.connect(os.environ["FUZZ_DATABASE"]) as connection:
            connection.execute("UPDATE users SET role = %s WHERE username = %s", (ROLE, name))
        tokens = self.ask("/api/auth/login", data={"username": name, "password": PASSWORD})
        return {"Authorization": f"Bearer {tokens['access_token']}"}

    def ask(self, path: str, **options: Any) -> dict[str, Any]:
        answer = self.client.post(path, **options)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@schemathesis.check
def refuses_for_a_reason(context: CheckContext, response: Response, case: Case[Any]) -> None:
    """Require that valid data was rejected only by rules that no schema can express."""
    if response.status_code not in {400, 422} or not is_good(case):
        return
    body = response.json()
    if "error" in body:
        assert body["error"] in GRANTS, body
        return
    told = [fault["msg"] for fault in body.get("errors", [])]
    assert body["code"] in CODES or (told and all(map(is_known_rule, told))), body


def is_good(case: Case[Any]) -> bool:
    """Return true if it was generated to fit the document."""
    return case.meta is not None and case.meta.generation.mode.is_positive


def is_known_rule(message: str) -> bool:
    return any(rule in message for rule in RULES)


if ROLE != "nobody":
    schemathesis.auth(refresh_interval=None)(Person)
