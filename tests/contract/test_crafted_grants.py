"""Crafted, replayed and parallel grants of a second factor: one session at most, and no 500."""

import asyncio
import json
from collections import Counter
from typing import Any, Final

import httpx2
import pytest
from jose import jwt

from tests.access_tokens import make_token
from tests.authenticator import UP, UV, Authenticator
from tests.contract.granting import (
    GRANT,
    GRANTS,
    SIGNED,
    Account,
    ada,
    alone,
    give_tries,
    open_world,
    require_refusals,
    right_form,
    send,
    sessions,
    world,
)
from tests.crafted_tokens import BAD_OBJECTS
from tests.factories import World
from tests.passkeys.signing import ask
from tests.token_mutations import mutations

__all__ = ["ada", "open_world", "world"]
BAD_TEXTS: Final = (
    *("\0", "a\0b", " ", "0", "-1", "null", "[]", "{}", "%00", "' OR '1'='1", "../../etc/passwd"),
    *("\ud800", "\u202e", "\U0001f511" * 50, "9" * 400, "a" * 5_000, "[" * 5_000, "1e999", "NaN"),
    *(text.decode("latin-1") for text in BAD_OBJECTS.values()),
)
BAD_MEMBERS: Final[tuple[Any, ...]] = (
    *(None, True, 7, 7.5, "", " ", "=", "AA==", "A", "AAAA", "A" * 10_000, "\0", "\u00e9"),
    *([], {}, ["AAAA"], {"id": "AAAA"}),
)
BAD_VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "type": ("webauthn.create", "", None, 7, ["webauthn.get"]),
    "challenge": ("", "AAAA", "A" * 43, None, 7, ["AAAA"], {}, "\u00e9"),
    "origin": ("http://localhost:8000/", "null", "", None, [], "HTTP://x"),
}
BAD_CLIENT_DATA: Final = [{name: each} for name, values in BAD_VALUES.items() for each in values]


@pytest.mark.parametrize("grant", GRANTS)
async def test_crafted_parameters(world: World, ada: Account, grant: str) -> None:
    form = await right_form(world, ada, grant)
    await give_tries(world)
    before = await sessions(world)
    right = form.get("otp", "")
    wide = right.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    token = await make_token(world, ada.person)
    access = ada.person.headers["Authorization"].partition(" ")[2]
    challenge = (await ask(world))["challenge_token"]
    texts = [*BAD_TEXTS, token.text, access, ada.person.refresh_token, challenge]
    texts += [f" {right}", f"{right}\n", f"{right}\0", wide, f"+{right}", f"{right}.0"]
    answers = []
    for name, text in ((name, text) for name in form for text in texts):
        if name != "grant_type" and text not in ("", right):
            answers.append(await send(world, form | {name: text}))
    require_refusals(answers)
    assert await sessions(world) == before


def bad_credentials(device: Authenticator, options: dict[str, Any]) -> list[str]:
    """Return credentials with one fault each; those of client data are signed."""
    signed = [device.get(options, **changes) for changes in BAD_CLIENT_DATA]
    for flags in (0, UP, UV, 0x80 | UP, 0x40 | UP | UV, 0x10):
        device.flags = flags
        signed.append(device.get(options))
    device.flags = UP | UV
    right = device.get(options)
    members = [
        right | {member: value}
        for member in ("id", "rawId", "type", "response")
        for value in BAD_MEMBERS
    ]
    parts = [
        right | {"response": right["response"] | {member: value}}
        for member in SIGNED[:-1]  # a user handle may be absent
        for value in BAD_MEMBERS
    ]
    return [json.dumps(credential) for credential in (*signed, *members, *parts)]


async def test_crafted_credentials(world: World, ada: Account) -> None:
    before, answers = await sessions(world), []
    for at in range(len(bad_credentials(ada.device, (await ask(world))["options"]))):
        asked = await ask(world)
        text = bad_credentials(ada.device, asked["options"])[at]
        form = {"grant_type": f"{GRANT}passkey", "challenge_token": asked["challenge_token"]}
        answers.append(await send(world, form | {"credential": text}))
    require_refusals(answers)
    assert await sessions(world) == before


