"""Limits of accepting a post, and the email that tells of an offer."""

from pathlib import Path

import httpx2

from tests.factories import Person, World
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, text_of, until
from tests.trust.test_quota import QUOTA, create, require_exact, require_refused, storage
from tests.trust.test_recovery import outcome


async def offered(world: World, post_id: int, giver: Person, to: Person, message: str = "") -> str:
    answer = await world.client.post(
        f"/api/posts/{post_id}/transfer",
        json={"to": to.username, "message": message},
        headers=giver.headers,
    )
    assert answer.status_code == 201, answer.text
    return f"/api/transfers/{answer.json()['id']}"


async def accept(world: World, url: str, person: Person) -> httpx2.Response:
    return await world.client.post(f"{url}/accept", headers=person.headers)


async def test_an_accepted_post_counts_against_the_quota_of_its_receiver(
    open_world: Opening,
) -> None:
    async with open_world(account_quota_bytes=QUOTA) as world:
        ada, ben, admin = await world.user("ada"), await world.user("ben"), await world.admin()
        await world.execute("UPDATE users SET email_verified = true")
        post_id = (await create(world, ada, 4_000)).json()["id"]
        url = await offered(world, post_id, ada, ben)
        full = await create(world, ben, 6_001)
        require_refused(await accept(world, url, ben), 6_001)
        purged = await world.client.delete(
            f"/api/posts/{full.json()['id']}?hard_delete=true", headers=admin.headers
        )
        assert purged.status_code == 204
        await create(world, ben, 6_000)
        assert (await accept(world, url, ben)).status_code == 200
        assert (await storage(world, ben))["used"] == QUOTA
        assert (await storage(world, ada))["used"] == 0
        # An administrator is not refused, and a post goes back whatever the quota.
        undone = await world.client.post(f"{url}/undo", headers=admin.headers)
        assert undone.json()["returned"] == [post_id]
        await create(world, ben, 4_000)
        at_once = await world.client.post(
            f"/api/posts/{post_id}/transfer",
            json={"to": "ben", "at_once": True},
            headers=admin.headers,
        )
        assert at_once.status_code == 200
        assert (await storage(world, ben))["used"] == QUOTA + 4_000
        assert await require_exact(world) == QUOTA + 4_000


async def test_a_public_post_needs_a_receiver_who_may_publish(open_world: Opening) -> None:
    async with open_world(require_verified_email=True) as world:
        ada, ben = await world.user("ada"), await world.user("ben")
        await world.execute("UPDATE users SET email_verified = true WHERE id = %s", ada.id)
        for fields in ({}, {"published_at": "2999-01-01T00:00:00Z"}):
            public = await world.post(ada, **fields)
            url = await offered(world, public["id"], ada, ben)
            assert outcome(await accept(world, url, ben)) == (403, "email_not_verified")
            await world.client.post(f"{url}/decline", headers=ben.headers)
        draft = await world.post(ada, status="draft")
        url = await offered(world, draft["id"], ada, ben)
        assert (await accept(world, url, ben)).status_code == 200


async def test_the_receiver_is_told_by_an_email_without_the_words_of_the_giver(
    open_world: Opening, tmp_path: Path
) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        ada, ben = await world.user("ada"), await world.user("ben")
        await until(lambda: in_folder(tmp_path, ben.email))
        await world.execute("UPDATE users SET email_verified = true")
        post = await world.post(ada, title="Buy these pills")
        await offered(world, post["id"], ada, ben, "Click on this link.")
        _, message = await until(
            lambda: len(found := in_folder(tmp_path, ben.email)) == 2 and found
        )
    assert message["Subject"] == "Blog: A post is offered to you"
    for form in ("plain", "html"):
        text = text_of(message, form)
        assert "/studio/transfers" in text
        assert "14 days" in text
        assert "history" in text
        assert "pills" not in text
        assert "Click" not in text
