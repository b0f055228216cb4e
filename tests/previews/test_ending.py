"""Acts that end preview links."""

from blog_api.lifecycle.previews import end_previews_by, end_previews_of
from blog_api.previews.commands import end_all_previews
from tests.factories import Person, World
from tests.previews.links import is_dead, make


async def restore(world: World, admin: Person, path: str) -> None:
    answer = await world.client.post(f"{path}/restore", json={}, headers=admin.headers)
    assert answer.status_code == 200, answer.text


async def test_a_deletion_of_the_post_ends_its_links_for_good(world: World) -> None:
    author, admin = await world.user(), await world.admin()
    draft = await world.post(author, status="draft")
    tokens = [(await make(world, who, draft["id"]))["token"] for who in (author, admin)]
    await world.delete(f"/api/posts/{draft['id']}", author)
    assert [await is_dead(world, token) for token in tokens] == [True, True]
    await restore(world, admin, f"/api/posts/{draft['id']}")
    assert [await is_dead(world, token) for token in tokens] == [True, True]


async def test_bulk_deletions_end_links(world: World) -> None:
    author, admin = await world.user(), await world.admin()
    draft = await world.post(author, status="draft")
    token = (await make(world, author, draft["id"]))["token"]
    body = {"ids": [draft["id"]]}
    await world.client.post("/api/posts/bulk-delete", json=body, headers=admin.headers)
    await world.client.post("/api/posts/bulk-restore", json=body, headers=admin.headers)
    assert await is_dead(world, token)


async def test_a_deleted_account_has_no_links(world: World) -> None:
    author, boss, admin = await world.user(), await world.admin(), await world.admin()
    own = await world.post(author, status="draft")
    others = await world.post(admin, status="draft")
    by_author = (await make(world, author, own["id"]))["token"]
    by_boss = (await make(world, boss, others["id"]))["token"]
    for person in (author, boss):
        await world.delete(f"/api/users/{person.id}", admin)
        await restore(world, admin, f"/api/users/{person.id}")
    assert [await is_dead(world, token) for token in (by_author, by_boss)] == [True, True]


async def test_its_maker_must_be_allowed_to_edit(world: World) -> None:
    author, boss = await world.user(), await world.admin()
    draft = await world.post(author, status="draft")
    token = (await make(world, boss, draft["id"]))["token"]
    assert not await is_dead(world, token)
    await world.execute("UPDATE users SET role = 'user' WHERE id = %s", boss.id)
    assert await is_dead(world, token)
    own = (await make(world, author, draft["id"]))["token"]
    await world.execute("UPDATE users SET is_active = false WHERE id = %s", author.id)
    assert await is_dead(world, own)


async def test_acts_that_end_links(world: World) -> None:
    author, boss = await world.user(), await world.admin()
    first, second = [(await world.post(author, status="draft"))["id"] for _ in range(2)]

    async def make_three() -> list[str]:
        made = [(author, first), (boss, first), (author, second)]
        return [(await make(world, person, post_id))["token"] for person, post_id in made]

    async def dead(tokens: list[str]) -> list[bool]:
        return [await is_dead(world, token) for token in tokens]

    tokens = await make_three()
    await world.db.write(end_previews_by, author.id)
    assert await dead(tokens) == [True, False, True]
    tokens = await make_three()
    await world.db.write(end_previews_of, first)
    assert await dead(tokens) == [True, True, False]
    tokens = await make_three()
    await world.db.write(end_all_previews)
    assert await dead(tokens) == [True, True, True]


async def test_a_transfer_ends_the_links_of_the_giver(world: World) -> None:
    """Also when the post comes back; links of administrators go on."""
    giver, receiver, boss = await world.user(), await world.user(), await world.admin()
    post_id = (await world.post(giver, status="draft"))["id"]
    own = (await make(world, giver, post_id))["token"]
    of_boss = (await make(world, boss, post_id))["token"]
    moved = await world.client.post(
        f"/api/posts/{post_id}/transfer",
        json={"to": receiver.id, "at_once": True},
        headers=boss.headers,
    )
    assert moved.status_code == 200, moved.text
    undo = f"/api/transfers/{moved.headers['Transfer-Id']}/undo"
    assert (moved.status_code, await is_dead(world, own)) == (200, True)
    assert (await world.client.post(undo, headers=boss.headers)).status_code == 200
    assert [await is_dead(world, token) for token in (own, of_boss)] == [True, False]


async def test_a_redaction_ends_all_links(world: World) -> None:
    author, boss = await world.user(), await world.admin()
    post_id = (await world.post(author, status="draft", content="secret"))["id"]
    await world.client.patch(
        f"/api/posts/{post_id}", json={"content": "Words."}, headers=author.headers
    )
    tokens = [(await make(world, author, post_id, show=show))["token"] for show in (1, "current")]
    answer = await world.client.delete(
        f"/api/posts/{post_id}/revisions/1?reason=secret", headers=boss.headers
    )
    assert answer.status_code == 204, answer.text
    assert [await is_dead(world, token) for token in tokens] == [True, True]
