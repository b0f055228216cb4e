"""Changes of credentials leave audit entries: administrators see how an account was taken over."""

from pathlib import Path
from typing import Any

from tests.factories import PASSWORD, World
from tests.trust.conftest import Opening
from tests.trust.noticing import NEW_PASSWORD, change, verified
from tests.trust.test_recovery import forget, next_token, reset

ENTRIES = "SELECT actor_id, details FROM audit_entries WHERE target_id = %s ORDER BY id"


async def entries(world: World, user_id: int) -> list[tuple[Any, ...]]:
    return await world.execute(ENTRIES, user_id)


async def test_an_email_address_and_a_password(world: World) -> None:
    ada = await world.user()
    assert await change(world, ada, name="Ada", current_password=PASSWORD) == 200
    assert await entries(world, ada.id) == []
    assert await change(world, ada, email="new@example.com", current_password="wrong") == 403
    assert await change(world, ada, email="new@example.com", current_password=PASSWORD) == 200
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = await world.client.post("/api/users/me/password", json=body, headers=ada.headers)
    assert answer.status_code == 204
    changed = [{"changed": ["email"]}, {"changed": ["password"]}]
    assert await entries(world, ada.id) == [(ada.id, details) for details in changed]


async def test_a_reset_by_email(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        ada = await verified(world)
        await forget(world, ada.email)
        token = await next_token(tmp_path, ada.email, 2)
        assert (await reset(world, token)).status_code == 204
        expected = {"changed": ["password"], "by": "email"}
        assert await entries(world, ada.id) == [(None, expected)]
