"""`POST /users/me/password`."""

import anyio
import httpx2
import pytest

from blog_api.errors import InvalidTokenError
from blog_api.permissions import Actor
from blog_api.users.checks import check_current_password
from tests.factories import PASSWORD, Person, World

NEW = "another horse, another battery"


async def change(
    world: World, person: Person, new: str = NEW, current: str = PASSWORD
) -> httpx2.Response:
    body = {"current_password": current, "new_password": new}
    return await world.client.post("/api/users/me/password", json=body, headers=person.headers)


async def test_the_new_one_opens_and_the_old_one_does_not(world: World) -> None:
    ada = await world.user()
    answer = await change(world, ada)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await world.tokens(ada.username)).status_code == 400
    assert (await world.tokens(ada.username, NEW)).status_code == 200


async def test_wrong_current_password(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    answer = await change(world, ada, current="wrong")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert (await world.tokens(ada.username)).status_code == 200
    assert (await world.client.get("/api/users/me", headers=other.headers)).status_code == 200


@pytest.mark.parametrize("new", ["short", "12345678", "lovelace", "Ada of Lovelace"])
async def test_weak_new_password(world: World, new: str) -> None:
    ada = await world.user("lovelace", name="Ada of Lovelace")
    answer = await change(world, ada, new)
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert (await world.tokens(ada.username)).status_code == 200


async def test_two_changes_at_once_are_decided_by_the_first(world: World) -> None:
    """Both knew the old password; the second request then has a wrong current password."""
    ada = await world.user()
    answers: list[httpx2.Response] = []

    async def change_to(new: str) -> None:
        answers.append(await change(world, ada, new))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(change_to, f"{NEW} 1")
        tasks.start_soon(change_to, f"{NEW} 2")
    assert sorted(answer.status_code for answer in answers) == [204, 403]


async def test_account_deleted_while_its_password_is_asked_for(world: World) -> None:
    """The account may be deleted between the token check and the password check."""
    actor = Actor(id=99_999, username="gone", role="user", session_id=1)
    state = world.app.state
    with pytest.raises(InvalidTokenError):
        await check_current_password(world.db, state.rate_limiter, state.passwords, actor, PASSWORD)


async def test_both_are_needed(world: World) -> None:
    ada = await world.user()
    for body in ({}, {"new_password": NEW}, {"current_password": PASSWORD, "new_password": None}):
        answer = await world.client.post("/api/users/me/password", json=body, headers=ada.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert PASSWORD not in answer.text
