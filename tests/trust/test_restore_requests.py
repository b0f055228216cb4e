"""Restore requests: emails about decisions, the held purge, and other people's eyes."""

from pathlib import Path
from typing import Any

import pytest

from blog_api.lifecycle.purging import count_expired, expire_batch
from tests.api.test_restore_requests import (
    REQUESTS,
    decide,
    deleted_comment,
    listed,
    request,
    withdraw,
)
from tests.factories import Person, World
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, queued, text_of, until
from tests.trust.test_removed_for_good import MARK, tables_with_mark

RETENTION_DAYS = 30


async def until_mails(folder: Path, address: str, number: int) -> list[Any]:
    found: list[Any] = await until(
        lambda: len(mails := in_folder(folder, address)) == number and mails
    )
    return found


async def test_the_author_is_told_of_decisions_without_their_words(
    open_world: Opening, tmp_path: Path
) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        ada, admin = await world.user("ada"), await world.admin()
        await until_mails(tmp_path, ada.email, 1)
        await world.execute("UPDATE users SET email_verified = true")
        for verb, words in (("approve", {}), ("decline", {"reason": "Buy these pills."})):
            post = await world.deleted_post(ada, title="Other pills")
            created = await request(world, ada, post["id"], note="Pills.")
            assert (await decide(world, admin, created["id"], verb, **words)).status_code == 200
        _, approved, declined = await until_mails(tmp_path, ada.email, 3)
    assert approved["Subject"] == "Blog: Your request was approved"
    assert declined["Subject"] == "Blog: Your request was declined"
    for message, state in ((approved, "approved"), (declined, "declined")):
        for form in ("plain", "html"):
            text = text_of(message, form)
            assert "ada" in text
            assert f"/studio/requests?state={state}" in text
            assert "pills" not in text.lower()


async def test_no_mail_to_an_unverified_address_nor_about_ones_own_decision(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    await world.execute("UPDATE users SET email_verified = true WHERE id = %s", admin.id)
    before = await queued(world)
    for author in (ada, admin):
        created = await request(world, author, (await world.deleted_post(author))["id"])
        assert (await decide(world, admin, created["id"], "decline")).status_code == 200
    assert await queued(world) == before


async def age(world: World, table: str, item_id: int, days: int) -> None:
    await world.execute(
        f"UPDATE {table} SET deleted_at = now() - make_interval(days => %s) WHERE id = %s",
        days,
        item_id,
    )


async def purge_old(world: World) -> dict[str, int]:
    """Do what `blog-api purge` does; counts before and after must agree."""
    [[before]] = await world.execute("SELECT now() - make_interval(days => %s)", RETENTION_DAYS)
    counted = {
        "post": await count_expired(world.db, "post", before),
        "comment": await count_expired(world.db, "comment", before),
    }
    removed = {
        "comment": await world.db.write(expire_batch, "comment", before, 100),
        "post": await world.db.write(expire_batch, "post", before, 100),
    }
    assert counted == removed
    return removed


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_an_open_request_holds_its_item_for_thirty_days_once(world: World, kind: str) -> None:
    ada, table = await world.user(), f"{kind}s"
    item_id = (
        (await world.deleted_post(ada))["id"]
        if kind == "post"
        else await deleted_comment(world, ada)
    )
    await age(world, table, item_id, 31)
    first = await request(world, ada, item_id, table)
    assert await purge_old(world) == {"post": 0, "comment": 0}
    await age(world, table, item_id, 59)
    assert await purge_old(world) == {"post": 0, "comment": 0}
    # Another request for the same deletion does not hold it.
    await withdraw(world, ada, first["id"])
    second = await request(world, ada, item_id, table)
    assert (await purge_old(world))[kind] == 1
    states = {found["id"]: found["state"] for found in await listed(world, ada)}
    assert states == {first["id"]: "withdrawn", second["id"]: "obsolete"}


@pytest.mark.parametrize("end", ["time", "withdrawn", "declined", "no request"])
async def test_the_hold_ends(world: World, end: str) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    await age(world, "posts", post["id"], 61 if end == "time" else 59)
    if end != "no request":
        request_id = (await request(world, ada, post["id"]))["id"]
        if end == "withdrawn":
            await withdraw(world, ada, request_id)
        if end == "declined":
            await decide(world, admin, request_id, "decline")
    assert (await purge_old(world))["post"] == 1


async def test_a_request_for_a_comment_holds_its_post(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    comment_id = await deleted_comment(world, ada)
    [[post_id]] = await world.execute("SELECT post_id FROM comments WHERE id = %s", comment_id)
    await request(world, ada, comment_id, "comments")
    await world.delete(f"/api/posts/{post_id}", admin)
    await age(world, "posts", post_id, 31)
    assert (await purge_old(world))["post"] == 0
    # A purge by an administrator is not held.
    path = f"/api/trash/posts/{post_id}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204


async def test_a_second_deletion_is_held_again(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"])
    assert (await decide(world, admin, created["id"], "approve")).status_code == 200
    await world.delete(f"/api/posts/{post['id']}", ada)
    await request(world, ada, post["id"])
    await age(world, "posts", post["id"], 31)
    assert (await purge_old(world))["post"] == 0


async def test_an_account_in_the_trash_holds_nothing(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    await request(world, ada, post["id"])
    await world.delete(f"/api/users/{ada.id}", admin)
    await age(world, "posts", post["id"], 31)
    assert (await purge_old(world))["post"] == 1


async def plant_words(world: World, ada: Person, admin: Person) -> int:
    """Put words into a withdrawn, an approved and a declined request for one post."""
    post_id = int((await world.post(ada, title="Plain"))["id"])
    for verb in ("withdraw", "approve", "decline"):
        if verb != "approve":
            await world.delete(f"/api/posts/{post_id}", ada)
        created = await request(world, ada, post_id, note=f"Note {verb} {MARK}")
        if verb == "withdraw":
            await withdraw(world, ada, created["id"])
        else:
            words = {"reason": f"Reason {MARK}"} if verb == "decline" else {}
            answer = await decide(world, admin, created["id"], verb, **words)
            assert answer.status_code == 200, answer.text
    return post_id


async def test_a_purge_leaves_no_word(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post_id = await plant_words(world, ada, admin)
    assert await tables_with_mark(world) == {"restore_requests"}
    path = f"/api/trash/posts/{post_id}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    assert await tables_with_mark(world) == set()


async def test_nobody_else_sees_a_word(world: World) -> None:
    """Over every GET of the document: its author and administrators alone see the request."""
    ada, admin, ben = await world.user(), await world.admin(), await world.user()
    post = await world.deleted_post(ada)
    created = await request(world, ada, post["id"], note=f"Note {MARK}")
    await decide(world, admin, created["id"], "decline", reason=f"Reason {MARK}")
    seen = set()
    for path, operations in world.app.openapi()["paths"].items():
        if "get" not in operations:
            continue
        values = {"post_id": post["id"], "request_id": created["id"]}
        for name in ("user_id", "deletion_id", "comment_id"):
            values[name] = post.get(name, ada.id)
        address = path.format_map(Fillings(values))
        for person in (ada, admin, ben, None):
            answer = await world.client.get(
                address, headers=person.headers if person else {}, params={"limit": "100"}
            )
            if MARK in answer.text:
                seen.add((path, person and person.id))
    assert seen == {(REQUESTS, ada.id), (REQUESTS, admin.id)}


class Fillings(dict[str, Any]):
    """Values of path parameters, `x` for all others."""

    def __missing__(self, name: str) -> str:
        return "x"
