"""The photograph of the database sees every kind of change, and undoes it."""

import pytest

from tests.stage import Stage

CHANGES = {
    "posts": "UPDATE posts SET title = 'Another' WHERE id = (SELECT min(id) FROM posts)",
    "votes": "DELETE FROM votes",
    "deletions": "INSERT INTO deletions (kind) VALUES ('post')",
}


@pytest.mark.parametrize("table", CHANGES)
async def test_a_change_is_seen_and_undone(stage: Stage, table: str) -> None:
    await stage.world.execute(CHANGES[table])
    assert table in stage.photograph.changed_tables()
    stage.photograph.put_back()
    assert stage.photograph.changed_tables() == set()


async def test_an_update_that_changes_nothing_is_none(stage: Stage) -> None:
    await stage.world.execute("UPDATE posts SET title = title")
    assert "posts" not in stage.photograph.changed_tables()
    stage.photograph.put_back()
