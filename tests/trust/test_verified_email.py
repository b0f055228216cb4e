"""`REQUIRE_VERIFIED_EMAIL`: unverified accounts publish nothing, and nothing earlier."""

from pathlib import Path

from tests.factories import Person, World
from tests.trust.conftest import Opening
from tests.trust.test_recovery import next_token, outcome, verify


async def move_scheduled(world: World, author: Person) -> None:
    """A post scheduled while its author's address was verified cannot be moved forward."""
    draft = await world.post(author, status="draft")
    path = f"/api/posts/{draft['id']}"
    await world.execute(
        "UPDATE posts SET status = 'published', published_at = '2999-02-01' WHERE id = %s",
        draft["id"],
    )
    for moved in ("2020-01-01", "2999-01-31"):
        sooner = {"published_at": f"{moved}T00:00:00Z"}
        put = {"title": "t", "content": "c"} | sooner
        for method, body in (("PATCH", sooner), ("PUT", put)):
            answer = await world.client.request(method, path, json=body, headers=author.headers)
            assert outcome(answer) == (403, "email_not_verified")
    later = {"published_at": "2999-03-01T00:00:00Z"}
    answer = await world.client.patch(path, json=later, headers=author.headers)
    assert answer.status_code == 200


async def test_unverified_users_write_drafts_where_that_is_asked(
    open_world: Opening, tmp_path: Path
) -> None:
    wanted = {"require_verified_email": True, "send_mail": True, "blog_data_dir": tmp_path}
    async with open_world(**wanted) as world:
        ada, admin = await world.user(), await world.admin()
        draft = await world.post(ada, status="draft")
        path = f"/api/posts/{draft['id']}"
        body = {"title": "t", "content": "c"}
        refused = [
            await world.client.post("/api/posts", json=body, headers=ada.headers),
            await world.client.patch(path, json={"status": "published"}, headers=ada.headers),
            await world.client.put(path, json=body | {"status": "published"}, headers=ada.headers),
        ]
        assert set(map(outcome, refused)) == {(403, "email_not_verified")}
        edited = await world.client.patch(path, json={"title": "x"}, headers=ada.headers)
        assert edited.status_code == 200
        await world.post(admin)
        await move_scheduled(world, ada)
        await verify(world, await next_token(tmp_path, ada.email, 1))
        published = await world.client.patch(
            path, json={"status": "published"}, headers=ada.headers
        )
        assert published.status_code == 200
