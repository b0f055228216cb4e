"""Grants of a second factor over HTTP, for an account with every factor."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
import pytest

from tests.authenticator import Authenticator
from tests.factories import Person, World
from tests.figures import log_event
from tests.operations import FORM
from tests.passkeys.signing import ask, enrolled
from tests.raw_client import send_raw
from tests.second_factor.app import App, enrol, first_step
from tests.trust.conftest import Opening, open_world

__all__ = ["open_world"]
GRANT: Final = "urn:blog-api:grant-type:"
GRANTS: Final = ("otp", "recovery-code", "passkey")
SIGNED: Final = ("clientDataJSON", "authenticatorData", "signature", "userHandle")
PLENTY: Final = 32_000  # tries, so that each code is judged
Form = dict[str, str]


@dataclass
class Account:
    """An account with every second factor."""

    person: Person
    app: App
    device: Authenticator


@pytest.fixture
async def world(open_world: Opening) -> AsyncIterator[World]:
    async with open_world(public_url="http://localhost:8000", refresh_reuse_grace=0) as world:
        yield world


@pytest.fixture
async def ada(world: World) -> Account:
    person = await world.user()
    return Account(person, await enrol(world, person), await enrolled(world, person))


async def send(world: World, form: Mapping[str, str]) -> httpx2.Response:
    headers = [(b"content-type", FORM.encode()), (b"x-request-id", b"same")]
    body = urlencode(form, errors="surrogatepass").encode()
    return await send_raw(world.app, "POST", "/api/auth/login", headers, body)


async def give_tries(world: World) -> None:
    await world.execute("UPDATE pending_logins SET tries_left = %s", PLENTY)


async def prolong(world: World) -> None:
    """Let nothing expire while a slow machine tries mutations."""
    for table in ("pending_logins", "passkey_challenges"):
        await world.execute(f"UPDATE {table} SET expires_at = now() + interval '1 h'")


async def right_form(world: World, ada: Account, grant: str) -> Form:
    """Return a form that logs in, once."""
    token = await first_step(world, ada.person)
    form = {"grant_type": GRANT + grant, "mfa_token": token}
    if grant == "otp":
        await world.execute("UPDATE totp_secrets SET last_step = 0")
        return form | {"otp": ada.app.code()}
    if grant == "recovery-code":
        return form | {"recovery_code": ada.app.recovery_codes.pop()}
    asked = await ask(world, mfa_token=token)
    return form | {"credential": json.dumps(ada.device.get(asked["options"]))}


async def alone(world: World, ada: Account) -> tuple[Form, dict[str, Any]]:
    """Return the form of a log-in by passkey alone without its credential, and that."""
    asked = await ask(world)
    form = {"grant_type": f"{GRANT}passkey", "challenge_token": asked["challenge_token"]}
    return form, ada.device.get(asked["options"])


async def sessions(world: World) -> int:
    [(count,)] = await world.execute("SELECT count(*)::int FROM sessions")
    return int(count)


def require_refusals(answers: list[httpx2.Response]) -> None:
    """Require one text for what is wrong; what is malformed may say where."""
    log_event(
        "grants",
        requests=len(answers),
        accepted=sum(answer.is_success for answer in answers),
        server_errors=sum(answer.is_server_error for answer in answers),
    )
    assert {answer.status_code for answer in answers} == {400}
    said = Counter(answer.json()["error"] for answer in answers)
    assert set(said) <= {"invalid_grant", "invalid_request"}
    wrong = {
        (answer.text, str(answer.headers)) for answer in answers if "invalid_grant" in answer.text
    }
    assert len(wrong) <= 1, wrong
