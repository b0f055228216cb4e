"""`/users/me`: the caller's own account."""

from typing import Any

import httpx2
import pytest

from tests.factories import PASSWORD, Person, World

ME = "/api/users/me"


async def change(world: World, person: Person, **body: Any) -> httpx2.Response:
    return await world.client.patch(ME, json=body, headers=person.headers)


async def test_only_what_is_sent_changes(world: World) -> None:
    ada = await world.user("ada", name="Ada")
    before = (await world.client.get(ME, headers=ada.headers)).json()
    answer = await change(world, ada, bio="Counts.", username="countess")
    assert answer.status_code == 200
    after = answer.json()
    assert after == before | {
        "bio": "Counts.",
        "username": "countess",
        "updated_at": after["updated_at"],
    }
    assert after["updated_at"] > before["updated_at"]
    assert (await world.client.get(ME, headers=ada.headers)).json() == after


async def test_nothing_sent_nothing_changed(world: World) -> None:
    ada = await world.user()
    before = (await world.client.get(ME, headers=ada.headers)).json()
    assert (await change(world, ada)).json() == before


async def test_null_clears_name_and_bio(world: World) -> None:
    ada = await world.user(name="Ada")
    await change(world, ada, bio="Counts.")
    profile = (await change(world, ada, name=None, bio=None)).json()
    assert (profile["name"], profile["bio"]) == (None, None)


@pytest.mark.parametrize("field", ["username", "email", "current_password"])
async def test_null_is_refused_for_the_others(world: World, field: str) -> None:
    ada = await world.user()
    body = {"current_password": PASSWORD} | {field: None}
    assert (await change(world, ada, **body)).status_code == 422


@pytest.mark.parametrize(
    "body", [{"role": "admin"}, {"is_active": False}, {"avatar_url": "http://x.example"}, {"id": 1}]
)
async def test_what_is_not_ones_own_to_change(world: World, body: dict[str, Any]) -> None:
    answer = await change(world, await world.user(), **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_new_email_is_unverified(world: World) -> None:
    ada = await world.user("ada")
    await world.execute("UPDATE users SET email_verified = true")
    kept = await change(world, ada, email="ADA@example.com", current_password=PASSWORD)
    assert kept.json()["email_verified"], "the same address in other messages"
    moved = await change(world, ada, email="new@example.com", current_password=PASSWORD)
    assert (moved.json()["email"], moved.json()["email_verified"]) == ("new@example.com", False)
    assert (await world.tokens("new@example.com")).status_code == 200


async def test_another_mailbox_that_finds_the_same_account_is_unverified(world: World) -> None:
    """An earlier release accepted local parts in any script, and the database folds them."""
    ian = await world.user("ian")
    await world.execute(
        "UPDATE users SET email_verified = true, email = %s", "\u0130an@example.com"
    )
    email = "ian@example.com"
    moved = await change(world, ian, email=email, current_password=PASSWORD)
    assert (moved.json()["email"], moved.json()["email_verified"]) == (email, False)


async def test_new_email_wants_the_password(world: World) -> None:
    ada = await world.user()
    missing = await change(world, ada, email="new@example.com")
    assert (missing.status_code, missing.json()["code"]) == (422, "invalid_input")
    wrong = await change(world, ada, email="new@example.com", current_password="wrong")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    assert (await world.client.get(ME, headers=ada.headers)).json()["email"] == ada.email


async def test_taken_names(world: World) -> None:
    await world.user("grace")
    ada = await world.user("ada")
    answer = await change(world, ada, username="GRACE")
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    answer = await change(world, ada, email="Grace@example.com", current_password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert (await change(world, ada, username="ADA")).status_code == 200, "one's own in other case"


async def test_strict_types(world: World) -> None:
    ada = await world.user()
    for body in ({"name": 5}, {"bio": ["x"]}, {"bio": "nul \0"}, {"bio": "x" * 1001}):
        assert (await change(world, ada, **body)).status_code == 422


async def test_nobody_has_no_account(client: httpx2.AsyncClient) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        assert (await client.request(method, ME)).status_code == 401
