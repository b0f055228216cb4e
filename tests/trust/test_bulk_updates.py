"""Bulk updates where the settings hold authors back: unverified addresses, and the quota."""

from tests.api.test_posts_bulk_update import outcome, update
from tests.trust.conftest import Opening


async def test_unverified_authors_publish_nothing(open_world: Opening) -> None:
    async with open_world(require_verified_email=True) as world:
        ada = await world.user()
        draft = (await world.post(ada, status="draft"))["id"]
        answer = await update(world, ada, [draft], status="published")
        assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
        assert await outcome(world, ada, [draft], status="archived") == {"updated": [draft]}


async def test_a_full_account_can_only_hide(open_world: Opening) -> None:
    async with open_world(account_quota_bytes=20_000) as world:
        ada, bob, admin = await world.user(), await world.user(), await world.admin()
        text = "x" * 9_000
        mine = [(await world.post(ada, content=text))["id"] for _ in range(2)]
        other = (await world.post(bob))["id"]
        for title in ("y" * 200, "z" * 200) * 8:
            body = {"title": title}
            await world.client.patch(f"/api/posts/{mine[0]}", json=body, headers=ada.headers)
        body = {"title": "w" * 200}
        answer = await world.client.patch(f"/api/posts/{mine[0]}", json=body, headers=ada.headers)
        assert answer.json()["code"] == "quota_exceeded"
        report = await outcome(world, admin, [*mine, other], add_tags=["a"])
        refused = [{"id": post_id, "code": "quota_exceeded"} for post_id in mine]
        assert report == {"updated": [other], "refused": refused}
        assert await outcome(world, ada, mine, status="archived") == {"updated": mine}
