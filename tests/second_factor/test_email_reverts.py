"""An address is taken back with the second factor that the account had before the change."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.authenticator import Authenticator
from tests.factories import PASSWORD, Person, World
from tests.passkeys.signing import add, ask, begin, enrolled
from tests.second_factor.app import MFA, App, enrol
from tests.trust.conftest import Opening
from tests.trust.noticing import THIEF, email_of, links_to, move, verified
from tests.trust.test_recovery import outcome

REVERT = "/api/auth/email/revert"
REFUSED = (422, "one_time_token_refused")


@pytest.fixture
async def world(open_world: Opening, tmp_path: Path) -> AsyncIterator[World]:
    settings = {"send_mail": True, "public_url": "http://localhost:8000"}
    async with open_world(**settings, blog_data_dir=tmp_path) as world:
        yield world


async def revert(world: World, token: str, **code: Any) -> httpx2.Response:
    return await world.client.post(REVERT, json={"token": token, **code})


async def factors(world: World, person: Person) -> tuple[bool, int]:
    """Return whether there is an authenticator app, and the number of passkeys."""
    [row] = await world.execute(
        "SELECT EXISTS (SELECT FROM totp_secrets WHERE user_id = %s AND confirmed_at IS NOT NULL),"
        " (SELECT count(*)::int FROM passkeys WHERE user_id = %s)",
        *(person.id, person.id),
    )
    return row[0], row[1]


@pytest.mark.parametrize("kind", ["otp", "recovery_code"])
async def test_a_factor_from_before_the_change_is_needed(
    world: World, tmp_path: Path, kind: str
) -> None:
    ada = await verified(world)
    app = await enrol(world, ada)
    await move(world, ada, THIEF)
    [token] = links_to(tmp_path, ada.email)
    right = app.code() if kind == "otp" else app.recovery_codes[0]
    wrong = app.wrong() if kind == "otp" else "abcdef-abcdef-abcdef-abcdef"
    assert outcome(await revert(world, token)) == (403, "mfa_required")
    assert outcome(await revert(world, token, **{kind: wrong})) == (422, "wrong_code")
    assert await email_of(world, ada) == (THIEF, False)
    assert (await world.client.get("/api/users/me", headers=ada.headers)).status_code == 200

    assert outcome(await revert(world, token, **{kind: right})) == (204, None)

    assert await email_of(world, ada) == (ada.email, True)
    assert await factors(world, ada) == (True, 0)
    assert (await world.client.get("/api/users/me", headers=ada.headers)).status_code == 401
    assert outcome(await revert(world, token, **{kind: right})) == REFUSED


async def test_a_used_code_is_wrong(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    app = await enrol(world, ada)
    await move(world, ada, THIEF)
    [token] = links_to(tmp_path, ada.email)
    body = {"recovery_code": app.recovery_codes[0]}
    answer = await world.client.post("/api/auth/confirm", json=body, headers=ada.headers)
    assert answer.status_code == 204
    assert outcome(await revert(world, token, **body)) == (422, "wrong_code")
    assert await email_of(world, ada) == (THIEF, False)


async def test_factors_of_a_thief_are_not_asked_for_and_go(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    await move(world, ada, THIEF)
    thief = await enrol(world, ada)
    answer = await add(world, ada, Authenticator().create(await begin(world, ada)))
    assert answer.status_code == 201
    assert await factors(world, ada) == (True, 1)
    [token] = links_to(tmp_path, ada.email)

    assert outcome(await revert(world, token)) == (204, None)

    assert await factors(world, ada) == (False, 0)
    assert await email_of(world, ada) == (ada.email, True)
    assert await world.execute("SELECT 1 FROM recovery_codes") == []
    assert thief.recovery_codes


async def test_a_passkey_of_a_thief_proves_nothing(world: World, tmp_path: Path) -> None:
    """With the app of the owner, it neither replaces its code nor stays."""
    ada = await verified(world)
    app = await enrol(world, ada)
    await move(world, ada, THIEF)
    await add(world, ada, Authenticator().create(await begin(world, ada)))
    assert await factors(world, ada) == (True, 1)
    [token] = links_to(tmp_path, ada.email)
    assert outcome(await revert(world, token)) == (403, "mfa_required")
    assert outcome(await revert(world, token, otp=app.code())) == (204, None)
    assert await factors(world, ada) == (True, 0)


async def test_a_passkey_from_before_the_change_is_proof(world: World, tmp_path: Path) -> None:
    """Also when the thief has renewed the recovery codes: those of the owner are void then."""
    ada = await verified(world)
    device = await enrolled(world, ada)
    await move(world, ada, THIEF)
    renewed = await world.client.post(f"{MFA}/recovery-codes", headers=ada.headers)
    thief = await enrolled(world, ada)
    [token] = links_to(tmp_path, ada.email)
    newer = await signed(world, thief)
    answer = await revert(world, token, credential=newer)
    assert outcome(answer) == (422, "wrong_code")
    assert answer.json()["errors"][0]["loc"] == ["body", "credential"]
    right = await signed(world, device)
    assert outcome(await revert(world, token, credential=right, otp="1")) == (422, "invalid_input")

    assert outcome(await revert(world, token, credential=right)) == (204, None)

    assert await email_of(world, ada) == (ada.email, True)
    assert await factors(world, ada) == (False, 1)
    assert renewed.status_code == 200
    assert await world.execute("SELECT 1 FROM recovery_codes") == [], "the thief has read them"


async def signed(world: World, device: Authenticator) -> dict[str, Any]:
    return device.get((await ask(world))["options"])


async def test_recovery_codes_from_before_the_change_stay(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    app = await enrol(world, ada)
    answer = await world.client.post(f"{MFA}/recovery-codes", headers=ada.headers)
    await move(world, ada, THIEF)
    [token] = links_to(tmp_path, ada.email)
    assert outcome(await revert(world, token, otp=app.code())) == (204, None)
    left = await world.execute("SELECT count(*)::int FROM recovery_codes")
    assert left == [(len(answer.json()["recovery_codes"]),)]


async def test_guesses_are_counted_as_those_of_a_log_in(
    open_world: Opening, tmp_path: Path
) -> None:
    settings = {"send_mail": True, "blog_data_dir": tmp_path, "rate_limits_enabled": True}
    async with open_world(**settings) as world:
        ada = await verified(world)
        app: App = await enrol(world, ada)
        await move(world, ada, THIEF)
        [token] = links_to(tmp_path, ada.email)
        seen = [outcome(await revert(world, token, otp=app.wrong())) for _ in range(6)]
        assert seen == [(422, "wrong_code")] * 5 + [(429, "too_many_requests")]
        assert await email_of(world, ada) == (THIEF, False)


async def test_another_account_helps_nobody(world: World, tmp_path: Path) -> None:
    ada, eve = await verified(world), await verified(world)
    await enrol(world, ada)
    hers = await enrol(world, eve)
    await move(world, ada, THIEF)
    [token] = links_to(tmp_path, ada.email)
    assert outcome(await revert(world, token, otp=hers.code())) == (422, "wrong_code")
    answer = await revert(world, token, recovery_code=hers.recovery_codes[0])
    assert outcome(answer) == (422, "wrong_code")
    left = (await world.client.get(MFA, headers=eve.headers)).json()["recovery_codes_left"]
    assert left == len(hers.recovery_codes)
    assert (await world.tokens(ada.username, PASSWORD)).status_code == 400
