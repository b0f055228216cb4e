"""Characters that PostgreSQL cannot store: removed from imported posts, and reported."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import ghost_post, make_ghost

DROPPED = "{name}: characters of its "
BAD_POSTS: dict[str, dict[str, Any]] = {
    "title": {"title": "a\0b"},
    "content": {"html": "<p>a\0b</p>", "title": "\0"},
    "excerpt": {"custom_excerpt": "a\0b"},
    "half an excerpt": {"custom_excerpt": "a\ud800b"},
    "half a title": {"title": "a\udfffb"},
    "half a content": {"html": "<p>a\ud800b</p>"},
    "key": {"uuid": "a\0b"},
}
BAD_HEADS = {
    "title": r'title: "a\0b"',
    "excerpt": r'excerpt: "a\0b"',
    "description": r'description: "a\0b"',
    "category": r'category: "a\0b"',
    "author": r'author: "a\0b"',
    "author of a list": r'authors: ["a\0b", ada]',
}


@pytest.mark.parametrize("name", BAD_POSTS)
async def test_a_post_of_an_export_that_cannot_be_stored(
    blog: Command, world: World, tmp_path: Path, name: str
) -> None:
    await world.user("ada")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1, **BAD_POSTS[name]), ghost_post(2))
    code, said = await blog("import", path)
    assert (code, DROPPED.format(name="post ghost-1") in said) == (0, True)
    assert said.endswith("Imported 2 posts; 0 were there already, 0 are left out.")
    assert {post["slug"] for post in await all_posts(world)} >= {"ghost-2"}


async def test_a_key_that_is_too_long(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1, uuid="u" * 601), ghost_post(2))
    code, said = await blog("import", path)
    assert code == 3
    assert said.splitlines()[0].startswith(
        "left out: post ghost-1: key: String should have at most"
    )
    assert [post["slug"] for post in await all_posts(world)] == ["ghost-2"]


@pytest.mark.parametrize("name", BAD_HEADS)
async def test_a_page_that_cannot_be_stored(
    blog: Command, world: World, tmp_path: Path, name: str
) -> None:
    """Escapes in YAML can write characters that a file must not contain."""
    await world.user("ada")
    head = BAD_HEADS[name]
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "bad.md").write_text(f"---\n{head}\n---\nWords.\n")
    (folder / "good.md").write_text("---\ntitle: Good\n---\nWords.\n")
    code, said = await blog("import", folder, "--author", "ada")
    assert (code, DROPPED.format(name="bad.md") in said) == (0, True)
    assert {post["slug"] for post in await all_posts(world)} == {"bad", "good"}
