"""Undoing changes of terms out of order, and more than once."""

import httpx2
import pytest

from tests.api.test_terms import rename, tags_of, undo
from tests.factories import World


@pytest.mark.parametrize(("kind", "field"), [("tags", "tags"), ("categories", "category")])
async def test_an_undo_that_a_later_change_covers_can_be_asked_again(
    client: httpx2.AsyncClient, world: World, kind: str, field: str
) -> None:
    admin = await world.admin()
    written = [[name] if field == "tags" else name for name in ("jazz", "music")]
    posts = [await world.post(admin, **{field: value}) for value in written]
    first = await rename(client, admin, f"{kind}/jazz", "music")
    second = await rename(client, admin, f"{kind}/music", "sound")
    assert await undo(client, admin, first) == {"restored": 0, "left": 1}
    assert await undo(client, admin, second) == {"restored": 2, "left": 0}
    assert await undo(client, admin, first) == {"restored": 1, "left": 0}
    assert await undo(client, admin, first) == {"restored": 0, "left": 0}
    for post, value in zip(posts, written, strict=True):
        assert (await client.get(f"/api/posts/{post['id']}")).json()[field] == value
    listed = (await client.get("/api/term-changes", headers=admin.headers)).json()["items"]
    assert None not in [item["undone_at"] for item in listed]


async def test_what_an_undo_gave_back_is_not_taken_from_who_writes_since(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    _, free = [await world.post(author, tags=tags) for tags in (["old", "x"], ["old"])]
    first = await rename(client, admin, "tags/old", "new")
    await rename(client, admin, "tags/x", "y")
    assert await undo(client, admin, first) == {"restored": 1, "left": 1}
    await client.patch(f"/api/posts/{free['id']}", json={"tags": ["new"]}, headers=author.headers)
    assert await undo(client, admin, first) == {"restored": 0, "left": 1}
    assert await tags_of(world, free) == ["new"]
