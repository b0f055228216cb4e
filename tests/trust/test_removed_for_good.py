"""A hard-deleted post is nowhere: in no table, no file and no log line."""

import logging
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.lifecycle.purging import hard_delete_posts, purge_post
from blog_api.models import metadata
from blog_api.permissions import Actor
from blog_api.settings import Settings
from tests.factories import Person, World

MARK: Final = "xq7zt93"
# Text in bytea appears as hexadecimal digits.
FORMS: Final = (MARK, MARK.encode().hex())
WRITTEN: Final = {
    "title": f"Title {MARK}",
    "content": f"Content *{MARK}*",
    "slug": f"slug-{MARK}",
    "excerpt": f"Excerpt {MARK}",
    "category": f"Category {MARK}",
    "tags": [f"tag-{MARK}", f"other-{MARK}"],
    "image_url": f"https://example.com/{MARK}.png",
}


async def tables_with_mark(world: World) -> set[str]:
    found = set()
    for name in metadata.tables:
        rows = await world.execute(f'SELECT t::text FROM "{name}" t')  # a name of our own
        if any(form in text.lower() for (text,) in rows for form in FORMS):
            found.add(name)
    return found


async def plant(world: World, author: Person) -> int:
    """Create a post with every trace: keyed, edited, renamed, commented on, searched, shown."""
    client, keyed = world.client, author.headers | {"Idempotency-Key": "key"}
    created = await client.post("/api/posts", json=WRITTEN, headers=keyed)
    assert created.status_code == 201, created.text
    path = f"/api/posts/{created.json()['id']}"
    comment = {"content": f"Comment {MARK}"}
    commented = await client.post(f"{path}/comments", json=comment, headers=keyed)
    assert commented.status_code == 201
    changed = {"slug": f"later-{MARK}", "content": f"Edited {MARK}", "tags": [f"tag-{MARK}"]}
    assert (await client.patch(path, json=changed, headers=author.headers)).is_success
    for query in ("/feed.atom", f"/api/posts?search={MARK}&snippet=true", f"{path}?render=html"):
        assert MARK in (await client.get(query)).text
    return int(created.json()["id"])


async def hard_delete(world: World, admin: Person, post_id: int) -> None:
    path = f"/api/posts/{post_id}?hard_delete=true"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204


async def bulk_hard_delete(world: World, admin: Person, post_id: int) -> None:
    body: dict[str, Any] = {"ids": [post_id], "hard_delete": True}
    headers = admin.headers | {"Idempotency-Key": "bulk"}
    answer = await world.client.post("/api/posts/bulk-delete", json=body, headers=headers)
    assert answer.json()["deleted"] == [post_id]


async def purge(world: World, admin: Person, post_id: int) -> None:
    await world.delete(f"/api/posts/{post_id}", admin)
    path = f"/api/trash/posts/{post_id}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204


@pytest.mark.parametrize("remove", [hard_delete, bulk_hard_delete, purge])
async def test_nothing_is_left_of_it(
    world: World, settings: Settings, caplog: pytest.LogCaptureFixture, remove: Any
) -> None:
    caplog.set_level(logging.DEBUG, "blog_api")
    admin = await world.admin()
    post_id = await plant(world, admin)
    planted = await tables_with_mark(world)
    assert {"posts", "post_html", "post_search", "post_slugs", "term_counts", "comments"} <= planted
    await remove(world, admin, post_id)
    assert await tables_with_mark(world) == set()
    files = [file for file in settings.blog_data_dir.rglob("*") if file.is_file()]
    assert [file for file in files if MARK.encode() in file.read_bytes()] == []
    ours = [record for record in caplog.records if record.name.startswith("blog_api")]
    assert ours
    assert [line for line in ours if MARK in f"{line.getMessage()} {vars(line)}"] == []


LIMIT: Final = Statement(select(func.current_setting("statement_timeout")), str)


async def test_a_removal_of_very_many_rows_may_take_long(world: World) -> None:
    """1,000 posts with 100 comments each were ended by the limit of 2 s, at each repeat."""
    admin = await world.admin()
    actor = Actor(admin.id, "admin", "admin", session_id=1)

    async def remove(db: Transaction, post_id: int) -> str | None:
        await hard_delete_posts(db, [post_id])
        return await db.one(LIMIT)

    async def purge(db: Transaction, post_id: int) -> str | None:
        await purge_post(db, actor, post_id)
        return await db.one(LIMIT)

    live, trashed = await world.post(), await world.post()
    path = f"/api/posts/{trashed['id']}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    database = world.app.state.database
    assert await database.write(remove, live["id"]) == "30s"
    assert await database.write(purge, trashed["id"]) == "30s"
