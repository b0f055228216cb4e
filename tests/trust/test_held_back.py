"""A delayed request is authorised by its sender's present role, not by that at its start."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from blog_api.errors import AdminOnlyError, LastAdminError, WrongPasswordError
from blog_api.permissions import Actor
from blog_api.users import commands, deleting
from blog_api.users.schemas import AccountDeletion, MePatch, UserPatch
from tests.factories import Person, World

JSON = {"Content-Type": "application/json"}
OWN_ACCOUNT = "/api/users/{id}"
AGAIN = b'{"role": "admin", "is_active": true}'


async def log_out(world: World, person: Person) -> None:
    assert (await world.client.post("/api/auth/logout", headers=person.headers)).is_success


async def demote(world: World, person: Person) -> None:
    await change_as_admin(world, person, {"role": "user"})


async def deactivate(world: World, person: Person) -> None:
    await change_as_admin(world, person, {"role": "user", "is_active": False})


async def change_as_admin(world: World, person: Person, body: dict[str, Any]) -> None:
    url = OWN_ACCOUNT.format(id=person.id)
    answer = await world.client.patch(url, json=body, headers=(await world.admin()).headers)
    assert answer.is_success, answer.text


async def delete(world: World, person: Person) -> None:
    url, admin = OWN_ACCOUNT.format(id=person.id), await world.admin()
    assert (await world.client.delete(url, headers=admin.headers)).is_success


@pytest.mark.parametrize(
    ("happens", "call", "body", "code"),
    [
        (demote, f"PATCH {OWN_ACCOUNT}", AGAIN, "admin_only"),
        (deactivate, f"PATCH {OWN_ACCOUNT}", AGAIN, "invalid_token"),
        (delete, f"POST {OWN_ACCOUNT}/restore", b"{}", "invalid_token"),
        (log_out, "POST /api/posts", b'{"title": "Late", "content": "!"}', "invalid_token"),
    ],
)
async def test_while_the_body_is_held_back(
    world: World, happens: Any, call: str, body: bytes, code: str
) -> None:
    person = await world.admin()
    method, _, url = call.format(id=person.id).partition(" ")

    async def held_back() -> AsyncIterator[bytes]:
        yield body[:-1]
        await happens(world, person)
        await asyncio.sleep(0.05)
        yield body[-1:]

    answer = await world.client.request(
        method, url, content=held_back(), headers=person.headers | JSON
    )
    assert answer.json()["code"] == code


async def as_of_now(world: World, person: Person, role: str) -> Actor:
    """Change the role in the database; return the sender with the role of before."""
    other = {"admin": "user", "user": "admin"}[role]
    await world.execute("UPDATE users SET role = %s WHERE id = %s", other, person.id)
    return Actor(person.id, person.username, role, 0)


async def test_a_former_administrator(world: World) -> None:
    await world.admin()
    actor = await as_of_now(world, await world.admin(), "admin")
    for change in (UserPatch(role="admin"), UserPatch(email="mine@example.com")):
        with pytest.raises(AdminOnlyError):
            await world.db.write(commands.update_user, actor, actor.id, change)


async def test_the_last_administrator(world: World) -> None:
    actor = await as_of_now(world, await world.user(), "user")
    with pytest.raises(LastAdminError):
        await world.db.write(deleting.delete_account, actor, actor.id, AccountDeletion())


async def test_a_password_that_was_changed_since_it_was_checked(world: World) -> None:
    ada = await world.user()
    actor = Actor(ada.id, ada.username, "user", 0)
    change = MePatch(email="thief@example.com", current_password="correct")
    with pytest.raises(WrongPasswordError):
        await world.db.write(commands.update_own, actor, change, "the hash of before")
    profile = await world.client.get("/api/users/me", headers=ada.headers)
    assert profile.json()["email"] == ada.email
