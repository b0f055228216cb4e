"""Former versions count against the quota as they are stored."""

import asyncio
from typing import Any

import anyio.to_thread

from blog_api.db.database import Transaction
from blog_api.permissions import Action, Actor
from blog_api.posts.commands.update import PostEdit, update_post
from blog_api.rendering.html_cache import Rendered
from tests.cli.conftest import Run, run
from tests.factories import Person, World
from tests.trust.test_quota import require_exact, storage

__all__ = ["run"]

SUMS = """
SELECT history_bytes::int, (SELECT coalesce(sum(stored_bytes), 0)::int FROM post_revisions
    WHERE post_id = posts.id) FROM posts ORDER BY id
"""
WAITING = """
SELECT 1 FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'WITH held%%'
"""
WORDS = " ".join(f"word{number}" for number in range(500))


async def used(world: World, person: Person) -> int:
    found: int = (await storage(world, person))["used"]
    return found


async def edit(world: World, person: Person, post_id: int, **body: Any) -> int:
    """Edit a post, and return how many bytes the account uses more."""
    before = await used(world, person)
    path = f"/api/posts/{post_id}"
    answer = await world.client.patch(path, json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    await require_sums(world)
    return await used(world, person) - before


async def require_sums(world: World) -> None:
    """Require that each post has the sum of its versions, and each account that of its rows."""
    assert all(kept == of_versions for kept, of_versions in await world.execute(SUMS))
    await require_exact(world)


async def make_post(world: World, person: Person, content: str) -> int:
    post = await world.post(person, title="t", excerpt="", content=content)
    found: int = post["id"]
    return found


async def test_a_version_counts_what_it_stores(world: World) -> None:
    ada = await world.user("ada")
    post_id = await make_post(world, ada, WORDS)
    assert await used(world, ada) == len(WORDS) + 1, "the first version is the post"
    one_word = await edit(world, ada, post_id, content=WORDS.replace("word250 ", "letter "))
    assert one_word == len("letter") + 1, "the difference, and the title"
    other = "o" * len(WORDS)
    assert await edit(world, ada, post_id, content=other) == len(other) + 1 + 1
    assert await edit(world, ada, post_id, content="n") == 1 + 1, "what it loses is kept"
    assert await edit(world, ada, post_id, content=WORDS) == len(WORDS) - 1 + 1, "known"
    assert await edit(world, ada, post_id, content=WORDS) == 0, "the same"
    assert await edit(world, ada, post_id, tags=["a"], note="why") == len("why") + 1


async def test_versions_go_with_their_post(world: World) -> None:
    ada, bob, admin = await world.user("ada"), await world.user("bob"), await world.admin()
    post_id = await make_post(world, ada, WORDS)
    await edit(world, ada, post_id, content="o" * 3000)
    total = await used(world, ada)
    body: dict[str, Any] = {"to": "bob", "at_once": True}
    path = f"/api/posts/{post_id}"
    moved = await world.client.post(f"{path}/transfer", json=body, headers=admin.headers)
    assert moved.status_code == 200, moved.text
    assert (await used(world, ada), await used(world, bob)) == (0, total)
    listed = await world.client.get("/api/users?search=bob", headers=admin.headers)
    assert listed.json()["items"][0]["storage"]["used"] == total
    await require_sums(world)
    await world.delete(path, bob)
    assert await used(world, bob) == total
    gone = await world.client.delete(f"{path}?hard_delete=true", headers=admin.headers)
    assert gone.status_code == 204
    assert await used(world, bob) == 0
    await require_sums(world)


async def test_versions_of_comments_count(world: World) -> None:
    ada, bob, admin = await world.user("ada"), await world.user("bob"), await world.admin()
    comment = await world.comment(bob, await make_post(world, ada, "c"), "four")
    path = f"/api/comments/{comment['id']}"
    for content, expected in (("seven..", 7 + 7), ("1", 1 + 7 + 7), ("1", 15)):
        answer = await world.client.patch(path, json={"content": content}, headers=bob.headers)
        assert answer.status_code == 200
        assert await used(world, bob) == expected
    await require_exact(world)
    gone = await world.client.delete(f"/api/users/{bob.id}?hard_delete=true", headers=admin.headers)
    assert gone.status_code == 204
    assert await world.execute("SELECT 1 FROM storage_shares WHERE user_id = %s", bob.id) == []


async def test_a_redaction_and_thinning_give_back(run: Run, world: World) -> None:
    ada, admin = await world.user("ada"), await world.admin()
    post_id = await make_post(world, ada, WORDS)
    await edit(world, ada, post_id, content="secret " * 300, status="draft")
    for number in range(3):
        await edit(world, ada, post_id, content=f"{number}" * 2000)
    before = await used(world, ada)
    path = f"/api/posts/{post_id}/revisions/2?reason=pasted"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    after = await used(world, ada)
    assert before - after == len(WORDS) + 1, "its text, its title, and what it shortened"
    await world.execute("UPDATE post_revisions SET created_at = now() - interval '99 days'")
    settings = {"REVISION_RETENTION_DAYS": "30"}
    code, said = await anyio.to_thread.run_sync(lambda: run("purge", **settings))
    assert code == 0, said
    assert await used(world, ada) < after - 2000
    await require_sums(world)


async def test_a_thinned_version_is_neither_a_base_nor_shown(run: Run, world: World) -> None:
    ada = await world.user("ada")
    post_id = await make_post(world, ada, "First.")
    for number in range(2, 8):
        await edit(world, ada, post_id, content=f"{number}", status="draft")
    path = f"/api/posts/{post_id}"
    copy = {"base_version": 3, "content": "Mine."}
    kept = await world.client.put(f"{path}/working-copy", json=copy, headers=ada.headers)
    assert kept.status_code == 201, kept.text
    link = await world.client.post(f"{path}/previews", json={"show": 5}, headers=ada.headers)
    assert link.status_code == 201, link.text
    await world.execute("UPDATE post_revisions SET created_at = now() - interval '99 days'")
    settings = {"REVISION_RETENTION_DAYS": "30"}
    code, said = await anyio.to_thread.run_sync(lambda: run("purge", **settings))
    assert code == 0, said
    rows = await world.execute("SELECT version::int FROM post_revisions ORDER BY version")
    assert [version for (version,) in rows] == [1, 3, 5, 7]
    shown = await world.client.get(f"/api/previews/{link.json()['token']}")
    assert shown.json()["content"] == "5"
    applied = await world.client.post(
        f"{path}/working-copy/apply", json={"on_conflict": "merge"}, headers=ada.headers
    )
    assert applied.status_code in {200, 412}, applied.text
    assert applied.json().get("code") in {None, "merge_conflicts"}


async def test_what_waits_for_an_edit_does_not_count_it_again(world: World) -> None:
    """A renamed tag takes a row that is locked, and its snapshot has the row before the edit."""
    ada, admin = await world.user("ada"), await world.admin()
    post = await world.post(ada, content=WORDS, tags=["jazz"])
    written, is_waited_for = asyncio.Event(), asyncio.Event()
    content = f"{WORDS} more"
    edit = PostEdit(Action.UPDATE_POST, {"content": content}, None, await Rendered.of(content))

    async def write_slowly(db: Transaction) -> None:
        await update_post(db, Actor(ada.id, "ada", "user", session_id=0), post["id"], edit)
        written.set()
        await is_waited_for.wait()

    editing = asyncio.create_task(world.db.write(write_slowly))
    await written.wait()
    renaming = asyncio.create_task(
        world.client.patch("/api/tags/jazz", json={"name": "music"}, headers=admin.headers)
    )
    while not renaming.done() and not await world.execute(WAITING):
        await asyncio.sleep(0.01)
    is_waited_for.set()
    await editing
    assert (await renaming).status_code == 200
    await require_sums(world)
