"""Passkeys: every credential, challenge and account that is refused."""

import asyncio
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.authenticator import UP, UV, Authenticator
from tests.factories import World
from tests.operations import FORM
from tests.passkeys.signing import (
    KEYS,
    NOT_TAKEN,
    REFUSED,
    add,
    ask,
    begin,
    enrolled,
    log_in,
    mfa_token_of,
    outcome,
    present,
)
from tests.raw_client import send_raw
from tests.second_factor.app import enrol
from tests.trust.conftest import Opening

WRONG: dict[str, dict[str, Any]] = {
    "not verified": {"flags": UP},
    "not present": {"flags": UV},
    "another site": {"rp_id": "evil.example"},
    "another origin": {"origin": "http://evil.example:8000"},
    "another port": {"origin": "http://localhost:8001"},
    "another scheme": {"origin": "https://localhost:8000"},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
async def test_a_wrong_registration(world: World, changes: dict[str, Any]) -> None:
    ada = await world.user()
    device = Authenticator(**changes)
    assert outcome(await add(world, ada, device.create(await begin(world, ada)))) == NOT_TAKEN


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
async def test_a_wrong_assertion(world: World, changes: dict[str, Any]) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    for name, value in changes.items():
        setattr(device, name, value)
    assert outcome(await log_in(world, device)) == REFUSED


async def test_a_registration_is_no_assertion_and_the_reverse(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    options = await begin(world, ada)
    assert outcome(await add(world, ada, device.create(options, type="webauthn.get"))) == NOT_TAKEN
    asked = await ask(world)
    credential = device.get(asked["options"], type="webauthn.create")
    token = asked["challenge_token"]
    assert outcome(await present(world, credential, challenge_token=token)) == REFUSED


async def test_a_challenge_is_for_one_purpose_and_one_session(world: World) -> None:
    ada, eve = await world.user(), await world.user()
    device = await enrolled(world, ada)
    hers = await enrolled(world, eve)
    for_confirming = await ask(world, ada.headers)
    for_log_in = await ask(world)
    token = for_confirming["challenge_token"]
    credential = device.get(for_confirming["options"])
    assert outcome(await present(world, credential, challenge_token=token)) == REFUSED
    for session, key, asked in (
        (ada, device, for_log_in),  # of a log-in
        (eve, hers, await ask(world, ada.headers)),  # of another session
        (eve, device, await ask(world, eve.headers)),  # a passkey of another account
    ):
        body = {"credential": key.get(asked["options"])}
        answer = await world.client.post("/api/auth/confirm", json=body, headers=session.headers)
        assert outcome(answer) == (422, "wrong_code")
    options = await begin(world, ada)
    assert outcome(await add(world, eve, Authenticator().create(options))) == NOT_TAKEN


async def test_a_second_step_takes_the_passkey_of_its_account_only(world: World) -> None:
    ada, eve = await world.user(), await world.user()
    await enrolled(world, ada)
    hers = await enrolled(world, eve)
    mfa_token = await mfa_token_of(world, ada)
    asked = await ask(world, mfa_token=mfa_token)
    answer = await present(world, hers.get(asked["options"]), mfa_token=mfa_token)
    assert outcome(answer) == REFUSED


async def test_a_challenge_works_once_and_for_five_minutes(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    asked = await ask(world)
    token, credential = asked["challenge_token"], device.get(asked["options"])
    answers = await asyncio.gather(
        *(present(world, credential, challenge_token=token) for _ in range(8))
    )
    assert Counter(map(outcome, answers)) == {(200, None): 1, REFUSED: 7}
    asked = await ask(world)
    await world.execute("UPDATE passkey_challenges SET expires_at = now()")
    late = device.get(asked["options"])
    assert outcome(await present(world, late, challenge_token=asked["challenge_token"])) == REFUSED


async def test_a_challenge_without_its_token_logs_nobody_in(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    mine, hers = await ask(world), await ask(world)
    credential = device.get(hers["options"])
    token = mine["challenge_token"]
    assert outcome(await present(world, credential, challenge_token=token)) == REFUSED
    assert outcome(await present(world, credential, challenge_token="none")) == REFUSED


async def test_sign_counts_only_grow(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    device.count = 10
    assert (await log_in(world, device)).status_code == 200
    clone = device.count
    assert (await log_in(world, device)).status_code == 200
    device.count = clone - 1
    assert outcome(await log_in(world, device)) == REFUSED
    device.count = 20
    assert (await log_in(world, device)).status_code == 200


async def test_an_authenticator_that_counts_nothing(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada, counts=False)
    assert [(await log_in(world, device)).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("state", ["inactive", "deleted", "removed"])
async def test_nobody_logs_in_to_a_closed_account(world: World, state: str) -> None:
    ada, admin = await world.user(), await world.admin()
    device = await enrolled(world, ada)
    if state == "removed":
        await world.execute("DELETE FROM passkeys")
    elif state == "deleted":
        await world.client.delete(f"/api/users/{ada.id}", headers=admin.headers)
    else:
        body = {"is_active": False}
        await world.client.patch(f"/api/users/{ada.id}", json=body, headers=admin.headers)
    assert outcome(await log_in(world, device)) == REFUSED


async def test_a_wrong_password_gets_the_same_bytes_whatever_the_account_has(world: World) -> None:
    """No account, one without a factor, with each kind, with both, and two that are closed."""
    admin = await world.admin()
    people = [await world.user() for _ in range(6)]
    with_app, with_key, with_both, inactive, deleted = people[1:]
    for person in (with_app, with_both):
        await enrol(world, person)
    for person in (with_key, with_both):
        await enrolled(world, person)
    body = {"is_active": False}
    await world.client.patch(f"/api/users/{inactive.id}", json=body, headers=admin.headers)
    await world.delete(f"/api/users/{deleted.id}", admin)
    names = ["nobody", "nobody@example.com", *(p.username for p in people)]
    headers = [(b"content-type", FORM.encode()), (b"x-request-id", b"same")]
    seen = {}
    for name in [*names, *(p.email for p in people)]:
        form = urlencode({"username": name, "password": "wrong"}).encode()
        answer = await send_raw(world.app, "POST", "/api/auth/login", headers, form)
        seen[name] = (answer.status_code, answer.content, answer.headers.raw)
    assert seen["nobody"][0] == 400
    assert {name: said for name, said in seen.items() if said != seen["nobody"]} == {}


async def test_a_foreign_user_handle_is_refused(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    device.user_handle = bytes(32)
    assert outcome(await log_in(world, device)) == REFUSED


async def test_an_account_has_20_passkeys_at_most(world: World) -> None:
    ada = await world.user()
    for _ in range(20):
        await enrolled(world, ada, alg=-8)
    device = Authenticator()
    answer = await add(world, ada, device.create(await begin(world, ada)))
    assert outcome(answer) == (409, "passkey_limit")


async def test_no_passkeys_at_an_ip_address(open_world: Opening) -> None:
    async with open_world(public_url="http://192.0.2.1:8000") as world:
        ada = await world.user()
        answer = await world.client.post(f"{KEYS}/options", headers=ada.headers)
        assert outcome(answer) == (409, "mfa_unavailable")
        asked = await world.client.post("/api/auth/passkey/options", json={})
        assert outcome(asked) == (409, "mfa_unavailable")


async def test_passkeys_of_another_host_are_not_taken(open_world: Opening) -> None:
    async with open_world(public_url="https://old.example") as world:
        ada = await world.user()
        device = await enrolled(world, ada, rp_id="old.example", origin="https://old.example")
        assert (await log_in(world, device)).status_code == 200
        async with open_world(public_url="https://new.example") as moved:
            device.origin, device.rp_id = "https://new.example", "new.example"
            assert outcome(await log_in(moved, device)) == REFUSED
