"""Callers: an administrator and an author, each with a token."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.factories import PASSWORD
from tests.faults.wire import Caller

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Staff:
    """Their `Authorization` headers."""

    admin: Headers
    author: Headers


async def hire(port: int, promote: Callable[[int], None]) -> Staff:
    """Create accounts; the promotion comes last and is durable, and so is all before it."""
    async with Caller(port, {}) as caller:
        admin, author = await register(caller), await register(caller)
        staff = Staff(await log_in(caller, admin), await log_in(caller, author))
    promote(admin["id"])
    return staff


async def register(caller: Caller) -> dict[str, Any]:
    """Register a user; return the profile."""
    name = f"u{secrets.token_hex(6)}"
    body = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    answer = await caller.call("POST", "/api/users", body)
    assert answer.status == 201, answer.body
    profile: dict[str, Any] = answer.json
    return profile


async def log_in(caller: Caller, profile: dict[str, Any]) -> Headers:
    answer = await caller.call("POST", "/api/auth/login", login_form(profile["username"]))
    assert answer.status == 200, answer.body
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def login_form(username: str, password: str = PASSWORD) -> str:
    """Return the form of the token endpoint."""
    return urlencode({"username": username, "password": password})
