"""`live.visible_to` and `permissions.can_see_post` agree for every post and viewer."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import case, select

from blog_api.db.statements import Statement, constant
from blog_api.live import LivePost, Viewer, is_public, is_scheduled, viewer_values, visible_to
from blog_api.models import Post
from blog_api.permissions import Actor, can_see_post
from tests.factories import World

STATUSES = ("draft", "published", "archived")
DATES = (None, timedelta(days=-1), timedelta(0), timedelta(days=1))
INSERT = """
INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status, published_at)
VALUES (%s, %s, 'A post', 'Text.', false, 'Text.', %s, now() + %s) RETURNING id
"""


@dataclass(frozen=True)
class Row:
    id: int
    author_id: int
    is_public: bool


def ids_for(viewer: Viewer, *, live: bool) -> Statement[int]:
    post = LivePost if live else Post
    return Statement(select(post.c.id).where(visible_to(viewer, post)), int)


@pytest.fixture
async def rows(world: World) -> list[Row]:
    """Insert posts of two authors in every status and at every date that the constraints allow."""
    rows: list[Row] = []
    authors = [await world.user(), await world.user()]
    for author, status, date in product(authors, STATUSES, DATES):
        if status == "published" and date is None:
            continue
        values = (author.id, f"post-{len(rows)}", status, date)
        ((post_id,),) = await world.execute(INSERT, *values)
        public = status == "published" and date is not None and date <= timedelta(0)
        rows.append(Row(post_id, author.id, public))
    return rows


@pytest.mark.parametrize("live", [True, False])
async def test_sql_and_python_agree(world: World, rows: list[Row], *, live: bool) -> None:
    author = rows[0].author_id
    viewers = [
        None,
        Actor(author, "author", "user", 1),
        Actor(rows[-1].author_id, "other", "user", 1),
        Actor(author + 1000, "stranger", "user", 1),
        Actor(author + 1001, "root", "admin", 1),
    ]
    for viewer in viewers:
        expected = {row.id for row in rows if can_see_post(viewer, row)}
        caller = ids_for(Viewer.CALLER, live=live)
        assert set(await world.db.all(caller, **viewer_values(viewer))) == expected
    everyone = {row.id for row in rows if can_see_post(None, row)}
    assert set(await world.db.all(ids_for(Viewer.EVERYONE, live=live))) == everyone


async def test_a_published_post_is_either_public_or_scheduled(
    world: World, rows: list[Row]
) -> None:
    states = case(
        (is_public(LivePost), constant("public")), (is_scheduled(LivePost), constant("scheduled"))
    )
    published = select(states).where(LivePost.c.status == constant("published"))
    seen = await world.db.all(Statement(published, str))
    assert sorted(seen) == ["public"] * 4 + ["scheduled"] * 2
    assert sum(row.is_public for row in rows) == 4
