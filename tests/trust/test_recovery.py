"""Tokens in emails: valid once, for one purpose, for a time, for the address they were sent to."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.factories import PASSWORD, Person, World
from tests.previews.links import is_dead, make
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, token_in, until, until_empty

NEW_PASSWORD = "another horse, another staple"
REFUSED = (422, "one_time_token_refused")


@pytest.fixture
async def world(open_world: Opening, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        yield world


def outcome(answer: httpx2.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json()["code"] if answer.content else None


async def forget(world: World, email: str) -> httpx2.Response:
    return await world.client.post("/api/auth/password/forgot", json={"email": email})


async def reset(world: World, token: str, password: str = NEW_PASSWORD) -> httpx2.Response:
    body = {"token": token, "new_password": password}
    return await world.client.post("/api/auth/password/reset", json=body)


async def verify(world: World, token: str) -> httpx2.Response:
    return await world.client.post("/api/auth/email/verify", json={"token": token})


async def next_token(folder: Path, email: str, count: int) -> str:
    """Return the token of the email that is number `count`."""
    messages = await until(lambda: len(x := in_folder(folder, email)) >= count and x)
    return token_in(messages[count - 1])


async def is_verified(world: World, person: Person) -> bool:
    me = (await world.client.get("/api/users/me", headers=person.headers)).json()
    return bool(me["email_verified"])


async def test_a_reset_ends_preview_links(world: World, tmp_path: Path) -> None:
    ada, bob = await world.user(), await world.user()
    tokens = [
        (await make(world, person, (await world.post(person, status="draft"))["id"]))["token"]
        for person in (ada, bob)
    ]
    await next_token(tmp_path, ada.email, 1)
    await forget(world, ada.email)
    assert outcome(await reset(world, await next_token(tmp_path, ada.email, 2))) == (204, None)
    assert [await is_dead(world, token) for token in tokens] == [True, False]


async def test_an_address_is_verified_once(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    token = await next_token(tmp_path, ada.email, 1)
    assert not await is_verified(world, ada)
    assert outcome(await verify(world, token)) == (204, None)
    assert await is_verified(world, ada)
    assert outcome(await verify(world, token)) == REFUSED


async def test_a_reset_ends_every_session(world: World, tmp_path: Path) -> None:
    ada = await world.user("ada")
    laptop = await world.log_in(ada.id, ada.username, ada.email)
    assert outcome(await forget(world, "ADA@example.com")) == (202, None)
    token = await next_token(tmp_path, ada.email, 2)
    assert outcome(await reset(world, token)) == (204, None)
    for person in (ada, laptop):
        me = await world.client.get("/api/users/me", headers=person.headers)
        form = {"refresh_token": person.refresh_token}
        refreshed = await world.client.post("/api/auth/refresh", data=form)
        assert (me.status_code, refreshed.status_code) == (401, 400)
    assert (await world.tokens("ada", PASSWORD)).status_code == 400
    assert (await world.tokens("ada", NEW_PASSWORD)).status_code == 200
    assert outcome(await reset(world, token)) == REFUSED


async def test_one_of_many_parallel_resets_wins(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    await forget(world, ada.email)
    token = await next_token(tmp_path, ada.email, 2)
    answers = await asyncio.gather(*(reset(world, token, f"{NEW_PASSWORD} {n}") for n in range(8)))
    assert Counter(map(outcome, answers)) == {(204, None): 1, REFUSED: 7}


async def test_a_token_serves_one_purpose(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    await forget(world, ada.email)
    for_verifying = await next_token(tmp_path, ada.email, 1)
    for_reset = await next_token(tmp_path, ada.email, 2)
    assert outcome(await reset(world, for_verifying)) == REFUSED
    assert outcome(await verify(world, for_reset)) == REFUSED
    access = ada.headers["Authorization"].removeprefix("Bearer ")
    assert len(access) > 200
    assert (await reset(world, access)).status_code == (await verify(world, access)).status_code
    for token in (for_verifying, for_reset):
        headers = {"Authorization": f"Bearer {token}"}
        assert (await world.client.get("/api/users/me", headers=headers)).status_code == 401
        refresh = await world.client.post("/api/auth/refresh", data={"refresh_token": token})
        assert refresh.status_code == 400
    assert outcome(await verify(world, for_verifying)) == (204, None)
    assert outcome(await reset(world, for_reset)) == (204, None)


async def test_all_refusals_are_alike(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    await forget(world, ada.email)
    expired = await next_token(tmp_path, ada.email, 2)
    await world.execute("UPDATE one_time_tokens SET expires_at = now()")
    answers = [await reset(world, token) for token in (expired, "never-was-one")]
    answers.append(await verify(world, await next_token(tmp_path, ada.email, 1)))
    bodies = [answer.json() | {"request_id": None} for answer in answers]
    assert bodies == [bodies[0]] * len(bodies)


async def test_tokens_live_as_long_as_promised_and_are_hashed(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    await forget(world, ada.email)
    token = await next_token(tmp_path, ada.email, 2)
    rows = await world.execute(
        "SELECT purpose, round(extract(epoch FROM expires_at - now()) / 60), token_hash "
        "FROM one_time_tokens ORDER BY purpose"
    )
    assert [(purpose, int(minutes)) for purpose, minutes, _ in rows] == [
        ("reset_password", 15),
        ("verify_email", 24 * 60),
    ]
    assert {len(kept) for *_, kept in rows} == {32}
    assert all(token.encode() not in bytes(kept) for *_, kept in rows)


async def test_a_weak_password_leaves_the_token_as_it_is(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    await forget(world, ada.email)
    token = await next_token(tmp_path, ada.email, 2)
    assert outcome(await reset(world, token, ada.email)) == (422, "weak_password")
    assert outcome(await reset(world, token)) == (204, None)


async def test_another_password_or_address_ends_the_tokens(world: World, tmp_path: Path) -> None:
    ada, grace = await world.user(), await world.user()
    for person in (ada, grace):
        await forget(world, person.email)
    by_password = await next_token(tmp_path, ada.email, 2)
    by_address = await next_token(tmp_path, grace.email, 2)
    unverified = await next_token(tmp_path, grace.email, 1)
    changed = await world.client.post(
        "/api/users/me/password",
        json={"current_password": PASSWORD, "new_password": NEW_PASSWORD},
        headers=ada.headers,
    )
    moved = await world.client.patch(
        "/api/users/me",
        json={"email": "moved@example.com", "current_password": PASSWORD},
        headers=grace.headers,
    )
    assert (changed.status_code, moved.status_code) == (204, 200)
    assert outcome(await reset(world, by_password)) == REFUSED
    assert outcome(await reset(world, by_address)) == REFUSED
    assert outcome(await verify(world, unverified)) == REFUSED
    token = await next_token(tmp_path, "moved@example.com", 1)
    assert outcome(await verify(world, token)) == (204, None)
    assert await is_verified(world, grace)


@pytest.mark.parametrize("state", ["unknown", "inactive", "deleted"])
async def test_who_has_no_account_is_answered_alike(
    world: World, tmp_path: Path, state: str
) -> None:
    ada = await world.user()
    await next_token(tmp_path, ada.email, 1)
    known = await forget(world, ada.email)
    token = await next_token(tmp_path, ada.email, 2)
    email = "nobody@example.com" if state == "unknown" else ada.email
    admin = (await world.admin()).headers
    if state == "inactive":
        body = {"is_active": False}
        await world.client.patch(f"/api/users/{ada.id}", json=body, headers=admin)
    if state == "deleted":
        await world.client.delete(f"/api/users/{ada.id}", headers=admin)
    answer = await forget(world, email)
    assert (answer.status_code, answer.content) == (known.status_code, known.content)
    await until_empty(world)
    assert len(in_folder(tmp_path, email)) == (0 if state == "unknown" else 2)
    assert outcome(await reset(world, token))[0] == (204 if state == "unknown" else 422)


async def test_another_letter_only_until_verified(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    first = await next_token(tmp_path, ada.email, 1)
    path = "/api/auth/email/verify/request"
    await until_empty(world)
    await world.execute("UPDATE one_time_tokens SET expires_at = now()")
    assert (await world.client.post(path, headers=ada.headers)).status_code == 202
    second = await next_token(tmp_path, ada.email, 2)
    assert first != second
    assert outcome(await verify(world, second)) == (204, None)
    assert (await world.client.post(path, headers=ada.headers)).status_code == 202
    await until_empty(world)
    assert len(in_folder(tmp_path, ada.email)) == 2
