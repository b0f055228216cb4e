"""Sessions that lost `blog_api.records_revisions`, as behind PgBouncer in transaction mode."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.factories import World

SET = "SELECT set_config('blog_api.records_revisions', %s, false)"


@pytest.fixture
async def pooled(world: World) -> AsyncIterator[World]:
    """Yield a world whose server connections have only what their role has."""
    await set_everywhere(world, "")
    yield world
    await set_everywhere(world, "on")


async def set_everywhere(world: World, value: str) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(world.db.pool.max_size):
            connection = await stack.enter_async_context(world.db.pool.connection())
            await connection.execute(SET, [value])


async def test_an_edit_of_a_comment_is_one_version(pooled: World) -> None:
    ada = await pooled.user()
    comment = await pooled.comment(ada, content="First.")
    path = f"/api/comments/{comment['id']}"
    for content in ("Second.", "Third.", "Second."):
        answer = await pooled.client.patch(path, json={"content": content}, headers=ada.headers)
        assert answer.status_code == 200
    found = await pooled.client.get(f"{path}/revisions", headers=ada.headers)
    assert [item["version"] for item in found.json()["items"]] == [4, 3, 2, 1]


async def test_the_cause_of_a_version_is_that_of_the_api(pooled: World) -> None:
    ada = await pooled.user()
    post = await pooled.post(ada, content="First.")
    path = f"/api/posts/{post['id']}"
    edit = {"content": "Second.", "note": "Why."}
    assert (await pooled.client.patch(path, json=edit, headers=ada.headers)).status_code == 200
    restored = await pooled.client.post(f"{path}/revisions/1/restore", headers=ada.headers)
    assert restored.status_code == 200
    found = (await pooled.client.get(f"{path}/revisions", headers=ada.headers)).json()["items"]
    assert [(item["version"], item["via"], item["note"]) for item in found] == [
        (3, "restore", None),
        (2, "edit", "Why."),
        (1, "edit", None),
    ]
