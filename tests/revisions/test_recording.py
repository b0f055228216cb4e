"""Each write of a post or comment stores a revision, in the transaction of the write."""

from typing import Any

import psycopg
import pytest

from blog_api.recording.causes import Cause
from blog_api.recording.deltas import Delta
from blog_api.recording.posts import RECORD_PRESENT
from tests.factories import Person, World

REVISIONS = """
SELECT version::int, via, changed, title, revision_text(content_hash), actor_id::int, note
FROM post_revisions WHERE post_id = %s ORDER BY version
"""
COMMENT_REVISIONS = """
SELECT version::int, via, revision_text(content_hash), actor_id::int
FROM comment_revisions WHERE comment_id = %s ORDER BY version
"""
EDIT_OF_PREVIOUS_RELEASE = """
UPDATE posts SET content = %s, excerpt = %s, version = version + 1, updated_at = now()
WHERE id = %s
"""
INSERT_OF_PREVIOUS_RELEASE = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)
VALUES (%s, 'by-hand', 'T', 'e', true, 'Old words.', 'draft') RETURNING id
"""
ORPHANS = """
SELECT count(*) FROM revision_texts t
WHERE NOT EXISTS (SELECT FROM post_revisions WHERE content_hash = t.sha256)
AND NOT EXISTS (SELECT FROM comment_revisions WHERE content_hash = t.sha256)
"""


async def revisions(world: World, post_id: int) -> list[tuple[Any, ...]]:
    return await world.execute(REVISIONS, post_id)


async def edit(world: World, person: Person, post_id: int, **body: Any) -> str:
    answer = await world.client.patch(f"/api/posts/{post_id}", json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return str(answer.headers["etag"])


async def test_creation_and_edits_are_versions(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, title="One", content="First words.")
    await edit(world, ada, post["id"], content="Second words.", note="Better.")
    await edit(world, admin, post["id"], title="Two", category="news")
    assert await revisions(world, post["id"]) == [
        (1, "edit", [], "One", "First words.", ada.id, None),
        (2, "edit", ["content", "excerpt"], "One", "Second words.", ada.id, "Better."),
        (3, "edit", ["category", "title"], "Two", "Second words.", admin.id, None),
    ]


async def test_put_records_a_note(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    body = {"title": "New", "content": "New.", "note": "Why"}
    path = f"/api/posts/{post['id']}"
    answer = await world.client.put(path, json=body, headers=ada.headers)
    assert answer.status_code == 200
    assert "note" not in answer.json()
    assert [row[6] for row in await revisions(world, post["id"])] == [None, "Why"]
    body["note"] = "x" * 501
    assert (await world.client.put(path, json=body, headers=ada.headers)).status_code == 422


async def test_a_write_that_changes_nothing_makes_no_version(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, excerpt="By hand.", tags=["a"], category="c")
    read = await world.client.get(f"/api/posts/{post['id']}", headers=ada.headers)
    body = {name: post[name] for name in ("title", "content", "excerpt", "tags", "category")}
    assert await edit(world, ada, post["id"], **body) == read.headers["etag"]
    whole = body | {name: post[name] for name in ("slug", "status", "published_at")}
    answer = await world.client.put(f"/api/posts/{post['id']}", json=whole, headers=ada.headers)
    assert answer.headers["etag"] == read.headers["etag"]
    assert answer.json() == post
    assert len(await revisions(world, post["id"])) == 1


@pytest.mark.parametrize("via", ["UPDATE", "INSERT"])
async def test_the_previous_release_loses_no_text(
    world: World, database_url: str, via: str
) -> None:
    """It edits twice on the new schema, of a post without and with a revision."""
    post = await world.post(content="Old words.")
    with psycopg.connect(database_url, autocommit=True) as former:
        if via == "INSERT":
            (post["id"],) = (
                former.execute(
                    INSERT_OF_PREVIOUS_RELEASE,
                    [post["author"]["id"]],
                ).fetchone()
                or ()
            )
        else:
            former.execute("DELETE FROM post_revisions WHERE post_id = %s", [post["id"]])
        for content in ("Newer words.", "Newest words."):
            former.execute(EDIT_OF_PREVIOUS_RELEASE, [content, content, post["id"]])
    found = await revisions(world, post["id"])
    assert [row[4] for row in found] == ["Old words.", "Newer words.", "Newest words."]
    assert [row[2] for row in found] == [[], ["excerpt", "content"], ["excerpt", "content"]]
    assert [row[1] for row in found] == ["migration" if via == "UPDATE" else "edit", "edit", "edit"]


async def test_a_write_stores_a_missing_version_first(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content="Unrecorded words.")
    for body in ({"content": "Other words."}, {"title": "Other"}):
        await world.execute("DELETE FROM post_revisions WHERE post_id = %s", post["id"])
        before = (await world.client.get(f"/api/posts/{post['id']}")).json()
        await edit(world, ada, post["id"], **body)
        (first, second) = await revisions(world, post["id"])
        assert first[1:6] == ("migration", [], before["title"], before["content"], None)
        assert second[1] == "edit"
    assert await world.execute(ORPHANS) == [(0,)]


async def test_present_versions_are_recorded_in_batches(world: World) -> None:
    post = await world.post(content="Present words.")
    trashed = await world.deleted_post()
    await world.execute("DELETE FROM post_revisions")
    given = {"first_id": 1, "last_id": trashed["id"], **Cause("migration").values}
    assert await world.db.write(lambda db: db.run(RECORD_PRESENT, **given)) == 2
    assert await world.db.write(lambda db: db.run(RECORD_PRESENT, **given)) == 0
    assert [row[4] for row in await revisions(world, post["id"])] == ["Present words."]


async def test_equal_texts_are_stored_once_and_go_with_their_last_revision(world: World) -> None:
    admin = await world.admin()
    posts = [await world.post(content="The same words.") for _ in range(2)]
    assert await world.execute("SELECT count(*) FROM revision_texts") == [(1,)]
    for left, post in zip((1, 0), posts, strict=True):
        path = f"/api/posts/{post['id']}?hard_delete=true"
        assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
        assert await world.execute("SELECT count(*) FROM revision_texts") == [(left,)]


async def test_a_text_outlives_the_texts_it_was_stored_by(world: World) -> None:
    """Another post has the edited text: the words before it go with the first post."""
    ada, admin = await world.user(), await world.admin()
    body = "word " * 500
    first = await world.post(ada, content=f"{body}secret {body}")
    edited = f"{body}other {body}"
    await edit(world, ada, first["id"], content=edited)
    stored = "SELECT count(*), count(base), sum(length(body))::int FROM revision_texts"
    assert await world.execute(stored) == [(2, 1, len(edited) + 1 + len("other"))]
    second = await world.post(content=edited)
    path = f"/api/posts/{first['id']}?hard_delete=true"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    assert await world.execute(stored) == [(1, 0, len(edited))]
    assert (await revisions(world, second["id"]))[0][4] == edited


async def test_long_histories_are_chains_of_bounded_length(world: World) -> None:
    ada = await world.user()
    contents = [f"{'words ' * 300}{n}{' more' * 300}" for n in range(40)]
    post = await world.post(ada, content=contents[0])
    for content in contents[1:]:
        await edit(world, ada, post["id"], content=content)
    assert [row[4] for row in await revisions(world, post["id"])] == contents
    assert await world.execute("SELECT max(depth), count(base) FROM revision_texts") == [(15, 37)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("a", ""),
        ("", "a"),
        ("aa", "aaa"),
        ("aaa", "aa"),
        ("äöü x", "äöü y x"),
        ("ab", "ba"),
    ],
)
def test_a_delta_gives_the_text_back(old: str, new: str) -> None:
    delta = Delta.between(old, new)
    prefix, suffix = delta.prefix, delta.suffix
    assert prefix + suffix <= min(len(old), len(new))
    middle = new[prefix : len(new) - suffix]
    assert old[:prefix] + middle + old[len(old) - suffix :] == new


async def test_renamed_terms_are_versions(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, tags=["old"], category="c")
    answer = await world.client.patch("/api/tags/old", json={"name": "new"}, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    undo = f"/api/term-changes/{answer.json()['id']}/undo"
    assert (await world.client.post(undo, headers=admin.headers)).status_code == 200
    assert [row[1:3] + row[5:6] for row in await revisions(world, post["id"])] == [
        ("edit", [], ada.id),
        ("term_change", ["tags"], admin.id),
        ("term_change", ["tags"], admin.id),
    ]


async def test_an_edited_comment_has_both_versions(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    comment = await world.comment(ada, content="First.")
    path = f"/api/comments/{comment['id']}"
    assert await world.execute(COMMENT_REVISIONS, comment["id"]) == []
    for person, content in ((ada, "Second."), (ada, "Second."), (admin, "Third.")):
        answer = await world.client.patch(path, json={"content": content}, headers=person.headers)
        assert answer.status_code == 200, answer.text
    assert await world.execute(COMMENT_REVISIONS, comment["id"]) == [
        (1, "edit", "First.", ada.id),
        (2, "edit", "Second.", ada.id),
        (3, "edit", "Third.", admin.id),
    ]


async def test_the_previous_release_edits_comments(world: World, database_url: str) -> None:
    comment = await world.comment(content="First.")
    with psycopg.connect(database_url, autocommit=True) as former:
        for content in ("Second.", "Third."):
            former.execute(
                "UPDATE comments SET content = %s, updated_at = now() WHERE id = %s",
                [content, comment["id"]],
            )
    found = await world.execute(COMMENT_REVISIONS, comment["id"])
    assert [row[:3] for row in found] == [
        (1, "edit", "First."),
        (2, "edit", "Second."),
        (3, "edit", "Third."),
    ]
