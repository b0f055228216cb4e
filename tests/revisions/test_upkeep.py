"""Retention, statistics, migration and removal of revisions."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio.to_thread
import psycopg

from tests.cli.conftest import Run, run
from tests.factories import Person, World

__all__ = ["run"]

VERSIONS = "SELECT version::int FROM post_revisions WHERE post_id = %s ORDER BY version"
AGE = "UPDATE post_revisions SET created_at = %s WHERE post_id = %s AND version = %s"
SIZE = """
SELECT (SELECT sum(pg_column_size(r)) FROM post_revisions r)
    + (SELECT sum(pg_column_size(t)) FROM revision_texts t)
"""
EVERY_TEXT = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('text', 'ARRAY', 'jsonb')
"""


async def command(run: Run, *arguments: str, **settings: str) -> str:
    code, said = await anyio.to_thread.run_sync(lambda: run(*arguments, **settings))
    assert code == 0, said
    return said


async def edit(world: World, person: Person, post_id: int, **body: Any) -> None:
    path = f"/api/posts/{post_id}"
    answer = await world.client.patch(path, json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text


async def test_old_versions_are_thinned(run: Run, world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, status="draft")
    statuses = {5: "published", 6: "draft"}
    for version in range(2, 10):
        await edit(
            world, ada, post["id"], title=f"T{version}", status=statuses.get(version, "draft")
        )
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    long_ago = noon - timedelta(days=100)
    for version in range(1, 9):
        at = long_ago + timedelta(days=version // 4, minutes=version)
        await world.execute(AGE, at, post["id"], version)
    await world.execute(
        "UPDATE post_revisions SET published_at = %s WHERE post_id = %s AND version >= 5",
        long_ago + timedelta(days=1),
        post["id"],
    )
    await command(run, "purge")
    assert len(await world.execute(VERSIONS, post["id"])) == 9, "kept for ever unless it is set"
    said = await command(run, "purge", REVISION_RETENTION_DAYS="30")
    assert "Removed 3 versions of posts" in said
    kept = [version for (version,) in await world.execute(VERSIONS, post["id"])]
    assert kept == [1, 3, 5, 7, 8, 9], "the first, the last, a public one, and one a day"


async def test_statistics_tell_the_size(run: Run, world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content="One.")
    await edit(world, ada, post["id"], content="Two.")
    await world.deleted_post(ada)
    said = await command(run, "stats")
    assert said.startswith("accounts: 1 live, 0 in the trash\nposts: 1 live, 1 in the trash\n")
    assert "\ncomments: 0 live, 0 in the trash\nimages: 0 uploaded, 0 bytes\n" in said
    assert re.search(r"\ndatabase: [0-9]+ MB on disk, indexes included\n", said)
    assert "\nrevisions: 3 versions of posts and 0 of comments, 3 texts, " in said
    assert "\npreviews: 0 links to 0 posts\n" in said
    assert "\nrestore requests: 0 open and 0 approved of 0\n" in said
    assert "\ntransfers: 0 open of 0, 0 posts moved\n" in said
    assert "\nworking copies: 0, " in said


async def test_statistics_count_links_and_requests(run: Run, world: World) -> None:
    ada = await world.user("ada")
    post, gone = await world.post(ada), await world.deleted_post(ada)
    for days in (1, 2):
        await link(world, ada, post["id"], days)
    await world.execute("UPDATE post_previews SET expires_at = now() WHERE id %% 2 = 0")
    path = f"/api/trash/posts/{gone['id']}/restore-request"
    asked = await world.client.post(path, json={}, headers=ada.headers)
    assert asked.status_code == 201, asked.text
    said = await command(run, "stats")
    assert "\npreviews: 1 link to 1 post\n" in said
    assert "\nrestore requests: 1 open and 0 approved of 1\n" in said


async def link(world: World, person: Person, post_id: int, days: int) -> None:
    path = f"/api/posts/{post_id}/previews"
    body = {"expires_in": days * 86_400}
    assert (await world.client.post(path, json=body, headers=person.headers)).status_code == 201


async def test_a_migration_records_what_is_there(run: Run, world: World) -> None:
    post = await world.post(content="Old.")
    await world.execute("DELETE FROM post_revisions")
    await command(run, "migrate")
    assert await world.execute(VERSIONS, post["id"]) == [(1,)]


async def test_the_triggers_go_once_the_previous_release_has(
    run: Run, world: World, database_url: str
) -> None:
    post = await world.post(content="Old.")
    edit_by_hand = "UPDATE posts SET content = 'New.', version = version + 1 WHERE id = %s"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(edit_by_hand, [post["id"]])
        assert len(await world.execute(VERSIONS, post["id"])) == 2
        definitions = connection.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'record_unrecorded%'"
        ).fetchall()
        await command(run, "migrate", "--finish")
        connection.execute(edit_by_hand, [post["id"]])
        assert len(await world.execute(VERSIONS, post["id"])) == 2
        for (definition,) in definitions:
            connection.execute(definition)
    assert len(definitions) == 3


async def test_small_edits_take_little(world: World) -> None:
    """100 edits of one word in a post of 10 KB: at most 250 KB."""
    ada = await world.user()
    words = [f"word{number * 7919 % 100_003}" for number in range(1_050)]
    post = await world.post(ada, content=" ".join(words))
    assert 9_500 < len(" ".join(words)) < 11_000
    for number in range(100):
        words[number * 10] = f"edited{number}"
        await edit(world, ada, post["id"], content=" ".join(words))
    [[size]] = await world.execute(SIZE)
    assert size < 250_000, size


async def test_the_words_of_a_purged_post_are_nowhere(world: World, database_url: str) -> None:
    ada, admin = await world.user(), await world.admin()
    canary = "qxjzcanaryqxjz"
    post = await world.post(ada, title=f"{canary} one", content=f"{canary} " + "words " * 100)
    for number in range(3):
        content = f"{canary} {number} " + "words " * 100
        await edit(world, ada, post["id"], content=content, note=canary, tags=[canary])
    await edit(world, ada, post["id"], title="Nothing", content="words " * 100, tags=[])
    await world.post(ada, content="words " * 100)
    comment = await world.comment(ada, post["id"], canary)
    path = f"/api/comments/{comment['id']}"
    body = {"content": f"{canary} again"}
    assert (await world.client.patch(path, json=body, headers=ada.headers)).status_code == 200
    await world.delete(f"/api/posts/{post['id']}", ada)
    path = f"/api/posts/{post['id']}/revisions"
    assert (await world.client.get(path, headers=admin.headers)).status_code == 404
    path = f"/api/trash/posts/{post['id']}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    with psycopg.connect(database_url) as connection:
        places = connection.execute(EVERY_TEXT).fetchall()
        assert ("revision_texts", "body") in places
        found = [
            (table, column)
            for table, column in places
            if connection.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1'.encode(),
                [f"%{canary}%"],
            ).fetchone()
        ]
    assert found == []
