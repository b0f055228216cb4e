"""Query plans of the lookup of known posts do not depend on statistics of an empty table."""

import json
from typing import Any

import psycopg
import pytest

from blog_api.db.statements import Statement
from blog_api.import_export.commands.known import FIND_KEYS, FIND_POSTS, FIND_SLUGS, KEYS_OF
from tests.factories import World
from tests.plans import nodes

ROWS = 3000
LOOK_UPS: list[tuple[Statement[Any], dict[str, Any]]] = [
    (FIND_KEYS, {"keys": [f"k{n}" for n in range(100)]}),
    (KEYS_OF, {"ids": list(range(1, 101))}),
    (FIND_POSTS, {"ids": list(range(1, 101))}),
    (FIND_SLUGS, {"slugs": [f"s{n}" for n in range(100)]}),
]


@pytest.mark.parametrize(("statement", "given"), LOOK_UPS, ids=["keys", "of", "posts", "slugs"])
async def test_no_look_up_joins_or_reads_a_table_for_each_key(
    world: World, database_url: str, statement: Statement[Any], given: dict[str, Any]
) -> None:
    """VACUUM does not count uncommitted rows, so it leaves statistics of an empty table.

    To shorten the file it would wait for the writer, for five seconds.
    """
    ada = await world.user()
    async with (
        await psycopg.AsyncConnection.connect(database_url) as writer,
        await psycopg.AsyncConnection.connect(database_url, autocommit=True) as cleaner,
    ):
        await writer.execute(
            "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status) "
            "SELECT %s, 's' || n, 't', '', false, 'c', 'draft' FROM generate_series(1, %s) n",
            (ada.id, ROWS),
        )
        await writer.execute(
            "INSERT INTO post_imports (key, post_id) SELECT 'k' || id, id FROM posts"
        )
        for table in ("posts", "post_imports"):
            await cleaner.execute(f"VACUUM (TRUNCATE OFF) {table}".encode())
        await writer.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor = await psycopg.AsyncRawCursor(writer).execute(
            f"EXPLAIN (FORMAT JSON) {statement.sql}".encode(), statement.bind(given)
        )
        ((plan,),) = await cursor.fetchall()
        kinds = [node["Node Type"] for node in nodes(plan[0]["Plan"])]
        assert not {"Nested Loop", "Hash Join", "Merge Join"} & set(kinds), json.dumps(plan)
        assert len(kinds) <= 2, kinds
        await writer.rollback()
