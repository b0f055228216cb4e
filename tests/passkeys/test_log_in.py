"""Passkeys: enrolment, log-in with and without a password, and confirmation."""

import pytest

from tests.authenticator import Authenticator, b64
from tests.factories import PASSWORD, World
from tests.passkeys.signing import (
    KEYS,
    REFUSED,
    add,
    ask,
    begin,
    claims_of,
    enrolled,
    log_in,
    mfa_token_of,
    outcome,
    present,
)


@pytest.mark.parametrize("alg", [-7, -8, -257])
async def test_a_passkey_logs_in_alone(world: World, alg: int) -> None:
    ada = await world.user()
    device = await enrolled(world, ada, alg=alg)
    claims = await claims_of(world, await log_in(world, device))
    assert claims["sub"] == str(ada.id)
    assert set(claims["amr"]) == {"pop", "user", "mfa"}


async def test_a_passkey_is_a_second_factor(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    mfa_token = await mfa_token_of(world, ada)
    asked = await ask(world, mfa_token=mfa_token)
    assert [one["id"] for one in asked["options"]["allowCredentials"]] == [
        b64(device.credential_id)
    ]
    answer = await present(world, device.get(asked["options"]), mfa_token=mfa_token)
    assert set((await claims_of(world, answer))["amr"]) == {"pwd", "pop", "user", "mfa"}
    again = await present(world, device.get(asked["options"]), mfa_token=mfa_token)
    assert outcome(again) == REFUSED


async def test_the_challenge_token_of_a_second_step_is_enough(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    asked = await ask(world, mfa_token=await mfa_token_of(world, ada))
    token = asked["challenge_token"]
    assert (
        await present(world, device.get(asked["options"]), challenge_token=token)
    ).status_code == 200


async def test_a_passkey_confirms_a_session(world: World) -> None:
    ada = await world.user()
    device = await enrolled(world, ada)
    await world.execute("UPDATE sessions SET confirmed_at = NULL")
    assert outcome(await world.client.post(f"{KEYS}/options", headers=ada.headers)) == (
        403,
        "confirmation_required",
    )
    asked = await ask(world, ada.headers)
    body = {"credential": device.get(asked["options"])}
    path = "/api/auth/confirm"
    assert (await world.client.post(path, json=body, headers=ada.headers)).status_code == 204
    assert (await world.client.post(f"{KEYS}/options", headers=ada.headers)).status_code == 200
    again = await world.client.post(path, json=body, headers=ada.headers)
    assert outcome(again) == (422, "wrong_code")
    assert again.json()["errors"][0]["loc"] == ["body", "credential"]
    by_password = await world.client.post(path, json={"password": PASSWORD}, headers=ada.headers)
    assert outcome(by_password) == (403, "mfa_required")


async def test_recovery_codes_come_with_the_first_factor_and_go_with_the_last(
    world: World,
) -> None:
    ada = await world.user()
    first, second = Authenticator(), Authenticator()
    one = await add(world, ada, first.create(await begin(world, ada)))
    two = await add(world, ada, second.create(await begin(world, ada)))
    assert len(one.json()["recovery_codes"]) == 10
    assert two.json()["recovery_codes"] is None
    mine = (await world.client.get("/api/users/me/mfa", headers=ada.headers)).json()
    assert [key["name"] for key in mine["passkeys"]] == ["Laptop", "Laptop"]
    assert mine["recovery_codes_left"] == 10
    for key, left in ((one, 10), (two, 0)):
        path = f"{KEYS}/{key.json()['id']}"
        assert (await world.client.delete(path, headers=ada.headers)).status_code == 204
        mine = (await world.client.get("/api/users/me/mfa", headers=ada.headers)).json()
        assert mine["recovery_codes_left"] == left
    assert (await world.tokens(ada.username)).status_code == 200


async def test_the_passkeys_of_others_are_not_found(world: World) -> None:
    ada, eve = await world.user(), await world.user()
    await enrolled(world, ada)
    [(passkey_id,)] = await world.execute("SELECT id FROM passkeys")
    answer = await world.client.delete(f"{KEYS}/{passkey_id}", headers=eve.headers)
    assert outcome(answer) == (404, "not_found")


async def test_a_passkey_belongs_to_one_account(world: World) -> None:
    ada, eve = await world.user(), await world.user()
    device = await enrolled(world, ada)
    assert outcome(await add(world, eve, device.create(await begin(world, eve)))) == (
        409,
        "passkey_known",
    )
