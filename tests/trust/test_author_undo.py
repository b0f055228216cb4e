"""`AUTHOR_UNDO_SECONDS`: authors undo their own deletions for a short time."""

import httpx2

from tests.api.test_restore_requests import listed, outcome, request
from tests.factories import Person, World
from tests.trust.conftest import Opening

REFUSED = (403, "admin_only")


async def undo(world: World, person: Person, deletion_id: int) -> httpx2.Response:
    return await world.client.post(f"/api/deletions/{deletion_id}/undo", headers=person.headers)


async def test_it_is_off_by_default(world: World) -> None:
    ada = await world.user()
    post = await world.deleted_post(ada)
    assert outcome(await undo(world, ada, post["deletion_id"])) == REFUSED


async def test_authors_undo_their_own_deletions(open_world: Opening) -> None:
    async with open_world(author_undo_seconds=60) as world:
        ada = await world.user()
        post = await world.deleted_post(ada)
        comment = await world.comment(ada)
        of_comment = await world.delete(f"/api/comments/{comment['id']}", ada)
        await request(world, ada, post["id"])
        for deletion_id, restored in (
            (post["deletion_id"], {"posts": 1, "comments": 0, "users": 0}),
            (of_comment, {"posts": 0, "comments": 1, "users": 0}),
        ):
            answer = await undo(world, ada, deletion_id)
            assert (answer.status_code, answer.json()["restored"]) == (200, restored)
            again = await undo(world, ada, deletion_id)
            assert sum(again.json()["restored"].values()) == 0
        assert (await world.client.get(f"/api/posts/{post['id']}")).status_code == 200
        assert [found["state"] for found in await listed(world, ada)] == ["obsolete"]
        audited = await world.execute(
            "SELECT actor_id, deletion_id FROM audit_entries WHERE action = 'deletion.undo'"
            " ORDER BY id"
        )
        assert audited == [(ada.id, post["deletion_id"]), (ada.id, of_comment)]


async def test_never_what_another_account_deleted(open_world: Opening) -> None:
    async with open_world(author_undo_seconds=60) as world:
        ada, ben, admin = await world.user(), await world.user(), await world.admin()
        post = await world.post(ada)
        by_admin = await world.delete(f"/api/posts/{post['id']}", admin)
        own = await world.deleted_post(ada)
        for person, deletion_id in ((ada, by_admin), (ben, own["deletion_id"]), (ada, 10**6)):
            assert outcome(await undo(world, person, deletion_id)) == REFUSED
        # An administrator who is none any more does not undo what they deleted of others.
        await world.execute("UPDATE users SET role = 'user' WHERE id = %s", admin.id)
        assert outcome(await undo(world, admin, by_admin)) == REFUSED


async def test_only_single_deletions(open_world: Opening) -> None:
    async with open_world(author_undo_seconds=60) as world:
        admin = await world.admin()
        post = await world.post(admin)
        answer = await world.client.post(
            "/api/posts/bulk-delete", json={"ids": [post["id"]]}, headers=admin.headers
        )
        await world.execute("UPDATE users SET role = 'user' WHERE id = %s", admin.id)
        assert outcome(await undo(world, admin, answer.json()["deletion_id"])) == REFUSED


async def test_the_time_ends(open_world: Opening) -> None:
    async with open_world(author_undo_seconds=60) as world:
        ada = await world.user()
        for age, status in ((59, 200), (61, 403)):
            post = await world.deleted_post(ada)
            await world.execute(
                "UPDATE deletions SET created_at = now() - make_interval(secs => %s) WHERE id = %s",
                age,
                post["deletion_id"],
            )
            answer = await undo(world, ada, post["deletion_id"])
            assert answer.status_code == status


async def test_a_taken_slug_is_a_conflict(open_world: Opening) -> None:
    async with open_world(author_undo_seconds=60) as world:
        ada, ben = await world.user(), await world.user()
        post = await world.deleted_post(ada, slug="hello")
        await world.post(ben, slug="hello", status="draft")
        answer = await undo(world, ada, post["deletion_id"])
        assert outcome(answer) == (409, "restore_conflicts")
        renamed = await world.client.post(
            f"/api/deletions/{post['deletion_id']}/undo",
            json={"on_conflict": "rename"},
            headers=ada.headers,
        )
        assert renamed.json()["restored"]["posts"] == 1
