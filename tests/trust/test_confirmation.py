"""Confirmed sessions: how they are confirmed, for how long, and by whom."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from jose import jwt

from tests.factories import PASSWORD, Person, World
from tests.trust.conftest import Opening

CONFIRM = "/api/auth/confirm"
LIMITED = {"rate_limits_enabled": True, "trusted_proxies": ("127.0.0.1",)}


async def confirm(world: World, person: Person, password: str = PASSWORD) -> httpx2.Response:
    return await world.client.post(CONFIRM, json={"password": password}, headers=person.headers)


async def age(world: World, person: Person, seconds: int = 901) -> None:
    """Let the last confirmation of every session be that long ago."""
    await world.execute(
        "UPDATE sessions SET confirmed_at = now() - make_interval(secs => %s) WHERE user_id = %s",
        seconds,
        person.id,
    )


async def try_it(world: World, admin: Person) -> httpx2.Response:
    """Send a request that needs a confirmed session, about a post that does not exist."""
    return await world.client.delete("/api/trash/posts/999999", headers=admin.headers)


async def test_a_log_in_confirms_for_fifteen_minutes(world: World) -> None:
    admin = await world.admin()
    await age(world, admin, 890)
    assert (await try_it(world, admin)).status_code == 404
    await age(world, admin, 901)
    answer = await try_it(world, admin)
    assert (answer.status_code, answer.json()["code"]) == (403, "confirmation_required")
    assert answer.json()["confirm_url"].endswith(CONFIRM)


async def test_the_password_confirms_this_session_only(world: World) -> None:
    admin = await world.admin()
    other = await world.log_in(admin.id, admin.username, admin.email)
    await age(world, admin)
    answer = await confirm(world, admin)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await try_it(world, admin)).status_code == 404
    assert (await try_it(world, other)).json()["code"] == "confirmation_required"


async def test_a_wrong_password_confirms_nothing(world: World) -> None:
    admin = await world.admin()
    await age(world, admin)
    answer = await confirm(world, admin, PASSWORD + "!")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert (await try_it(world, admin)).json()["code"] == "confirmation_required"


async def test_refreshing_does_not_confirm(world: World) -> None:
    admin = await world.admin()
    await age(world, admin)
    form = {"refresh_token": admin.refresh_token}
    answer = await world.client.post("/api/auth/refresh", data=form)
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    answer = await world.client.delete("/api/trash/posts/999999", headers=headers)
    assert answer.json()["code"] == "confirmation_required"


async def test_a_session_of_the_previous_release_starts_unconfirmed(world: World) -> None:
    admin = await world.admin()
    await world.execute("UPDATE sessions SET confirmed_at = DEFAULT, amr = DEFAULT")
    assert (await try_it(world, admin)).json()["code"] == "confirmation_required"
    assert (await world.client.get("/api/users/me", headers=admin.headers)).status_code == 200
    assert (await confirm(world, admin)).status_code == 204
    assert (await try_it(world, admin)).status_code == 404


async def test_zero_seconds_switch_it_off(open_world: Opening) -> None:
    async with open_world(confirmation_seconds=0) as world:
        admin = await world.admin()
        await age(world, admin, 10**6)
        assert (await try_it(world, admin)).status_code == 404


async def test_it_lasts_as_long_as_the_setting_says(open_world: Opening) -> None:
    async with open_world(confirmation_seconds=60) as world:
        admin = await world.admin()
        await age(world, admin, 50)
        assert (await try_it(world, admin)).status_code == 404
        await age(world, admin, 61)
        assert (await try_it(world, admin)).status_code == 403


async def test_others_are_refused_before_it_and_the_thing_after_it(world: World) -> None:
    user, admin = await world.user(), await world.admin()
    await age(world, user)
    await age(world, admin)
    assert (await try_it(world, user)).json()["code"] == "admin_only"
    path = f"/api/users/{user.id}"
    answer = await world.client.patch(path, json={"role": "king"}, headers=admin.headers)
    assert answer.json()["code"] == "invalid_input"
    gone = "/api/users/999999"
    answer = await world.client.patch(gone, json={"role": "admin"}, headers=admin.headers)
    assert answer.json()["code"] == "confirmation_required"
    answer = await world.client.patch(gone, json={"bio": "x"}, headers=admin.headers)
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/users/me/password", {"new_password": "another long passphrase"}),
        ("PATCH", "/api/users/me", {"email": "new@example.com"}),
    ],
)
async def test_a_right_current_password_confirms(
    world: World, method: str, path: str, body: dict[str, Any]
) -> None:
    admin = await world.admin()
    await age(world, admin)
    for given, status, after in (("wrong", 403, 403), (PASSWORD, None, 404)):
        answer = await world.client.request(
            method, path, json=body | {"current_password": given}, headers=admin.headers
        )
        assert answer.status_code == status or (status is None and answer.is_success)
        assert (await try_it(world, admin)).status_code == after


async def test_access_tokens_say_how_and_when(world: World) -> None:
    before = int(datetime.now(UTC).timestamp())
    ada = await world.user()
    claims = claims_of(ada.headers["Authorization"])
    assert claims["amr"] == ["pwd"]
    assert before - 1 <= claims["auth_time"] <= int(datetime.now(UTC).timestamp()) + 1
    await age(world, ada, 500)
    form = {"refresh_token": ada.refresh_token}
    answer = await world.client.post("/api/auth/refresh", data=form)
    refreshed = claims_of(f"Bearer {answer.json()['access_token']}")
    assert refreshed["amr"] == ["pwd"]
    assert abs(refreshed["auth_time"] - (refreshed["iat"] - 500)) <= 2


def claims_of(authorization: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.get_unverified_claims(authorization.removeprefix("Bearer "))
    return claims


async def test_guesses_are_those_of_the_log_in(open_world: Opening) -> None:
    """Five of twenty parallel guesses are judged, and none at the log-in is left after them."""
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        answers = await asyncio.gather(*(confirm(world, ada, "wrong") for _ in range(20)))
        assert Counter(answer.status_code for answer in answers) == {403: 5, 429: 15}
        assert (await world.tokens(ada.username, "wrong")).status_code == 429
        assert (await world.tokens(ada.username)).status_code == 429


async def test_success_forgives_the_guesses_before(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        for _ in range(3):
            for _ in range(4):
                assert (await confirm(world, ada, "wrong")).status_code == 403
            assert (await confirm(world, ada)).status_code == 204


@pytest.mark.parametrize("body", [{}, {"password": None}, {"password": ""}, {"pass": "x"}])
async def test_malformed(world: World, body: dict[str, Any]) -> None:
    ada = await world.user()
    answer = await world.client.post(CONFIRM, json=body, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
