"""Adding and removing an authenticator app, and its recovery codes."""

import asyncio
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from blog_api.auth.second_factor.commands import expire_enrolments
from tests.factories import World
from tests.second_factor.app import MFA, App, enrol, first_step, second_step
from tests.trust.conftest import Opening


async def test_the_secret_is_shown_once_in_three_forms(world: World) -> None:
    ada = await world.user("ada")
    answer = await world.client.post(f"{MFA}/totp", headers=ada.headers)
    assert answer.status_code == 200
    shown = answer.json()
    assert len(shown["secret"]) == 32
    uri = urlsplit(shown["otpauth_uri"])
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Blog:ada")
    assert parse_qs(uri.query) == {
        "secret": [shown["secret"]],
        "issuer": ["Blog"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }
    assert shown["qr_svg"].startswith("<svg")
    assert answer.headers["cache-control"] == "no-store"


async def test_it_counts_from_its_first_code_on(world: World) -> None:
    ada = await world.user()
    answer = await world.client.post(f"{MFA}/totp", headers=ada.headers)
    assert (await world.tokens(ada.username)).status_code == 200
    app = App(ada, answer.json()["secret"])
    path = f"{MFA}/totp/confirm"
    answer = await world.client.post(path, json={"otp": app.wrong()}, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code")
    assert answer.json()["errors"][0]["loc"] == ["body", "otp"]
    answer = await world.client.post(path, json={"otp": app.code()}, headers=ada.headers)
    codes = answer.json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 24 for code in codes)
    assert (await world.tokens(ada.username)).json()["error"] == "mfa_required"
    answer = await world.client.post(path, json={"otp": app.code(1)}, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_enrolling")


async def test_a_second_app_waits_for_the_first_to_go(world: World) -> None:
    ada = await world.user()
    await enrol(world, ada)
    answer = await world.client.post(f"{MFA}/totp", headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_enrolled")
    assert (await world.client.delete(f"{MFA}/totp", headers=ada.headers)).status_code == 204
    await enrol(world, ada)


async def test_beginning_again_voids_the_secret_before(world: World) -> None:
    ada = await world.user()
    first = (await world.client.post(f"{MFA}/totp", headers=ada.headers)).json()["secret"]
    second = (await world.client.post(f"{MFA}/totp", headers=ada.headers)).json()["secret"]
    answers = [
        await world.client.post(
            f"{MFA}/totp/confirm", json={"otp": App(ada, secret).code()}, headers=ada.headers
        )
        for secret in (first, second)
    ]
    assert [answer.status_code for answer in answers] == [422, 200]


async def test_an_enrolment_that_nobody_finishes_ends_after_a_day(world: World) -> None:
    """A factor stays, and the secret of an enrolment is not kept for ever."""
    ada, bob = await world.user(), await world.user()
    secret = (await world.client.post(f"{MFA}/totp", headers=ada.headers)).json()["secret"]
    await enrol(world, bob)
    assert await world.db.write(expire_enrolments, 10) == 0
    await world.execute("UPDATE totp_secrets SET created_at = now() - interval '25 hours'")
    assert await world.db.write(expire_enrolments, 10) == 1
    body = {"otp": App(ada, secret).code()}
    answer = await world.client.post(f"{MFA}/totp/confirm", json=body, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_enrolling")
    assert (await world.tokens(bob.username)).json()["error"] == "mfa_required"


async def test_what_one_has(world: World) -> None:
    ada = await world.user()
    empty: dict[str, object] = {"totp": None, "passkeys": [], "recovery_codes_left": 0}
    assert (await world.client.get(MFA, headers=ada.headers)).json() == empty
    app = await enrol(world, ada)
    has = (await world.client.get(MFA, headers=ada.headers)).json()
    assert (has["totp"].keys(), has["recovery_codes_left"]) == ({"created_at"}, 10)
    token = await first_step(world, ada)
    await second_step(world, token, recovery_code=app.recovery_codes[0])
    assert (await world.client.get(MFA, headers=ada.headers)).json()["recovery_codes_left"] == 9
    assert (await world.client.delete(f"{MFA}/totp", headers=ada.headers)).status_code == 204
    assert (await world.client.get(MFA, headers=ada.headers)).json() == empty
    assert (await world.tokens(ada.username)).status_code == 200
    assert (await world.client.delete(f"{MFA}/totp", headers=ada.headers)).status_code == 404


async def test_new_recovery_codes_void_the_old_ones(world: World) -> None:
    ada = await world.user()
    path = f"{MFA}/recovery-codes"
    answer = await world.client.post(path, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_enrolled")
    app = await enrol(world, ada)
    new = (await world.client.post(path, headers=ada.headers)).json()["recovery_codes"]
    assert len({*new, *app.recovery_codes}) == 20
    token = await first_step(world, ada)
    assert (await second_step(world, token, recovery_code=app.recovery_codes[3])).status_code == 400
    assert (await second_step(world, token, recovery_code=new[3])).status_code == 200


async def test_factors_need_a_confirmed_session(world: World) -> None:
    ada = await world.user()
    await world.execute("UPDATE sessions SET confirmed_at = NULL")
    for method, path in (
        ("POST", f"{MFA}/totp"),
        ("POST", f"{MFA}/totp/confirm"),
        ("DELETE", f"{MFA}/totp"),
        ("POST", f"{MFA}/recovery-codes"),
    ):
        answer = await world.client.request(
            method, path, headers=ada.headers, json={"otp": "1"} if "confirm" in path else None
        )
        assert answer.json()["code"] == "confirmation_required", path


async def test_enrolling_unconfirms_the_other_sessions(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    await enrol(world, ada)
    answer = await world.client.delete(f"{MFA}/totp", headers=other.headers)
    assert answer.json()["code"] == "confirmation_required"
    assert (await world.client.delete(f"{MFA}/totp", headers=ada.headers)).status_code == 204


async def test_twenty_first_codes_at_once_make_one_factor(world: World) -> None:
    ada = await world.user()
    secret = (await world.client.post(f"{MFA}/totp", headers=ada.headers)).json()["secret"]
    body = {"otp": App(ada, secret).code()}
    path = f"{MFA}/totp/confirm"
    answers = await asyncio.gather(
        *(world.client.post(path, json=body, headers=ada.headers) for _ in range(20))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    assert (await world.client.get(MFA, headers=ada.headers)).json()["recovery_codes_left"] == 10


async def test_without_a_data_key_nobody_enrols(open_world: Opening) -> None:
    async with open_world(environment="production") as world:
        ada = await world.user()
        answer = await world.client.post(f"{MFA}/totp", headers=ada.headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "mfa_unavailable")


async def test_nothing_at_rest_is_readable(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    [(sealed,)] = await world.execute("SELECT sealed FROM totp_secrets")
    assert app.secret.encode() not in sealed
    codes = await world.execute("SELECT code_hash FROM recovery_codes")
    assert {len(code) for (code,) in codes} == {32}


@pytest.mark.parametrize("body", [{}, {"otp": None}, {"otp": 123456}, {"otp": ""}])
async def test_malformed(world: World, body: dict[str, object]) -> None:
    ada = await world.user()
    answer = await world.client.post(f"{MFA}/totp/confirm", json=body, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
