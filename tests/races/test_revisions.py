"""Concurrent requests for the versions of posts, and for texts that posts share."""

import httpx2

from tests.factories import World
from tests.races.racing import ROUNDS, count, outcome, race

TEXTS = "SELECT revision_text(content_hash) FROM post_revisions WHERE post_id = %s ORDER BY version"
BROKEN = """
post_revisions r WHERE redacted_at IS NULL
AND sha256(convert_to(revision_text(content_hash), 'UTF8')) IS DISTINCT FROM content_hash
"""


async def test_restore_of_a_revision_and_edit(client: httpx2.AsyncClient, world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    for _ in range(ROUNDS):
        post = await world.post(ada, content="First.")
        url = f"/api/posts/{post['id']}"
        answer = await client.patch(url, json={"content": "Second."}, headers=ada.headers)
        assert answer.status_code == 200
        restored, edited = await race(
            client.post(f"{url}/revisions/1/restore", headers=ada.headers),
            client.patch(url, json={"content": "Third."}, headers=admin.headers),
        )
        assert (outcome(restored), outcome(edited)) == ((200, None), (200, None))
        texts = [text for (text,) in await world.execute(TEXTS, post["id"])]
        assert texts[:2] == ["First.", "Second."]
        assert sorted(texts[2:]) == ["First.", "Third."]
        now = (await client.get(url)).json()["content"]
        assert now == texts[-1]


async def test_a_text_is_written_while_its_last_post_is_removed(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, admin = await world.user(), await world.admin()
    start = "equal words " * 60
    for number in range(ROUNDS):
        shared = f"{start}{number}"
        old = await world.post(ada, content=shared)
        other = await world.post(ada, content=f"{start}another {number}")
        removed, created, edited = await race(
            client.delete(f"/api/posts/{old['id']}?hard_delete=true", headers=admin.headers),
            client.post(
                "/api/posts", json={"title": "New", "content": shared}, headers=ada.headers
            ),
            client.patch(
                f"/api/posts/{other['id']}", json={"content": shared}, headers=ada.headers
            ),
        )
        assert [a.status_code for a in (removed, created, edited)] == [204, 201, 200]
        texts = [text for (text,) in await world.execute(TEXTS, created.json()["id"])]
        assert texts == [shared]
        assert await count(world, BROKEN) == 0
