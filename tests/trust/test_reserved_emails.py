"""A former email address is reserved for its account for seven days."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.factories import PASSWORD, World
from tests.trust.conftest import Opening
from tests.trust.noticing import THIEF, email_of, links_to, move, revert, verified
from tests.trust.test_recovery import REFUSED, outcome


@pytest.fixture
async def world(open_world: Opening, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        yield world


async def register(world: World, email: str) -> httpx2.Response:
    body = {"username": "eve", "email": email, "password": PASSWORD}
    return await world.client.post("/api/users", json=body)


async def test_nobody_else_gets_the_old_address_for_seven_days(
    world: World, tmp_path: Path
) -> None:
    ada, grace, admin = await verified(world), await world.user(), await world.admin()
    await move(world, ada, THIEF)
    taken = (409, "email_taken")
    assert outcome(await register(world, ada.email.upper())) == taken
    body = {"email": ada.email, "current_password": PASSWORD}
    moved = await world.client.patch("/api/users/me", json=body, headers=grace.headers)
    assert outcome(moved) == taken
    by_admin = await world.client.patch(
        f"/api/users/{grace.id}", json={"email": ada.email}, headers=admin.headers
    )
    assert outcome(by_admin) == taken
    await world.execute("UPDATE email_changes SET expires_at = now()")
    assert (await register(world, ada.email)).status_code == 201
    [token] = links_to(tmp_path, ada.email)
    assert await email_of(world, ada) == (THIEF, False)
    await world.execute("UPDATE one_time_tokens SET expires_at = now()")
    assert outcome(await revert(world, token)) == REFUSED


async def test_an_account_in_the_trash_does_not_come_back_with_a_reserved_address(
    world: World,
) -> None:
    ada, admin = await verified(world), await world.admin()
    gone = await world.user()
    deletion_id = await world.delete(f"/api/users/{gone.id}", admin)
    await move(world, ada, THIEF)
    await world.execute("UPDATE users SET email = %s WHERE id = %s", ada.email, gone.id)
    restored = await world.client.post(f"/api/users/{gone.id}/restore", headers=admin.headers)
    assert outcome(restored) == (409, "email_taken")
    undone = await world.client.post(f"/api/deletions/{deletion_id}/undo", headers=admin.headers)
    assert undone.json()["conflicts"][0]["code"] == "email_taken"
    named = await world.client.post(
        f"/api/users/{gone.id}/restore", json={"email": ada.email}, headers=admin.headers
    )
    assert outcome(named) == (409, "email_taken")


async def test_the_account_itself_may_go_back(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    await move(world, ada, THIEF)
    await move(world, ada, ada.email)
    assert await email_of(world, ada) == (ada.email, False)
    [token] = links_to(tmp_path, ada.email)
    assert outcome(await revert(world, token)) == (204, None)


async def test_a_change_and_registrations_of_the_old_address_at_once(world: World) -> None:
    ada = await verified(world)
    body = {"email": THIEF, "current_password": PASSWORD}
    moving = world.client.patch("/api/users/me", json=body, headers=ada.headers)
    moved, *answers = await asyncio.gather(moving, *(register(world, ada.email) for _ in range(8)))
    assert moved.status_code == 200
    assert {outcome(answer) for answer in answers} == {(409, "email_taken")}
