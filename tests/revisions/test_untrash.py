"""A restore from the trash under another slug is a version, of the one who restored it."""

from tests.factories import World
from tests.revisions.test_recording import revisions


async def test_a_restore_under_another_slug_is_a_version(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    kept = await world.deleted_post(ada, slug="kept")
    moved = await world.deleted_post(ada, slug="moved")
    await world.post(ada, slug="moved")
    numbered = {"on_conflict": "rename"}
    for post, body in ((kept, {}), (moved, numbered)):
        path = f"/api/posts/{post['id']}/restore"
        answer = await world.client.post(path, json=body, headers=admin.headers)
        assert answer.status_code == 200, answer.text
    given = await world.deleted_post(ada)
    path = f"/api/posts/{given['id']}/restore"
    await world.client.post(path, json={"slug": "given"}, headers=admin.headers)
    chosen, undone = [await world.deleted_post(ada, slug=slug) for slug in ("chosen", "undone")]
    for slug in ("chosen", "undone"):
        await world.post(ada, slug=slug)
    for path, extra in (
        ("/api/posts/bulk-restore", {"ids": [chosen["id"]]}),
        (f"/api/deletions/{undone['deletion_id']}/undo", {}),
    ):
        answer = await world.client.post(path, json=numbered | extra, headers=admin.headers)
        assert answer.status_code == 200, answer.text
    unmoved: list[tuple[str, list[str], int]] = [("edit", [], ada.id)]
    untrashed = [*unmoved, ("untrash", ["slug"], admin.id)]
    for post, expected in (
        (kept, unmoved),
        *((each, untrashed) for each in (moved, given, chosen, undone)),
    ):
        rows = await revisions(world, post["id"])
        assert [row[1:3] + row[5:6] for row in rows] == expected, post["slug"]
