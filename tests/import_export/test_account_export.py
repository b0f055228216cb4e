"""`GET /users/me/export`: everything of one's own, and nothing of others; `import` reads it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from blog_api.account_export import exporting
from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.factories import Person, World
from tests.import_export.conftest import Command, all_posts
from tests.working_copies.copies import put

PATH = "/api/users/me/export"
RUNNING = """
INSERT INTO running_exports (user_id, expires_at) VALUES (%s, now() + %s::interval)
"""


async def export(world: World, person: Person) -> ZipFile:
    answer = await world.client.get(PATH, headers=person.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    name = f'attachment; filename="{person.username}.zip"'
    assert answer.headers["content-disposition"] == name
    assert answer.headers["cache-control"] == "no-store"
    archive = ZipFile(BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def lines(archive: ZipFile, name: str) -> list[dict[str, Any]]:
    text = archive.read(f"account/{name}.jsonl").decode()
    return [json.loads(line) for line in text.splitlines()]


async def test_import_reads_what_was_exported(world: World, blog: Command, tmp_path: Path) -> None:
    """Posts of every status with all fields, and the image that one of them shows."""
    ada = await world.user("ada")
    image = await world.picture(ada, 7)
    await world.post(ada, content=f"![A](/media/{image})", tags=["a", "b"], category="News")
    await world.post(ada, title="Draft", status="draft")
    await world.post(ada, title="Old", status="archived", excerpt="Mine.")
    await world.post(ada, title="Later", published_at="2999-01-01T00:00:00Z")
    archive = await export(world, ada)
    file = tmp_path / "ada.zip"
    answer = await world.client.get(PATH, headers=ada.headers)
    file.write_bytes(answer.content)
    before = await all_posts(world)
    assert f"media/{image}" in archive.namelist()
    await world.execute("DELETE FROM posts")
    # The command has a data folder of its own, as another server would.
    await world.execute("UPDATE blog_settings SET media_folder = NULL")
    code, said = await blog("import", file)
    assert code == 0, said
    assert await all_posts(world) == before


async def test_what_is_in_it(world: World) -> None:
    ada, bob, admin = await world.user("ada"), await world.user("bob"), await world.admin()
    post, others = await world.post(ada, title="Mine"), await world.post(bob, title="His")
    body = {"title": "Changed"}
    await world.client.patch(f"/api/posts/{post['id']}", json=body, headers=ada.headers)
    comment = await world.comment(ada, others["id"], "My words")
    await world.comment(bob, post["id"], "His words")
    await world.client.put(f"/api/posts/{others['id']}/vote", headers=ada.headers)
    await world.deleted_post(ada)
    await world.client.patch(f"/api/users/{ada.id}", json={"bio": "X"}, headers=admin.headers)
    archive = await export(world, ada)
    versions = [
        (row["post_id"], row["version"], row["title"]) for row in lines(archive, "revisions")
    ]
    assert versions == [(post["id"], 1, "Mine"), (post["id"], 2, "Changed")]
    [said] = lines(archive, "comments")
    assert (said["id"], said["content"], said["post_slug"]) == (
        comment["id"],
        "My words",
        others["slug"],
    )
    assert [row["post_id"] for row in lines(archive, "votes")] == [others["id"]]
    assert [row["current"] for row in lines(archive, "sessions")] == [True]
    actions = {(row["action"], row["by_me"]) for row in lines(archive, "audit")}
    assert ("post.delete", True) in actions
    profile = json.loads(archive.read("account/profile.json"))
    assert (profile["id"], profile["email"]) == (ada.id, ada.email)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for word in ("His words", bob.email, admin.username, admin.email):
        assert word.encode() not in everything


async def test_more_than_a_batch(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(exporting, "BATCH_SIZE", 2)
    monkeypatch.setattr(exporting, "ROWS", 2)
    ada = await world.user()
    posts = [await world.post(ada) for _ in range(5)]
    for post in posts:
        await world.comment(ada, post["id"])
        await world.client.put(f"/api/posts/{post['id']}/vote", headers=ada.headers)
        path = f"/api/posts/{post['id']}"
        await world.client.patch(path, json={"category": "C"}, headers=ada.headers)
    archive = await export(world, ada)
    ids = [post["id"] for post in posts]
    assert len([name for name in archive.namelist() if name.startswith("posts/")]) == 5
    assert [row["post_id"] for row in lines(archive, "comments")] == ids
    assert [row["post_id"] for row in lines(archive, "votes")] == ids
    versions = [(row["post_id"], row["version"]) for row in lines(archive, "revisions")]
    assert versions == [(post_id, version) for post_id in ids for version in (1, 2)]


async def test_former_words_and_unpublished_ones_are_in_it(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(exporting, "BATCH_SIZE", 1)
    monkeypatch.setattr(exporting, "ROWS", 1)
    ada, bob = await world.user(), await world.user()
    posts = [await world.post(ada), await world.post(ada)]
    for post in posts:
        await put(world, ada, post["id"], title=f"Unpublished {post['id']}", category=None)
    await put(world, bob, (await world.post(bob))["id"], content="Not hers.")
    hers, his = await world.comment(ada, content="Before."), await world.comment(bob)
    for person, comment in ((ada, hers), (bob, his)):
        path = f"/api/comments/{comment['id']}"
        await world.client.patch(path, json={"content": "After."}, headers=person.headers)
    archive = await export(world, ada)
    copies = lines(archive, "working-copies")
    assert [(copy["post_id"], copy["title"], copy["category"]) for copy in copies] == [
        (post["id"], f"Unpublished {post['id']}", None) for post in posts
    ]
    assert all("content" not in copy for copy in copies)
    versions = lines(archive, "comment-revisions")
    assert [(row["comment_id"], row["version"], row["content"]) for row in versions] == [
        (hers["id"], 1, "Before."),
        (hers["id"], 2, "After."),
    ]


async def test_images_that_nobody_may_read_are_left_out(world: World) -> None:
    """The name of an image in a text is not the right to read it."""
    ada, bob = await world.user(), await world.user()
    image = await world.picture(bob, 9)
    await world.post(ada, content=f"![B](/media/{image})")
    assert f"media/{image}" in (await export(world, ada)).namelist()
    await world.delete("/api/users/me", bob)
    assert f"media/{image}" not in (await export(world, ada)).namelist()


async def test_one_at_a_time(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    await world.execute(RUNNING, ada.id, "1 minute")
    answer = await world.client.get(PATH, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "export_running")
    await export(world, bob)
    await world.execute("DELETE FROM running_exports")
    await world.execute(RUNNING, ada.id, "-1 second")
    await export(world, ada)
    assert await world.execute("SELECT 1 FROM running_exports") == []
    await export(world, ada)


async def test_a_token_gets_none(world: World) -> None:
    ada = await world.user()
    token = await make_token(world, ada, *(scope for scope in Scope if not scope.is_admin))
    answer = await world.client.get(PATH, headers=token.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "token_not_allowed")
    assert (await world.client.get(PATH)).status_code == 401


async def test_transfers_and_restore_requests_are_in_it(world: World, monkeypatch: Any) -> None:
    """Those of the account alone, of an administrator too."""
    monkeypatch.setattr(exporting, "MAX_LIMIT", 1)
    ada, bob, admin = await world.user("ada"), await world.user("bob"), await world.admin()
    await world.execute("UPDATE users SET email_verified = true")
    for words in ("First", "Second"):
        post = await world.post(ada)
        body = {"to": "bob", "message": words}
        path = f"/api/posts/{post['id']}/transfer"
        offered = await world.client.post(path, json=body, headers=ada.headers)
        assert offered.status_code == 201, offered.text
        gone = await world.deleted_post(ada)
        path = f"/api/trash/posts/{gone['id']}/restore-request"
        asked = await world.client.post(path, json={"note": words}, headers=ada.headers)
        assert asked.status_code == 201, asked.text
    archive = await export(world, ada)
    offers = lines(archive, "transfers")
    assert [(each["message"], each["from"]["id"]) for each in offers] == [
        ("Second", ada.id),
        ("First", ada.id),
    ]
    assert [each["note"] for each in lines(archive, "restore-requests")] == ["Second", "First"]
    assert len(lines(await export(world, bob), "transfers")) == 2
    others = await export(world, admin)
    assert [lines(others, name) for name in ("transfers", "restore-requests")] == [[], []]
