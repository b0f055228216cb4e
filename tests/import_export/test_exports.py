"""Exports of Ghost and WordPress: fields, statuses, dates and terms."""

from datetime import UTC, datetime
from pathlib import Path

from tests.factories import World
from tests.import_export.conftest import Command
from tests.import_export.sources import ghost_post, item, make_ghost, make_wordpress
from tests.import_export.test_import import by_slug


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, …


async def test_an_export_of_ghost(blog: Command, world: World, tmp_path: Path) -> None:
    ada = await world.user("ada")
    path = make_ghost(
        tmp_path / "ghost.json",
        ghost_post(1, custom_excerpt="Mine", feature_image="https://example.com/a.png"),
        ghost_post(2, status="draft", published_at=None, uuid=None),
        ghost_post(3, status="scheduled", published_at="2099-01-01T00:00:00.000Z"),
        ghost_post(4, visibility="paid"),
        ghost_post(5, type="page"),
        ghost_post(6, title="t" * 300, published_at=1600000000000, created_at="nonsense"),
    )
    code, said = await blog("import", path)
    assert code == 0
    assert said.splitlines() == [
        "post ghost-4: only members could read it, so it becomes a draft.",
        "post ghost-6: its created_at cannot be read as a date.",
        "post ghost-6: its title of 300 characters is cut to 200.",
        "other things left out: 1 page.",
        "Imported 5 posts; 0 were there already, 0 are left out.",
    ]
    posts = await by_slug(world)
    first = posts["ghost-1"]
    assert (first["tags"], first["excerpt"]) == (["second", "first-tag"], "Mine")
    assert first["content"] == "Body **1**"
    assert first["image_url"] == "https://example.com/a.png"
    assert [first[f"{name}_at"] for name in ("created", "published", "updated")] == [
        at(2021, 1, 1),
        at(2021, 1, 2, 3, 4, 5),
        at(2021, 1, 3),
    ]
    assert [posts[f"ghost-{n}"]["status"] for n in (2, 3, 4, 6)] == [
        *("draft", "published", "draft", "draft")
    ]
    assert posts["ghost-6"]["published_at"] == at(2020, 9, 13, 12, 26, 40)
    assert await world.execute("SELECT DISTINCT author_id FROM posts") == [(ada.id,)]
    html = (await world.client.get("/api/posts/slug/ghost-1?render=html")).json()["content_html"]
    assert "<strong>1</strong>" in html


async def test_an_export_of_wordpress(blog: Command, world: World, tmp_path: Path) -> None:
    ada = await world.user("ada")
    path = make_wordpress(
        tmp_path / "wordpress.xml",
        item(1),
        item(2, status="draft", date="0000-00-00 00:00:00", slug=""),
        item(3, status="private"),
        item(4, password="secret"),
        item(5, kind="page"),
        item(6, status="trash"),
        item(7, status="future", date="2099-01-01 00:00:00", slug="%e6%97%a5"),
    )
    code, said = await blog("import", path)
    assert code == 0
    assert said.splitlines() == [
        "item 4: it had a password, so it becomes a draft.",
        "item 7: its slug '%e6%97%a5' becomes ri.",
        "other things left out: 1 page, 1 post in status trash, 1 attachment.",
        "Imported 5 posts; 0 were there already, 0 are left out.",
    ]
    posts = await by_slug(world)
    first = posts["wp-1"]
    assert (first["category"], first["tags"]) == ("Travel & Food", ["the-sea"])
    assert (first["image_url"], first["excerpt"]) == ("https://example.com/sea.jpg", "Body")
    assert first["published_at"] == first["created_at"] == at(2020, 5, 5, 10)
    assert first["updated_at"] == at(2020, 6, 6)
    (derived,) = (post for slug, post in posts.items() if slug.startswith("wordpress-2-"))
    assert derived["status"] == "draft"
    provisional = await world.execute("SELECT slug FROM posts WHERE provisional_slug")
    assert provisional == [(derived["slug"],)]
    assert [posts[f"wp-{n}"]["status"] for n in (3, 4)] == ["archived", "draft"]
    assert posts["ri"]["published_at"] == at(2099, 1, 1)
    assert await world.execute("SELECT DISTINCT author_id FROM posts") == [(ada.id,)]
