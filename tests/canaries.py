"""Requests that carry secrets in every possible place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2

CANARY = "Xq7-canary-Zt93"
SECRET_FIELDS = (
    "password",
    "new_password",
    "current_password",
    "token",
    "refresh_token",
    "access_token",
    "username",
)
FILLED = dict.fromkeys(SECRET_FIELDS, CANARY)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Transport:
    """One place of a request that can hold a secret."""

    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    query: str = ""


PLACES = {
    "bearer": Transport({"Authorization": f"Bearer {CANARY}"}),
    "bearer like a token": Transport({"Authorization": f"Bearer eyJhbGciOiJSUzI1NiJ9.{CANARY}.x"}),
    "bearer like one of a program": Transport({"Authorization": f"Bearer blog_pat_{CANARY}"}),
    "basic": Transport({"Authorization": f"Basic {CANARY}"}),
    "cookie": Transport({"Cookie": f"session={CANARY}"}),
    "query": Transport(query=f"token={CANARY}&password={CANARY}&access_token={CANARY}"),
    "json": Transport(JSON, json.dumps(FILLED).encode()),
    "json of wrong types": Transport(
        JSON, json.dumps({k: [v] for k, v in FILLED.items()}).encode()
    ),
    "half a json": Transport(JSON, json.dumps(FILLED).encode()[:-1]),
    "json with half a surrogate": Transport(JSON, b'{"password": "%s\\ud800"}' % CANARY.encode()),
    "form": Transport(FORM, "&".join(f"{name}={CANARY}" for name in SECRET_FIELDS).encode()),
    "form twice": Transport(FORM, f"password={CANARY}&password={CANARY}".encode()),
    "not utf-8": Transport(JSON, b'{"password": "%s\xff"}' % CANARY.encode()),
}


def requests_of(document: dict[str, Any]) -> Iterator[tuple[str, str, Transport]]:
    """Yield every operation with every place; ids match nothing, names are the secret."""
    for path, methods in document["paths"].items():
        address = path.replace("{slug}", CANARY).replace("{name}", CANARY)
        while "{" in address:
            before, _, after = address.partition("{")
            address = f"{before}999999999{after.partition('}')[2]}"
        for method in methods:
            for transport in PLACES.values():
                yield method.upper(), address, transport


def send(
    client: httpx2.Client, method: str, address: str, transport: Transport, headers: dict[str, str]
) -> httpx2.Response:
    """Send a request; its own credentials override those of the caller."""
    return client.request(
        method,
        f"{address}?{transport.query}",
        headers=headers | transport.headers,
        content=transport.content,
    )
