"""Working copies during the life of their post and account."""

from datetime import UTC, datetime, timedelta

from blog_api.lifecycle.purging import hard_delete_posts
from blog_api.media.commands import forget_unused
from blog_api.working_copies.commands import MAX_COPIES, expire_working_copies
from tests.editing.edits import patch
from tests.factories import World
from tests.working_copies.copies import apply, delete, get, listed, put


async def test_nothing_of_a_copy_is_public(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada)
    await put(world, ada, post["id"], title="Canary", content="Canary", tags=["canary"])
    for path in (
        f"/api/posts/{post['id']}",
        f"/api/posts/slug/{post['slug']}",
        "/api/posts?author=me",
        "/api/posts?search=canary",
        "/api/posts?tag=canary",
        "/api/tags",
        "/feed.atom",
        "/feed.json",
        f"/api/posts/{post['id']}/revisions",
        "/api/audit",
        "/api/working-copies",
    ):
        answer = await world.client.get(path, headers=admin.headers)
        assert answer.status_code == 200, path
        assert "anary" not in answer.text.replace("search=canary", "").replace("tag=canary", "")


async def test_a_former_administrator_has_none(world: World) -> None:
    """And finds it again, once they are one again."""
    admin = await world.admin()
    post = await world.post()
    await put(world, admin, post["id"], title="Mine")
    await world.execute("UPDATE users SET role = 'user' WHERE id = %s", admin.id)
    assert (await get(world, admin, post["id"])).status_code == 404
    assert (await delete(world, admin, post["id"])).status_code == 404
    assert (await apply(world, admin, post["id"])).status_code == 404
    assert (await listed(world, admin))["items"] == []
    await world.execute("UPDATE users SET role = 'admin' WHERE id = %s", admin.id)
    assert (await get(world, admin, post["id"])).status_code == 200


async def test_who_handed_a_post_over_reads_and_deletes_their_copy(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    public, draft = await world.post(ada), await world.post(ada, status="draft")
    for post, status in ((public, 403), (draft, 404)):
        await put(world, ada, post["id"], title="Mine")
        await world.execute("UPDATE posts SET author_id = %s WHERE id = %s", bob.id, post["id"])
        assert (await get(world, ada, post["id"])).json()["title"] == "Mine"
        assert (await get(world, bob, post["id"])).status_code == 404
        assert (await put(world, ada, post["id"], title="Other")).status_code == status
        assert (await apply(world, ada, post["id"])).status_code == status
    titles = [item["post"]["title"] for item in (await listed(world, ada))["items"]]
    assert titles == [None, public["title"]]
    for post in (public, draft):
        assert (await delete(world, ada, post["id"])).status_code == 204
        assert (await get(world, ada, post["id"])).status_code == 404


async def test_copies_go_into_the_trash_and_back_with_their_post(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada)
    await put(world, ada, post["id"], title="Mine")
    await world.delete(f"/api/posts/{post['id']}", ada)
    assert (await get(world, ada, post["id"])).status_code == 404
    assert (await put(world, ada, post["id"], title="Other")).status_code == 404
    assert (await listed(world, ada))["items"] == []
    restore = f"/api/posts/{post['id']}/restore"
    assert (await world.client.post(restore, headers=admin.headers)).status_code == 200
    assert (await get(world, ada, post["id"])).json()["title"] == "Mine"


async def test_copies_come_back_with_their_account(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada)
    await put(world, ada, post["id"], title="Mine")
    await world.delete(f"/api/users/{ada.id}", admin)
    answer = await world.client.post(f"/api/users/{ada.id}/restore", headers=admin.headers)
    assert answer.status_code == 200
    again = await world.log_in(ada.id, ada.username, ada.email)
    assert (await get(world, again, post["id"])).json()["title"] == "Mine"


async def test_a_purge_of_the_post_or_the_account_removes_copies(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    first, second = await world.post(ada), await world.post()
    await put(world, ada, first["id"], title="Mine")
    await put(world, admin, second["id"], title="Mine")
    await world.db.write(hard_delete_posts, [second["id"]])
    path = f"/api/users/{ada.id}?hard_delete=true"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    assert await world.execute("SELECT * FROM working_copies") == []


async def test_old_copies_expire(world: World) -> None:
    ada = await world.user()
    old, new = await world.post(ada), await world.post(ada)
    for post in (old, new):
        await put(world, ada, post["id"], title="Mine")
    age = "UPDATE working_copies SET updated_at = now() - %s::interval WHERE post_id = %s"
    await world.execute(age, "91 days", old["id"])
    await world.execute(age, "89 days", new["id"])
    assert await world.db.write(expire_working_copies, 500) == 1
    assert (await get(world, ada, old["id"])).status_code == 404
    assert (await get(world, ada, new["id"])).status_code == 200


async def test_an_account_has_at_most_a_hundred(world: World) -> None:
    ada = await world.user()
    post, other = await world.post(ada), await world.post(ada, title="One")
    await put(world, ada, post["id"], title="Mine")
    await world.execute(
        "INSERT INTO posts (author_id, title, slug, excerpt, excerpt_given, content, status) "
        "SELECT %s, 'x', 'x-' || n, 'x', true, 'x', 'draft' FROM generate_series(2, %s) AS n",
        ada.id,
        MAX_COPIES,
    )
    await world.execute(
        "INSERT INTO working_copies (post_id, user_id, base_version, by_author, fields) "
        "SELECT id, author_id, 1, true, '{}' FROM posts WHERE slug LIKE 'x-%%'"
    )
    full = await put(world, ada, other["id"], title="Mine")
    assert (full.status_code, full.json()["code"]) == (409, "too_many_working_copies")
    assert (await put(world, ada, post["id"], title="Again")).status_code == 200
    await patch(world, ada, other["id"], title="Two")
    refused = await patch(world, ada, other["id"], "?on_conflict=merge", 1, title="Three")
    assert refused.json()["working_copy_kept"] is False


async def test_images_of_a_copy_are_in_use(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    names = [await world.picture(ada, shade) for shade in (1, 2, 3)]
    await put(
        world,
        ada,
        post["id"],
        content=f"![](/media/{names[0]})",
        image_url=f"http://127.0.0.1:8000/media/{names[1]}",
    )
    await world.execute("UPDATE pictures SET created_at = now() - interval '2 days'")
    await world.db.write(forget_unused, datetime.now(UTC) - timedelta(days=1))
    rows = await world.execute("SELECT name FROM pictures")
    assert {name for (name,) in rows} == set(names[:2])
