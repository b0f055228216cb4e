"""Environments: address of the server, its administrator, and variables for tokens."""

from collections.abc import Mapping
from typing import Any, Final

from postman.request import Actor

PASSWORD: Final = "correct horse battery staple"  # noqa: S105  # of the story's people
LOCAL: Final[Mapping[str, str]] = {
    "base_url": "http://127.0.0.1:8000",
    "api_prefix": "/api",
    "admin_email": "admin@example.com",
    "admin_password": "the admin password",
    "may_write": "yes",
}
# Addresses to replace, and no password: these files are in the repository.
STAGING: Final = {**LOCAL, "base_url": "https://staging.blog.example", "admin_password": ""}
PRODUCTION: Final = {
    **STAGING,
    "base_url": "https://blog.example",
    "may_write": "no",  # for single requests; the story stops at once
}
ENVIRONMENTS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "local": ("0f6f2b54-8d0c-4d9e-8d38-7a6c1c9be2a5", LOCAL),
    "staging": ("3c1a7d0e-52f4-4b0b-9a64-6d5c7e0f1b28", STAGING),
    "production": ("b7d2e9a4-1f83-4c56-8e07-95a3c4d6f0b1", PRODUCTION),
}
NAMES: Final = (
    "access_token",
    "refresh_token",
    "expires_at",
    "refresh_at",
    "login_password",
    "confirmed_until",
)


def environment(name: str) -> dict[str, Any]:
    """Return the settings, then the variables that the scripts fill in."""
    identifier, variables = ENVIRONMENTS[name]
    return {
        "id": identifier,
        "name": name,
        "values": [
            *(value(key, text) for key, text in variables.items()),
            value("password", PASSWORD),
            *(value(key, "") for actor in Actor for key in token_variables(actor)),
        ],
        "_postman_variable_scope": "environment",
    }


def token_variables(actor: Actor) -> list[str]:
    if actor is Actor.NOBODY:
        return []
    return [f"{actor.value}{name}" for name in NAMES]


def value(key: str, text: str) -> dict[str, Any]:
    """Return a variable; Postman hides the values of secrets."""
    secret = key.endswith(("password", "_token"))
    return {
        "key": key,
        "value": text,
        "type": "secret" if secret else "default",
        "enabled": True,
    }