@pytest.mark.parametrize("grant", GRANTS)
async def test_replayed_forms_and_mixed_ones(world: World, ada: Account, grant: str) -> None:
    """Nothing of a form that logged in works again, with a new `mfa_token` neither."""
    used = await right_form(world, ada, grant)
    assert (await send(world, used)).status_code == 200
    before = await sessions(world)
    fresh = await right_form(world, ada, "otp")
    proof = {k: v for k, v in used.items() if k not in {"grant_type", "mfa_token"}}
    answers = [await send(world, used) for _ in range(3)]
    await world.execute("UPDATE totp_secrets SET last_step = 9223372036854775807")
    answers.append(await send(world, used | {"mfa_token": fresh["mfa_token"]}))
    answers += [
        await send(world, proof | {"grant_type": GRANT + other, "mfa_token": fresh["mfa_token"]})
        for other in GRANTS
    ]
    require_refusals(answers)
    assert await sessions(world) == before


@pytest.mark.parametrize("grant", GRANTS)
async def test_twenty_at_once(world: World, ada: Account, grant: str) -> None:
    form, before = await right_form(world, ada, grant), await sessions(world)
    answers = await asyncio.gather(*(send(world, form) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 19}
    require_refusals([answer for answer in answers if not answer.is_success])
    assert await sessions(world) == before + 1


async def test_every_factor_at_once(world: World, ada: Account) -> None:
    """One `mfa_token`, however it is completed, is one session."""
    otp = await right_form(world, ada, "otp")
    token, before = otp["mfa_token"], await sessions(world)
    asked = await ask(world, mfa_token=token)
    credential = json.dumps(ada.device.get(asked["options"]))
    forms = [
        otp,
        {"grant_type": f"{GRANT}passkey", "mfa_token": token, "credential": credential},
        {
            "grant_type": f"{GRANT}recovery-code",
            "mfa_token": token,
            "recovery_code": ada.app.recovery_codes[0],
        },
    ]
    answers = await asyncio.gather(*(send(world, form) for form in forms * 6))
    assert Counter(answer.status_code for answer in answers)[200] == 1
    require_refusals([answer for answer in answers if not answer.is_success])
    assert await sessions(world) == before + 1


async def tokens_of(world: World, ada: Account, grant: str) -> dict[str, str]:
    """Log in by a grant; `alone` is a passkey without a password."""
    if grant == "alone":
        form, credential = await alone(world, ada)
        form |= {"credential": json.dumps(credential)}
    else:
        form = await right_form(world, ada, grant)
    answer = await send(world, form)
    assert answer.status_code == 200, answer.text
    tokens: dict[str, str] = answer.json()
    return tokens


async def refresh(world: World, token: str) -> httpx2.Response:
    return await send(world, {"grant_type": "refresh_token", "refresh_token": token})


def jti_of(answer: httpx2.Response) -> str:
    jti: str = jwt.get_unverified_claims(answer.json()["refresh_token"])["jti"]
    return jti


@pytest.mark.parametrize("grant", [*GRANTS, "alone"])
async def test_refresh_tokens_of_a_grant(world: World, ada: Account, grant: str) -> None:
    """Mutations are refused, one of twenty in parallel wins, and a later one ends the session."""
    tokens = await tokens_of(world, ada, grant)
    original = tokens["refresh_token"]
    require_refusals([await refresh(world, text) for text in mutations(original)[::10] if text])
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await world.client.get("/api/users/me", headers=headers)).status_code == 200
    answers = await asyncio.gather(*(refresh(world, original) for _ in range(20)))
    won = [answer for answer in answers if answer.is_success]
    # Those that began before the rotation was committed get the tokens of the winner.
    assert len({jti_of(answer) for answer in won}) == 1
    require_refusals([answer for answer in answers if not answer.is_success])
    require_refusals([await refresh(world, original)])
    assert (await refresh(world, won[0].json()["refresh_token"])).status_code == 400
    assert (await world.client.get("/api/users/me", headers=headers)).status_code == 401
