"""Deadlines: a response in time, and never a second one.

Requests outside the subject of a test use an application with long deadlines.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Final

import pytest

from blog_api import main
from blog_api.db.database import Database
from tests.factories import World
from tests.patience import PATIENT
from tests.trust.conftest import Opening

DEADLINE_S: Final = 1.0
PATIENCE_S: Final = 30


@pytest.fixture
def open_hurried(open_world: Opening, monkeypatch: pytest.MonkeyPatch) -> Opening:
    """Return an application in which only the deadline, and nothing below it, ends a request."""

    def opening() -> AbstractAsyncContextManager[World]:
        database = partial(Database, session_settings=PATIENT)
        monkeypatch.setattr(main, "Database", database)
        return open_world(patient=False, request_deadline=DEADLINE_S)

    return opening


async def test_a_locked_table_is_answered_at_the_deadline(
    world: World, open_hurried: Opening
) -> None:
    url = f"/api/posts/{(await world.post())['id']}"
    async with open_hurried() as hurried:
        async with hurried.db.pool.connection() as other, other.transaction():
            await other.execute("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")
            async with asyncio.timeout(PATIENCE_S / 2):
                answer = await hurried.client.get(url)
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["retry-after"] == "1"
        async with asyncio.timeout(PATIENCE_S):
            while (await hurried.client.get(url)).status_code != 200:
                await asyncio.sleep(0.1)


async def test_what_changes_very_many_rows_may_take_longer(
    world: World, open_hurried: Opening
) -> None:
    admin, post = await world.admin(), await world.post()
    async with open_hurried() as hurried:
        async with hurried.db.pool.connection() as other, other.transaction():
            await other.execute("SELECT 1 FROM posts FOR UPDATE")
            request = asyncio.create_task(
                hurried.client.post(
                    "/api/posts/bulk-delete", json={"ids": [post["id"]]}, headers=admin.headers
                )
            )
            await asyncio.sleep(DEADLINE_S * 1.5)
        assert (await request).json()["deleted"] == [post["id"]]
