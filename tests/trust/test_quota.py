"""Quota of an account: counted exactly, and enforced."""

import asyncio
from typing import Any

import httpx2

from tests.factories import Person, World
from tests.pictures import draw
from tests.trust.conftest import Opening

QUOTA = 10_000
HELD = """
SELECT (SELECT coalesce(sum(octet_length(title || excerpt || content) + history_bytes), 0)
        FROM posts WHERE author_id = users.id)
     + (SELECT coalesce(sum(octet_length(content) + history_bytes), 0) FROM comments
        WHERE author_id = users.id)
     + (SELECT coalesce(sum(size), 0) FROM pictures WHERE owner_id = users.id)
     + (SELECT coalesce(sum(octet_length(concat(title, excerpt, content))), 0) FROM working_copies
        WHERE user_id = users.id),
    (SELECT coalesce(sum(used), 0) FROM storage_shares WHERE user_id = users.id)
FROM users ORDER BY id
"""


async def storage(world: World, person: Person) -> dict[str, Any]:
    answer = await world.client.get("/api/users/me", headers=person.headers)
    found: dict[str, Any] = answer.json()["storage"]
    return found


async def require_exact(world: World) -> int:
    """Require that each account's counter matches its rows; return the sum."""
    rows = await world.execute(HELD)
    assert [int(held) for held, _ in rows] == [int(used) for _, used in rows]
    return sum(int(held) for held, _ in rows)


async def create(world: World, person: Person, size: int, **fields: Any) -> httpx2.Response:
    """Create a post of so many bytes."""
    body = {"title": "t", "excerpt": "", "content": "x" * (size - 1)} | fields
    return await world.client.post("/api/posts", json=body, headers=person.headers)


async def upload(world: World, person: Person, shade: int) -> httpx2.Response:
    files = {"file": ("a.png", draw(shade), "image/png")}
    return await world.client.post("/api/media", files=files, headers=person.headers)


def require_refused(answer: httpx2.Response, used: int, quota: int = QUOTA) -> None:
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "quota_exceeded"), told
    assert (told["used"], told["quota"]) == (used, quota)


async def test_every_change_is_counted(world: World) -> None:
    ada, admin = await world.user("ada"), await world.admin()
    post = await world.post(ada, content="größer", excerpt="kurz", title="Titel")
    assert (await storage(world, ada))["used"] == len("größerkurzTitel".encode())
    url = f"/api/posts/{post['id']}"
    comment = await world.comment(ada, post["id"], "Gut gesagt.")
    other = await world.comment(admin, post["id"], "Ja.")
    for path, body in (
        (url, {"content": "k"}),
        (url, {"content": "länger als zuvor", "excerpt": None}),
        (f"/api/comments/{comment['id']}", {"content": "Besser gesagt."}),
        (url, {"tags": ["a"]}),
    ):
        assert (await world.client.patch(path, json=body, headers=ada.headers)).is_success
        await require_exact(world)
    assert (await upload(world, ada, 1)).status_code == 201
    assert (await upload(world, ada, 1)).status_code == 201
    files = {"file": ("a.png", draw(3), "image/png")}
    avatar = await world.client.put("/api/users/me/avatar", files=files, headers=ada.headers)
    held = await require_exact(world)
    assert avatar.json()["storage"]["used"] + len("Ja.") == held
    await world.delete(f"/api/comments/{other['id']}", admin)
    deletion_id = await world.delete(url, ada)
    assert await require_exact(world) == held
    undo = f"/api/deletions/{deletion_id}/undo"
    assert (await world.client.post(undo, headers=admin.headers, json={})).is_success
    assert await require_exact(world) == held
    gone = await world.client.delete(f"{url}?hard_delete=true", headers=admin.headers)
    assert gone.status_code == 204
    assert await require_exact(world) == (await storage(world, ada))["used"] < held
    await world.delete("/api/users/me", ada)
    await require_exact(world)
    trashed = (await world.client.get("/api/trash/users", headers=admin.headers)).json()["items"]
    assert trashed[0]["storage"]["used"] > 0
    gone = await world.client.delete(f"/api/users/{ada.id}?hard_delete=true", headers=admin.headers)
    assert gone.status_code == 204
    await require_exact(world)
    assert await world.execute("SELECT user_id, used FROM storage_shares WHERE used <> 0") == []
    assert await world.execute("SELECT 1 FROM storage_shares WHERE user_id = %s", ada.id) == []


async def test_posts_comments_and_images_are_refused_above_it(
    world: World, open_world: Opening
) -> None:
    async with open_world(account_quota_bytes=QUOTA) as small:
        ada, bob = await small.user("ada"), await small.user("bob")
        assert (await create(small, ada, QUOTA - 3)).status_code == 201
        assert await storage(small, ada) == {"used": QUOTA - 3, "quota": QUOTA}
        require_refused(await create(small, ada, 4), QUOTA - 3)
        require_refused(await create(small, ada, 4, slug="given"), QUOTA - 3)
        keyed = ada.headers | {"Idempotency-Key": "k"}
        body = {"title": "t", "content": "four"}
        require_refused(await small.client.post("/api/posts", json=body, headers=keyed), QUOTA - 3)
        require_refused(await upload(small, ada, 1), QUOTA - 3)
        url = f"/api/posts/{(await small.post(bob))['id']}/comments"
        for content, status in (("four", 409), ("3..", 201), ("0", 409)):
            answer = await small.client.post(url, json={"content": content}, headers=ada.headers)
            assert answer.status_code == status, answer.text
        assert (await create(small, bob, 100)).status_code == 201
        await require_exact(small)


