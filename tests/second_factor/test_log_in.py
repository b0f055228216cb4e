"""Log-in and confirmation with a second factor: each code once, few guesses, no word too many."""

import asyncio
from collections import Counter
from typing import Any

import httpx2
import psycopg
import pytest
from jose import jwt

from tests.factories import PASSWORD, World
from tests.second_factor.app import MFA, bearer, enrol, first_step, forget_steps, second_step
from tests.trust.conftest import Opening

LIMITED = {"rate_limits_enabled": True, "trusted_proxies": ("127.0.0.1",)}
UNIQUE = {"x-request-id", "date"}
CONFIRM = "/api/auth/confirm"


def without_identity(answer: httpx2.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {k: v for k, v in answer.headers.items() if k not in UNIQUE}
    return answer.status_code, answer.content, headers


async def test_two_steps(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    answer = await world.tokens(ada.username)
    assert answer.status_code == 400
    step = answer.json()
    assert step.keys() == {"error", "error_description", "mfa_token", "mfa_methods"}
    assert (step["error"], step["mfa_methods"]) == ("mfa_required", ["totp", "recovery_code"])
    assert answer.headers["cache-control"] == "no-store"
    answer = await second_step(world, step["mfa_token"], otp=app.code())
    headers = bearer(answer)
    assert (await world.client.get("/api/users/me", headers=headers)).status_code == 200
    claims = jwt.get_unverified_claims(answer.json()["access_token"])
    assert claims["amr"] == ["pwd", "otp", "mfa"]
    form = {"refresh_token": answer.json()["refresh_token"]}
    refreshed = (await world.client.post("/api/auth/refresh", data=form)).json()["access_token"]
    assert jwt.get_unverified_claims(refreshed)["amr"] == ["pwd", "otp", "mfa"]


async def test_a_recovery_code_in_any_spelling_once(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    spellings = [app.recovery_codes[0].upper(), app.recovery_codes[1].replace("-", " ")]
    for code in spellings:
        token = await first_step(world, ada)
        answer = await second_step(world, token, recovery_code=code)
        assert jwt.get_unverified_claims(answer.json()["access_token"])["amr"] == ["pwd", "mfa"]
    token = await first_step(world, ada)
    assert (await second_step(world, token, recovery_code=spellings[0])).status_code == 400


async def test_one_step_either_way_and_never_an_earlier_one(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    for offset, status in ((-1, 400), (2, 400), (-2, 400), (0, 200), (0, 400), (1, 200), (0, 400)):
        token = await first_step(world, ada)
        answer = await second_step(world, token, otp=app.code(offset))
        assert answer.status_code == status, offset


async def test_a_token_is_good_for_one_session(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    token = await first_step(world, ada)
    assert (await second_step(world, token, otp=app.code())).status_code == 200
    assert (await second_step(world, token, otp=app.code(1))).status_code == 400


async def test_a_token_dies_with_time_and_with_the_password(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    token = await first_step(world, ada)
    await world.execute("UPDATE pending_logins SET expires_at = now()")
    assert (await second_step(world, token, otp=app.code())).status_code == 400
    token = await first_step(world, ada)
    body = {"current_password": PASSWORD, "new_password": "another long passphrase"}
    answer = await world.client.post("/api/users/me/password", json=body, headers=ada.headers)
    assert answer.status_code == 204
    assert (await second_step(world, token, otp=app.code())).status_code == 400


async def test_five_of_a_thousand_parallel_guesses_are_judged(world: World) -> None:
    """None is right until the five are used up: then the right code is refused as well."""
    ada = await world.user()
    app = await enrol(world, ada)
    token = await first_step(world, ada)
    wrong = app.wrong()
    answers = await asyncio.gather(*(second_step(world, token, otp=wrong) for _ in range(1000)))
    assert Counter(answer.status_code for answer in answers) == {400: 1000}
    [(left,)] = await world.execute("SELECT tries_left FROM pending_logins")
    assert left == 0
    assert (await second_step(world, token, otp=app.code())).status_code == 400
    token = await first_step(world, ada)
    assert (await second_step(world, token, otp=app.code())).status_code == 200


@pytest.mark.parametrize("kind", ["otp", "recovery_code"])
async def test_one_code_used_by_twenty_at_once(world: World, kind: str) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    tokens = [await first_step(world, ada) for _ in range(20)]
    code = app.code() if kind == "otp" else app.recovery_codes[0]
    answers = await asyncio.gather(*(second_step(world, token, **{kind: code}) for token in tokens))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 19}


async def test_every_failure_says_the_same(world: World) -> None:
    """Nobody learns whether an account has a second factor, or which part was wrong."""
    ada, bob = await world.user(), await world.user()
    app = await enrol(world, ada)
    token = await first_step(world, ada)
    answers = [
        await world.tokens("nobody"),
        await world.tokens(bob.username, "wrong"),
        await world.tokens(ada.username, "wrong"),
        await second_step(world, token, otp=app.wrong()),
        await second_step(world, token, otp="12"),
        await second_step(world, token, recovery_code="no such code"),
        await second_step(world, "no-such-token", otp=app.code()),
        await second_step(world, token + "\0", otp=app.code()),
    ]
    assert {answer.json()["error"] for answer in answers} == {"invalid_grant"}
    assert all(without_identity(a) == without_identity(answers[0]) for a in answers)


async def test_a_wrong_password_costs_the_same_statements(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an account with a second factor, of one without, and of none."""
    ada, bob = await world.user(), await world.user()
    await enrol(world, ada)
    sent: list[bytes] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: Any, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        sent.append(query)
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    seen = []
    for name in (ada.username, bob.username, "nobody"):
        sent.clear()
        assert (await world.tokens(name, "wrong")).status_code == 400
        seen.append(list(sent))
    assert seen[0] == seen[1] == seen[2] != []


async def test_wrong_codes_count_as_wrong_passwords(open_world: Opening) -> None:
    """The right password does not forgive them: else it would buy five more guesses each time."""
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        app = await enrol(world, ada)
        tokens = [await first_step(world, ada) for _ in range(2)]
        for token in (tokens[0], tokens[1], tokens[0], tokens[1]):
            assert (await second_step(world, token, otp=app.wrong())).status_code == 400
        token = await first_step(world, ada)
        assert (await second_step(world, token, otp=app.wrong())).status_code == 400
        assert (await second_step(world, token, otp=app.code())).status_code == 429
        assert (await world.tokens(ada.username)).status_code == 429


async def test_the_second_step_forgives_the_wrong_ones_before(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        app = await enrol(world, ada)
        for _ in range(3):
            await forget_steps(world, app)
            for _ in range(3):
                assert (await world.tokens(ada.username, "wrong")).status_code == 400
            token = await first_step(world, ada)
            assert (await second_step(world, token, otp=app.code())).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "urn:blog-api:grant-type:otp"},
        {"grant_type": "urn:blog-api:grant-type:otp", "mfa_token": "x"},
        {"grant_type": "urn:blog-api:grant-type:otp", "mfa_token": "x", "otp": ""},
        {"grant_type": "urn:blog-api:grant-type:otp", "otp": "123456"},
        {"grant_type": "urn:blog-api:grant-type:otp", "mfa_token": ["x", "y"], "otp": "1"},
        {"grant_type": "urn:blog-api:grant-type:recovery-code", "mfa_token": "x"},
    ],
)
async def test_malformed(world: World, form: dict[str, str]) -> None:
    answer = await world.client.post("/api/auth/login", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_session_is_confirmed_with_the_factor(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    await world.execute("UPDATE sessions SET confirmed_at = NULL")
    cases = [
        ({"password": PASSWORD}, 403, "mfa_required"),
        ({"otp": app.wrong()}, 422, "wrong_code"),
        ({"otp": app.code(-1)}, 422, "wrong_code"),
        ({"recovery_code": "wrong"}, 422, "wrong_code"),
        ({"otp": app.code(), "password": PASSWORD}, 422, "invalid_input"),
        ({"otp": app.code()}, 204, None),
        ({"otp": app.code()}, 422, "wrong_code"),
        ({"recovery_code": app.recovery_codes[0]}, 204, None),
        ({"recovery_code": app.recovery_codes[0]}, 422, "wrong_code"),
    ]
    for body, status, code in cases:
        answer = await world.client.post(CONFIRM, json=body, headers=ada.headers)
        assert answer.status_code == status, body
        assert code is None or answer.json()["code"] == code
    assert (await world.client.delete(f"{MFA}/totp", headers=ada.headers)).status_code == 204


async def test_a_code_without_a_factor_is_wrong(world: World) -> None:
    ada = await world.user()
    answer = await world.client.post(CONFIRM, json={"otp": "123456"}, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/users/me/password", {"new_password": "another long passphrase"}),
        ("PATCH", "/api/users/me", {"email": "new@example.com"}),
    ],
)
async def test_the_password_alone_changes_neither_password_nor_email(
    world: World, method: str, path: str, body: dict[str, str]
) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    await world.execute("UPDATE sessions SET confirmed_at = NULL")
    body = body | {"current_password": PASSWORD}
    answer = await world.client.request(method, path, json=body, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "confirmation_required")
    answer = await world.client.post(CONFIRM, json={"otp": app.code()}, headers=ada.headers)
    assert answer.status_code == 204
    answer = await world.client.request(method, path, json=body, headers=ada.headers)
    assert answer.is_success, answer.text
