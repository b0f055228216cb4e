"""An answer within the deadline, and none twice."""

import asyncio
import time

from tests.trust.conftest import Opening


async def test_a_locked_table_is_answered_at_the_deadline(open_world: Opening) -> None:
    async with open_world(request_deadline=0.3) as world:
        post = await world.post()
        async with world.db.pool.connection() as other, other.transaction():
            await other.execute("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")
            started = time.perf_counter()
            answer = await world.client.get(f"/api/posts/{post['id']}")
            assert time.perf_counter() - started < 1.2
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["retry-after"] == "1"
        await asyncio.sleep(0.1)
        assert (await world.client.get(f"/api/posts/{post['id']}")).status_code == 200


async def test_what_changes_very_many_rows_may_take_longer(open_world: Opening) -> None:
    async with open_world(request_deadline=0.3) as world:
        admin, post = await world.admin(), await world.post()
        async with world.db.pool.connection() as other, other.transaction():
            await other.execute("SELECT 1 FROM posts FOR UPDATE")
            request = asyncio.create_task(
                world.client.post(
                    "/api/posts/bulk-delete", json={"ids": [post["id"]]}, headers=admin.headers
                )
            )
            await asyncio.sleep(0.6)
        assert (await request).json()["deleted"] == [post["id"]]
