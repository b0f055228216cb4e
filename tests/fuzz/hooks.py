"""Loaded by Schemathesis: who sends its cases, and what may be refused that the document allows.

What is generated logs out, ends sessions, changes passwords and deletes accounts; whoever is
unknown after that is followed by a new account. The environment names the server, the database's
owner, and who asks.
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
# What no schema can say: state, secrets, and rules about several fields or beyond a grammar.
CODES: Final = {
    "one_time_token_refused",
    "idempotency_key_reused",
    "weak_password",
    "picture_not_readable",  # what makes bytes a picture
}
GRANTS: Final = {"invalid_grant", "invalid_request", "unsupported_grant_type"}
RULES: Final = (
    "is not a cursor of this list and sort",
    "give one of cursor, page and skip",
    "page and skip reach 10,000 rows deep",
    "sort=relevance needs search",
    "a new email needs current_password",
    "is the name that it has",
    "a tag needs a letter or a digit",
    "must not be blank",
    "must not contain the character U+0000",
    "is out of range",
    "is not a valid email address",
    "Input should be a valid integer",  # 1.0 is one for JSON Schema, and none for us
)


class Person:
    """A user or an administrator."""

    def __init__(self) -> None:
        self.client = httpx2.Client(base_url=os.environ["FUZZ_URL"], timeout=30)
        self.headers: dict[str, str] = {}

    def get(self, case: Case[Any], context: AuthContext) -> dict[str, str]:
        """The headers of an account that is there and is what it should be."""
        if not self.is_known():
            self.headers = self.register()
        return self.headers

    def set(self, case: Case[Any], data: dict[str, str], context: AuthContext) -> None:
        """As Schemathesis asks for it."""
        case.headers.update(data)

    def is_known(self) -> bool:
        answer = self.client.get("/api/users/me", headers=self.headers)
        return answer.status_code == 200 and answer.json()["role"] == ROLE

    def register(self) -> dict[str, str]:
        """A new account; the database makes it what no route can."""
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
    """Good data is refused as malformed only for what no schema can say."""
    if response.status_code not in {400, 422} or not is_good(case):
        return
    body = response.json()
    if "error" in body:
        assert body["error"] in GRANTS, body
        return
    told = [fault["msg"] for fault in body.get("errors", [])]
    assert body["code"] in CODES or (told and all(map(is_known_rule, told))), body


def is_good(case: Case[Any]) -> bool:
    """Whether it was generated to fit the document."""
    return case.meta is not None and case.meta.generation.mode.is_positive


def is_known_rule(message: str) -> bool:
    return any(rule in message for rule in RULES)


if ROLE != "nobody":
    schemathesis.auth(refresh_interval=None)(Person)
