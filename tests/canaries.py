"""Secrets put wherever a secret can be put, and requests that carry them."""

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
class Carrier:
    """One way to send a secret along."""

    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    query: str = ""


CARRIERS = {
    "bearer": Carrier({"Authorization": f"Bearer {CANARY}"}),
    "bearer like a token": Carrier({"Authorization": f"Bearer eyJhbGciOiJSUzI1NiJ9.{CANARY}.x"}),
    "basic": Carrier({"Authorization": f"Basic {CANARY}"}),
    "cookie": Carrier({"Cookie": f"session={CANARY}"}),
    "query": Carrier(query=f"token={CANARY}&password={CANARY}&access_token={CANARY}"),
    "json": Carrier(JSON, json.dumps(FILLED).encode()),
    "json of wrong types": Carrier(JSON, json.dumps({k: [v] for k, v in FILLED.items()}).encode()),
    "half a json": Carrier(JSON, json.dumps(FILLED).encode()[:-1]),
    "json with half a surrogate": Carrier(JSON, b'{"password": "%s\\ud800"}' % CANARY.encode()),
    "form": Carrier(FORM, "&".join(f"{name}={CANARY}" for name in SECRET_FIELDS).encode()),
    "form twice": Carrier(FORM, f"password={CANARY}&password={CANARY}".encode()),
    "not utf-8": Carrier(JSON, b'{"password": "%s\xff"}' % CANARY.encode()),
}


def requests_of(document: dict[str, Any]) -> Iterator[tuple[str, str, Carrier]]:
    """Every operation with every carrier; ids that nothing has, and the secret for a name."""
    for path, methods in document["paths"].items():
        address = path.replace("{slug}", CANARY).replace("{name}", CANARY)
        while "{" in address:
            before, _, after = address.partition("{")
            address = f"{before}999999999{after.partition('}')[2]}"
        for method in methods:
            for carrier in CARRIERS.values():
                yield method.upper(), address, carrier


def send(
    client: httpx2.Client, method: str, address: str, carrier: Carrier, headers: dict[str, str]
) -> httpx2.Response:
    """The carrier's own credentials win over those of the caller."""
    return client.request(
        method,
        f"{address}?{carrier.query}",
        headers=headers | carrier.headers,
        content=carrier.content,
    )
