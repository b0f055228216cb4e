"""Two concurrent requests for one post."""

import httpx2

from tests.factories import World
from tests.races.racing import ROUNDS, count, outcome, race, restore


async def test_delete_and_delete(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for done in range(1, ROUNDS + 1):
        url = f"/api/posts/{(post := await world.post(ada))['id']}"
        answers = await race(
            client.delete(url, headers=ada.headers), client.delete(url, headers=admin.headers)
        )
        assert sorted(map(outcome, answers)) == [(204, None), (404, "not_found")]
        told = {answer.headers.get("deletion-id") for answer in answers} - {None}
        [[deletion_id]] = await world.execute(
            "SELECT deletion_id FROM posts WHERE id = %s", post["id"]
        )
        assert told == {str(deletion_id)}
        assert await count(world, "deletions") == done
        assert await count(world, "audit_entries") == done


async def test_delete_and_patch(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        post = await world.post(ada, title="Before")
        url = f"/api/posts/{post['id']}"
        deleted, edited = await race(
            client.delete(url, headers=admin.headers),
            client.patch(url, json={"title": "After"}, headers=ada.headers),
        )
        assert outcome(deleted) == (204, None)
        assert outcome(edited) in {(200, None), (404, "not_found")}
        [[title, deletion_id]] = await world.execute(
            "SELECT title, deletion_id FROM posts WHERE id = %s", post["id"]
        )
        assert title == ("After" if edited.status_code == 200 else "Before")
        assert str(deletion_id) == deleted.headers["deletion-id"]


async def test_restore_and_restore(client: httpx2.AsyncClient, world: World) -> None:
    admin, boss, ada = await world.admin(), await world.admin(), await world.user()
    for done in range(1, ROUNDS + 1):
        post = await world.deleted_post(ada)
        answers = await race(restore(client, admin, post["id"]), restore(client, boss, post["id"]))
        assert sorted(map(outcome, answers)) == [(200, None), (409, "not_deleted")]
        assert await count(world, "posts WHERE id = %s AND deleted_at IS NULL", post["id"]) == 1
        assert await count(world, "deletions WHERE undone_at IS NULL") == 0
        assert await count(world, "audit_entries WHERE action = 'post.restore'") == done


async def test_restore_and_purge(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    for _ in range(ROUNDS):
        post = await world.deleted_post(ada)
        restored, purged = await race(
            restore(client, admin, post["id"]),
            client.delete(f"/api/trash/posts/{post['id']}", headers=admin.headers),
        )
        live = await count(world, "posts WHERE id = %s AND deleted_at IS NULL", post["id"])
        audited = await world.execute(
            "SELECT action FROM audit_entries WHERE target_id = %s ORDER BY id DESC LIMIT 1",
            post["id"],
        )
        if live:
            assert (outcome(restored), outcome(purged)) == ((200, None), (409, "not_deleted"))
            assert audited == [("post.restore",)]
        else:
            assert (outcome(restored), outcome(purged)) == ((404, "not_found"), (204, None))
            assert audited == [("post.purge",)]
            assert await count(world, "posts WHERE id = %s", post["id"]) == 0