async def test_an_edit_may_go_a_tenth_above_it(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=QUOTA) as small:
        ada = await small.user("ada")
        post = (await create(small, ada, QUOTA)).json()
        url = f"/api/posts/{post['id']}"
        limit = QUOTA + QUOTA // 10

        async def edit(size: int) -> httpx2.Response:
            change = {"content": "y" * (size - 1)}
            return await small.client.patch(url, json=change, headers=ada.headers)

        assert (await edit(QUOTA + 1)).json()["code"] == "quota_exceeded", "the former text too"
        added = await small.client.patch(
            url, json={"content": "x" * (QUOTA - 1) + "y" * 499}, headers=ada.headers
        )
        assert added.status_code == 200, "stored as a difference of 499 bytes and a title"
        assert (await storage(small, ada))["used"] == limit - 1
        title = await small.client.patch(url, json={"title": "u"}, headers=ada.headers)
        assert title.status_code == 200, "one byte more"
        require_refused(await edit(1), limit)
        assert (await small.client.get(url)).json()["title"] == "u"
        comments = f"{url}/comments"
        comment = await small.client.post(comments, json={"content": "c"}, headers=ada.headers)
        require_refused(comment, limit)
        for status, code in (("archived", 200), ("published", 409), ("draft", 200)):
            answer = await small.client.patch(url, json={"status": status}, headers=ada.headers)
            assert answer.status_code == code, "a post can always be withdrawn"
        await require_exact(small)


async def test_the_same_image_and_a_taken_slug_are_not_the_quota(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=QUOTA) as small:
        ada = await small.user("ada")
        assert (await upload(small, ada, 1)).status_code == 201
        used = (await storage(small, ada))["used"]
        assert (await create(small, ada, QUOTA - used - 10, slug="taken")).status_code == 201
        assert (await upload(small, ada, 1)).status_code == 201
        taken = await create(small, ada, 2, slug="taken")
        assert taken.json()["code"] == "slug_taken"
        numbered = await create(small, ada, 6, title="taken", content="1")
        assert numbered.json()["slug"] == "taken-2"


async def test_many_at_once_stop_exactly_at_it(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=QUOTA, rate_limits_enabled=False) as small:
        ada = await small.user("ada")
        answers = await asyncio.gather(*(create(small, ada, 250) for _ in range(100)))
        statuses = [answer.status_code for answer in answers]
        assert (statuses.count(201), statuses.count(409)) == (QUOTA // 250, 60)
        assert await storage(small, ada) == {"used": QUOTA, "quota": QUOTA}
        await require_exact(small)


async def test_many_at_once_far_from_it_do_not_wait_for_each_other(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=False) as large:
        ada = await large.user("ada")
        async with large.db.pool.connection() as connection, connection.transaction():
            insert = (
                "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content,"
                " status) VALUES (%s, 'long-import', 't', '', false, 'x', 'draft')"
            )
            await connection.execute(insert, [ada.id])
            answers = await asyncio.gather(*(create(large, ada, 250) for _ in range(100)))
            assert {answer.status_code for answer in answers} == {201}
        assert (await storage(large, ada))["used"] == 100 * 250 + 2
        await require_exact(large)


async def test_no_quota(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=0) as open_blog:
        ada = await open_blog.user("ada")
        assert (await create(open_blog, ada, 5000)).status_code == 201
        assert await storage(open_blog, ada) == {"used": 5000, "quota": None}
        admin = await open_blog.admin()
        users = await open_blog.client.get("/api/users?search=ada", headers=admin.headers)
        assert users.json()["items"][0]["storage"] == {"used": 5000, "quota": None}


async def test_a_comment_without_an_account_counts_for_nobody(open_world: Opening) -> None:
    """Administrators can change it, whatever its size: it has no quota."""
    async with open_world(account_quota_bytes=100) as small:
        admin, ada = await small.admin(), await small.user("ada")
        post = (await create(small, ada, 10)).json()
        ((comment_id,),) = await small.execute(
            "INSERT INTO comments (post_id, author_name, content) "
            "VALUES (%s, 'Reader', 'Nice') RETURNING id",
            post["id"],
        )
        url, body = f"/api/comments/{comment_id}", {"content": "x" * 1000}
        answer = await small.client.patch(url, json=body, headers=admin.headers)
        assert (answer.status_code, len(answer.json()["content"])) == (200, 1000)
        await small.delete(f"/api/posts/{post['id']}", ada)
        assert await require_exact(small) == 10
        assert await small.execute("SELECT 1 FROM storage_shares WHERE user_id IS NULL") == []
