"""Posts with an unreadable date become drafts: nothing becomes more public than it was."""

from pathlib import Path

from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import ghost_post, item, make_ghost, make_wordpress

DATELESS = "it was scheduled without a date that can be read, so it becomes a draft."


async def test_what_ghost_would_publish_at_a_date_that_cannot_be_read(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    path = make_ghost(
        tmp_path / "ghost.json",
        ghost_post(1, status="scheduled", published_at="31.01.2099"),
        ghost_post(2, status="scheduled", published_at=None),
        ghost_post(3, published_at={"year": 2099}),
        ghost_post(4, published_at=None),
        ghost_post(5, visibility="paid", updated_at="lately"),
    )
    code, said = await blog("import", path)
    assert (code, said.splitlines()[:-1]) == (
        0,
        [
            f"post ghost-1: {DATELESS}",
            "post ghost-1: its published_at cannot be read as a date.",
            f"post ghost-2: {DATELESS}",
            "post ghost-3: its published_at cannot be read as a date.",
            "post ghost-4: it has no date; it is published at the time of the import.",
            "post ghost-5: only members could read it, so it becomes a draft.",
            "post ghost-5: its updated_at cannot be read as a date.",
        ],
    )
    assert [post["status"] for post in await all_posts(world)] == [
        *("draft", "draft", "draft", "published", "draft")
    ]
    listed = (await world.client.get("/api/posts")).json()["items"]
    assert [post["slug"] for post in listed] == ["ghost-4"]


async def test_what_wordpress_would_publish_at_a_date_that_cannot_be_read(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    nothing = "0000-00-00 00:00:00"
    path = make_wordpress(
        tmp_path / "wordpress.xml",
        item(1, status="future", date="31.01.2099"),
        item(2, status="future", date=nothing).replace("2020-05-05 12:00:00", "soon"),
        item(3, status="future", date=nothing).replace("2020-05-05 12:00:00", nothing),
        item(4).replace("2020-06-06 00:00:00", "lately"),
        item(5, status="future", date=nothing),
    )
    code, said = await blog("import", path)
    assert (code, said.splitlines()[:-2]) == (
        0,
        [
            "item 1: its wp:post_date_gmt cannot be read as a date.",
            f"item 2: {DATELESS}",
            "item 2: its wp:post_date cannot be read as a date.",
            f"item 3: {DATELESS}",
            "item 4: its wp:post_modified_gmt cannot be read as a date.",
        ],
    )
    assert [post["status"] for post in await all_posts(world)] == [
        *("draft", "draft", "draft", "draft", "published")
    ]
