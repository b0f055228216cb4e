"""Requests with passkeys of an authenticator in software."""

import json
from typing import Any

import httpx2

from tests.authenticator import Authenticator, raw_of
from tests.factories import Person, World

KEYS = "/api/users/me/mfa/passkeys"
REFUSED = (400, "invalid_grant")
NOT_TAKEN = (422, "passkey_refused")


def outcome(answer: httpx2.Response) -> tuple[int, str | None]:
    body = answer.json() if answer.content else {}
    return answer.status_code, body.get("code") or body.get("error")


async def begin(world: World, person: Person) -> dict[str, Any]:
    answer = await world.client.post(f"{KEYS}/options", headers=person.headers)
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["options"]
    return options


async def add(world: World, person: Person, credential: dict[str, Any]) -> httpx2.Response:
    body = {"credential": credential, "name": "Laptop"}
    return await world.client.post(KEYS, json=body, headers=person.headers)


async def enrolled(world: World, person: Person, **fields: Any) -> Authenticator:
    device = Authenticator(**fields)
    answer = await add(world, person, device.create(await begin(world, person)))
    assert answer.status_code == 201, answer.text
    return device


async def ask(world: World, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
    path = "/api/auth/passkey/options"
    answer = await world.client.post(path, json=body, headers=headers or {})
    assert answer.status_code == 200, answer.text
    asked: dict[str, Any] = answer.json()
    return asked


async def present(world: World, credential: dict[str, Any], **form: str) -> httpx2.Response:
    fields = {
        "grant_type": "urn:blog-api:grant-type:passkey",
        "credential": json.dumps(credential),
    }
    return await world.client.post("/api/auth/login", data=fields | form)


async def log_in(world: World, device: Authenticator) -> httpx2.Response:
    asked = await ask(world)
    credential = device.get(asked["options"])
    return await present(world, credential, challenge_token=asked["challenge_token"])


async def mfa_token_of(world: World, person: Person) -> str:
    answer = await world.tokens(person.username)
    assert outcome(answer) == (400, "mfa_required")
    assert "passkey" in answer.json()["mfa_methods"]
    token: str = answer.json()["mfa_token"]
    return token


async def claims_of(world: World, answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    payload = answer.json()["access_token"].split(".")[1]
    claims: dict[str, Any] = json.loads(raw_of(payload))
    return claims
