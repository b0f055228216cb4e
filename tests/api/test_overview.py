"""`GET /overview`: counts, what waits, what is purged next, and the health of the parts."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from pydantic import SecretStr

from blog_api.errors import MediaUnavailableError
from blog_api.media.storage import Store
from blog_api.overview.routes import mail_of
from blog_api.overview.schemas import CAP
from blog_api.settings import Settings
from tests.factories import Person, World

DRAFTS = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)
SELECT %s, 'draft-' || n, 'Draft', '', false, '', 'draft' FROM generate_series(1, %s) n
"""
FAILED = """
INSERT INTO outbox (kind, recipient, attempts, created_at, next_attempt_at)
VALUES ('verify_email', 'a@example.com', %s, now() - %s::interval, now() + interval '1 hour')
"""


async def overview(world: World, person: Person) -> dict[str, Any]:
    answer = await world.client.get("/api/overview", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_own_posts_and_everyones(world: World) -> None:
    ada, bob, admin = await world.user(), await world.user(), await world.admin()
    await world.post(ada)
    await world.post(ada, status="draft")
    await world.post(ada, status="archived")
    await world.post(ada, published_at="2999-01-01T00:00:00Z")
    await world.deleted_post(ada)
    await world.post(bob)
    own = await overview(world, ada)
    assert own["posts"] == {"published": 1, "draft": 1, "scheduled": 1, "archived": 1}
    assert own["administration"] is None
    assert (await overview(world, bob))["posts"]["published"] == 1
    everyones = (await overview(world, admin))["posts"]
    assert everyones == {"published": 2, "draft": 1, "scheduled": 1, "archived": 1}


async def test_counts_stop(world: World) -> None:
    ada = await world.user()
    await world.execute(DRAFTS, ada.id, CAP + 5)
    assert (await overview(world, ada))["posts"]["draft"] == CAP


async def test_open_requests_and_offers(world: World) -> None:
    ada, bob, admin = await world.user(), await world.user("bob"), await world.admin()
    gone, post = await world.deleted_post(ada), await world.post(ada)
    path = f"/api/trash/posts/{gone['id']}/restore-request"
    assert (await world.client.post(path, headers=ada.headers)).status_code == 201
    await world.execute("UPDATE users SET email_verified = true")
    path = f"/api/posts/{post['id']}/transfer"
    offer = await world.client.post(path, json={"to": "bob"}, headers=ada.headers)
    assert offer.status_code == 201
    seen = [await overview(world, person) for person in (ada, bob, admin)]
    assert [each["restore_requests"] for each in seen] == [1, 0, 1]
    assert [each["offers"]["sent"] for each in seen] == [1, 0, 0]
    assert [each["offers"]["received"] for each in seen] == [0, 1, 0]
    await world.client.delete(f"/api/transfers/{offer.json()['id']}", headers=ada.headers)
    assert (await overview(world, ada))["offers"] == {"received": 0, "sent": 0}


async def test_what_is_purged_next(world: World) -> None:
    """The trash of the caller, the oldest first, with the time that the trash tells."""
    ada, bob, admin = await world.user(), await world.user(), await world.admin()
    post = await world.deleted_post(ada, title="First")
    comment = await world.comment(ada, content="x" * 200)
    deletion_id = await world.delete(f"/api/comments/{comment['id']}", ada)
    other = await world.deleted_post(bob)
    first, second = (await overview(world, ada))["next_purges"]
    trashed = await world.client.get(f"/api/trash/posts/{post['id']}", headers=ada.headers)
    assert first == {
        "type": "post",
        "id": post["id"],
        "title": "First",
        "deletion_id": post["deletion_id"],
        "purge_after": trashed.json()["purge_after"],
    }
    assert (second["type"], second["id"]) == ("comment", comment["id"])
    assert (second["title"], second["deletion_id"]) == ("x" * 100, deletion_id)
    everyones = (await overview(world, admin))["next_purges"]
    assert [item["id"] for item in everyones] == [post["id"], comment["id"], other["id"]]
    for _ in range(5):
        await world.deleted_post(ada)
    assert len((await overview(world, ada))["next_purges"]) == 5


async def test_failed_mails(world: World) -> None:
    """One that is tried for the first time has not failed yet."""
    admin = await world.admin()
    await world.execute("DELETE FROM outbox")
    for attempts, age in ((0, "1 hour"), (1, "10 seconds"), (2, "1 hour")):
        await world.execute(FAILED, attempts, age)
    administration = (await overview(world, admin))["administration"]
    assert administration["failed_mails"] == 1


SMTP: Final = {"smtp_url": SecretStr("smtp://127.0.0.1:1")}


@pytest.mark.parametrize(
    ("given", "failed", "said"),
    [
        ({}, 0, "files"),
        ({}, 1, "failing"),
        (SMTP, 0, "ok"),
        (SMTP, 1, "failing"),
        ({"send_mail": False}, 1, "off"),
    ],
)
def test_a_server_without_mail_says_so(
    settings: Settings, given: dict[str, Any], failed: int, said: str
) -> None:
    assert mail_of(settings.model_copy(update={"send_mail": True} | given), failed) == said


async def test_health_of_the_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await world.admin()
    parts = (await overview(world, admin))["administration"]["parts"]
    assert parts == {"database": "ok", "media": "ok", "mail": "off"}

    async def away(*_: object) -> None:
        raise MediaUnavailableError

    monkeypatch.setattr(Store, "find", away)
    parts = (await overview(world, admin))["administration"]["parts"]
    assert (parts["database"], parts["media"]) == ("ok", "unavailable")


async def test_the_last_backup(world: World) -> None:
    admin = await world.admin()
    assert (await overview(world, admin))["administration"]["last_backup"] is None
    insert = "INSERT INTO backups (began_at, ended_at, size) VALUES (%s, %s, %s)"
    noon = datetime.fromisoformat("2026-01-31T12:00:00Z")
    for days in (0, 1):
        at = noon + timedelta(days=days)
        await world.execute(insert, at, at + timedelta(minutes=1), 100 + days)
    assert (await overview(world, admin))["administration"]["last_backup"] == {
        "began_at": "2026-02-01T12:00:00Z",
        "ended_at": "2026-02-01T12:01:00Z",
        "size": 101,
    }
