"""`DELETE /posts/{id}/revisions/{version}` and `POST …/redact`: words that must go."""

from typing import Any, Final

import httpx2
import psycopg
import pytest
from psycopg import sql

from blog_api.models.base import metadata
from tests.editing.edits import LINES, merge, patch, read
from tests.factories import Person, World

SECRET: Final = "hunter2-canary"
LONG: Final = LINES * 10  # long enough to be stored as a difference to the former text


def find_in_database(url: str, text: str) -> list[str]:
    """Return the tables with a row that has the text."""
    with psycopg.connect(url) as connection:
        return [
            name
            for name in metadata.tables
            if connection.execute(
                sql.SQL("SELECT FROM {} AS row WHERE strpos(row::text, %s) > 0").format(
                    sql.Identifier(name)
                ),
                [text],
            ).fetchone()
            is not None
        ]


async def redact_one(
    world: World, person: Person, post_id: int, version: int, reason: str = "A password."
) -> httpx2.Response:
    path = f"/api/posts/{post_id}/revisions/{version}"
    return await world.client.delete(path, params={"reason": reason}, headers=person.headers)


async def redact(
    world: World, person: Person, post_id: int, match: str, **body: Any
) -> httpx2.Response:
    sent = {"match": match, "reason": "A password."} | body
    path = f"/api/posts/{post_id}/revisions/redact"
    return await world.client.post(path, json=sent, headers=person.headers)


async def post_with_secret(world: World, author: Person) -> int:
    """Return a post that had a secret in its versions 2, 3 and 5; the current one is 6."""
    post_id: int = (await world.post(author, content=LONG))["id"]
    with_secret = LONG + SECRET
    await patch(world, author, post_id, content=with_secret)
    await patch(world, author, post_id, title="Same text")
    await patch(world, author, post_id, content=LONG + "Clean.")
    await patch(world, author, post_id, content=with_secret, note=SECRET, excerpt=SECRET)
    await patch(world, author, post_id, content=LONG + "Clean again.", excerpt="Clean.")
    return post_id


async def versions(world: World, person: Person, post_id: int) -> list[dict[str, Any]]:
    path = f"/api/posts/{post_id}/revisions"
    answer = await world.client.get(path, headers=person.headers)
    return list(reversed(answer.json()["items"]))


async def test_a_version_and_its_equals_lose_their_words(world: World, database_url: str) -> None:
    ada, admin = await world.user(), await world.admin()
    post_id = await post_with_secret(world, ada)
    before = await read(world, ada, post_id)
    assert find_in_database(database_url, SECRET)
    assert (await redact_one(world, admin, post_id, 2)).status_code == 204
    assert not find_in_database(database_url, SECRET)
    found = await versions(world, ada, post_id)
    redacted = [item["version"] for item in found if item["redacted_at"]]
    assert redacted == [2, 3, 5]
    assert [(found[1][name]) for name in ("title", "note")] == ["", None]
    one = await world.client.get(f"/api/posts/{post_id}/revisions/5", headers=ada.headers)
    assert (one.json()["content"], one.json()["excerpt"]) == (None, "")
    for version, content in ((1, LONG), (4, LONG + "Clean."), (6, LONG + "Clean again.")):
        path = f"/api/posts/{post_id}/revisions/{version}"
        kept = await world.client.get(path, headers=ada.headers)
        assert kept.json()["content"] == content
    assert await read(world, ada, post_id) == before


