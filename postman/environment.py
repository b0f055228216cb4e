"""The environment `local`: where the server is, who its administrator is, and room for tokens."""

from collections.abc import Mapping
from typing import Any, Final

from postman.request import Actor

VARIABLES: Final[Mapping[str, str]] = {
    "base_url": "http://127.0.0.1:8000",
    "api_prefix": "/api",
    "admin_email": "admin@example.com",
    "admin_password": "the admin password",
}
NAMES: Final = ("access_token", "refresh_token", "expires_at", "refresh_at")
PASSWORD: Final = "correct horse battery staple"  # noqa: S105  # of the story's people


def environment() -> dict[str, Any]:
    """Settings first, then what the scripts fill in."""
    return {
        "id": "0f6f2b54-8d0c-4d9e-8d38-7a6c1c9be2a5",
        "name": "local",
        "values": [
            *(value(key, text) for key, text in VARIABLES.items()),
            value("password", PASSWORD),
            *(value(name, "") for actor in Actor for name in token_variables(actor)),
        ],
        "_postman_variable_scope": "environment",
    }


def token_variables(actor: Actor) -> list[str]:
    """What the scripts keep for somebody who is logged in."""
    if actor is Actor.NOBODY:
        return []
    return [f"{actor.value}{name}" for name in NAMES]


def value(key: str, text: str) -> dict[str, Any]:
    """One variable; what opens doors is hidden on the screen."""
    secret = key.endswith(("password", "_token"))
    return {
        "key": key,
        "value": text,
        "type": "secret" if secret else "default",
        "enabled": True,
    }
