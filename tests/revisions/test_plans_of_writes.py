"""Writes of many posts look the former versions of these posts up, and read no others."""

from typing import Any, Final

import psycopg
import pytest

from blog_api.db.statements import Statement
from blog_api.lifecycle.handing_over import MOVE
from blog_api.posts.commands.edit_statement import edit_statement
from blog_api.recording.causes import Cause
from blog_api.recording.deltas import Delta
from blog_api.rendering.html_cache import Rendered
from blog_api.taxonomy.statements import CHANGE
from tests.factories import World
from tests.large_tables import fill
from tests.plans import Sent, explain, nodes

POSTS: Final = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, tags, status)
SELECT %s, 'post-' || n, 'Post', '', true, 'Words ' || n,
    CASE WHEN n %% 4 = 0 THEN ARRAY['jazz'] ELSE ARRAY['folk'] END, 'draft'
FROM generate_series(1, 2000) AS n
"""

VERSIONS: Final = """
INSERT INTO post_revisions (post_id, version, via, content_hash, content_length, slug,
    provisional_slug, title, excerpt, excerpt_given, tags, status)
SELECT post_id, n, 'edit', content_hash, content_length, slug, provisional_slug, title, excerpt,
    excerpt_given, tags, status
FROM post_revisions, generate_series(2, 6) AS n WHERE version = 1
"""
BY: Final = {"actor_id": 1, "token_id": None}
WRITES: Final[dict[str, tuple[Statement[Any], dict[str, Any]]]] = {
    "rename": (CHANGE["tag"], {"change_id": 1, "old_name": "jazz", "new_name": "blues"}),
    "transfer": (MOVE, {"transfer_id": 1, "to_id": 2, "ids": [*range(1, 501)], "givers": [1]}),
}


@pytest.mark.parametrize("name", WRITES)
async def test_no_other_revisions_are_read(world: World, database_url: str, name: str) -> None:
    ada = await world.user()
    fill(database_url, POSTS, ada.id)
    fill(database_url, VERSIONS)
    write, values = WRITES[name]
    with psycopg.connect(database_url) as connection:
        plan = explain(connection, Sent(write.sql, write.bind(BY | values)))
    reads = [node for node in nodes(plan) if node.get("Alias") in {"former", "was"}]
    assert {node["Alias"] for node in reads} == {"former", "was"}
    assert [node["Node Type"] for node in reads if "Index Cond" not in node] == []


ALIKE: Final = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)
SELECT %s, 'alike-' || n, 'Post', '', true, 'The same words ' || repeat('again ', 50), 'draft'
FROM generate_series(1, 3000) AS n RETURNING id, content
"""
READ: Final = """
SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'post_revisions'
"""
MOST_READ: Final = 10


async def test_an_edit_reads_no_versions_of_posts_with_the_same_text(
    world: World, database_url: str
) -> None:
    """Statistics are of texts that all differ, as those of a real blog are."""
    ada = await world.user()
    fill(database_url, POSTS, ada.id)
    with psycopg.connect(database_url) as connection:
        post_id, old = connection.execute(ALIKE, [ada.id]).fetchone() or (0, "")
    new = f"{old} and again"
    edit = edit_statement(frozenset({"content"}))
    values = {
        "post_id": post_id,
        "viewer_id": ada.id,
        "content": new,
        **Cause("edit", ada.id).values,
        **Delta.between(old, new).values,
        **(await Rendered.of(new)).values,
    }
    shared = {"public_url": "", "storage_quota": 10**9}
    with psycopg.connect(database_url) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        cursor = psycopg.RawCursor(connection)
        cursor.execute(edit.sql.encode(), edit.bind(edit.share(shared, values)), prepare=True)
        assert cursor.rowcount == 1
        (read,) = connection.execute(READ).fetchone() or (None,)
    assert read is not None
    assert read <= MOST_READ