async def test_a_second_redaction_changes_nothing(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post_id = await post_with_secret(world, ada)
    for _ in range(2):
        assert (await redact_one(world, admin, post_id, 2)).status_code == 204
    audit = await world.client.get("/api/audit?action=post.redact", headers=admin.headers)
    [entry] = audit.json()["items"]
    assert entry["details"]["versions"] == [2, 3, 5]
    assert entry["details"]["reason"] == "A password."


async def test_the_current_text_is_edited_first(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, content="First.")
    await patch(world, ada, post["id"], content="Second.")
    await patch(world, ada, post["id"], content="First.")
    for version in (1, 3):
        answer = await redact_one(world, admin, post["id"], version)
        assert (answer.status_code, answer.json()["code"]) == (409, "current_revision")
    assert [item["redacted_at"] for item in await versions(world, ada, post["id"])] == [None] * 3


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
async def test_a_redaction_needs_a_reason(world: World, reason: str) -> None:
    admin = await world.admin()
    post = await world.post(admin)
    await patch(world, admin, post["id"], content="New.")
    assert (await redact_one(world, admin, post["id"], 1, reason)).status_code == 422
    assert (await redact(world, admin, post["id"], "x", reason=reason)).status_code == 422


async def test_a_text_is_removed_wherever_it_was(world: World, database_url: str) -> None:
    ada, admin = await world.user(), await world.admin()
    post_id = await post_with_secret(world, ada)
    await patch(world, ada, post_id, title=SECRET)
    await patch(world, ada, post_id, title="Clean")
    copy = f"/api/posts/{post_id}/working-copy"
    body = {"base_version": 1, "content": f"Has {SECRET}."}
    assert (await world.client.put(copy, json=body, headers=ada.headers)).status_code == 201
    clean = body | {"content": "Clean."}
    assert (await world.client.put(copy, json=clean, headers=admin.headers)).status_code == 201
    planned = await redact(world, admin, post_id, SECRET, dry_run=True)
    assert planned.json() == {"redacted": [2, 3, 5, 7], "remaining": []}
    assert find_in_database(database_url, SECRET)
    done = await redact(world, admin, post_id, SECRET)
    assert (done.status_code, done.json()) == (200, planned.json())
    assert not find_in_database(database_url, SECRET)
    assert (await world.client.get(copy, headers=ada.headers)).status_code == 404
    assert (await world.client.get(copy, headers=admin.headers)).status_code == 200
    again = await redact(world, admin, post_id, SECRET)
    assert again.json() == {"redacted": [], "remaining": []}


async def test_an_address_of_an_image_may_have_a_secret(world: World, database_url: str) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, image_url=f"https://example.com/a.png?key={SECRET}")
    copy = f"/api/posts/{post['id']}/working-copy"
    body = {"base_version": 1, "image_url": f"https://example.com/b.png?key={SECRET}"}
    assert (await world.client.put(copy, json=body, headers=ada.headers)).status_code == 201
    await patch(world, ada, post["id"], image_url=None)
    done = await redact(world, admin, post["id"], SECRET)
    assert done.json() == {"redacted": [1], "remaining": []}
    assert not find_in_database(database_url, SECRET)


async def test_the_current_version_remains(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, content=SECRET)
    await patch(world, ada, post["id"], title="Two")
    done = await redact(world, admin, post["id"], SECRET)
    assert done.json() == {"redacted": [1], "remaining": [2]}
    assert (await read(world, ada, post["id"]))["content"] == SECRET


@pytest.mark.parametrize("field", ["content", "title", "excerpt", "image_url"])
@pytest.mark.parametrize("dry_run", [True, False])
async def test_the_current_version_remains_before_it_is_recorded(
    world: World, field: str, dry_run: bool
) -> None:
    ada, admin = await world.user(), await world.admin()
    values = {field: f"https://example.com/{SECRET}.png"}
    post_id = (await world.post(ada, **values))["id"]
    await world.execute("DELETE FROM post_revisions WHERE post_id = %s", post_id)
    done = await redact(world, admin, post_id, SECRET, dry_run=dry_run)
    assert done.json() == {"redacted": [], "remaining": [1]}


async def test_texts_of_other_posts_stay(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    posts = [await world.post(ada, content=LONG) for _ in range(2)]
    for post in posts:
        await patch(world, ada, post["id"], content="Other.")
    await redact_one(world, admin, posts[0]["id"], 1)
    path = f"/api/posts/{posts[1]['id']}/revisions/1"
    assert (await world.client.get(path, headers=ada.headers)).json()["content"] == LONG


async def test_redacted_versions_are_of_no_use(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post_id = await post_with_secret(world, ada)
    await redact_one(world, admin, post_id, 2)
    place = f"/api/posts/{post_id}/revisions"
    restored = await world.client.post(f"{place}/2/restore", headers=ada.headers)
    assert (restored.status_code, restored.json()["code"]) == (409, "revision_redacted")
    for path in (f"{place}/2/diff", f"{place}/1/diff?to=2"):
        answer = await world.client.get(path, headers=ada.headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "revision_redacted")
    merged = await merge(world, ada, post_id, 2, content="Mine.")
    assert (merged.status_code, merged.json()["code"]) == (412, "stale")
    assert (merged.json()["base_version"], merged.json()["changed_fields"]) == (2, None)


async def test_administrators_only(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post_id = await post_with_secret(world, ada)
    assert (await redact_one(world, ada, post_id, 2)).json()["code"] == "admin_only"
    assert (await redact(world, ada, post_id, SECRET)).json()["code"] == "admin_only"
    assert (await redact_one(world, admin, post_id, 99)).status_code == 404
    await world.delete(f"/api/posts/{post_id}", ada)
    assert (await redact_one(world, admin, post_id, 2)).status_code == 404
    assert (await redact(world, admin, post_id, SECRET)).status_code == 404
