"""Restore requests: emails about decisions, and other people's eyes."""

from pathlib import Path
from typing import Any

from tests.api.test_restore_requests import (
    REQUESTS,
    decide,
    request,
    withdraw,
)
from tests.factories import Person, World
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, queued, text_of, until
from tests.trust.test_removed_for_good import MARK, tables_with_mark


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
