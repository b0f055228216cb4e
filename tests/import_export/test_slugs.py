"""Slugs of imported posts: in the form of SLUGS, and provisional for drafts without one."""

from pathlib import Path

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import item, make_wordpress
from tests.import_export.test_systems import write

TITLED = "---\ntitle: {title}\ndate: 2020-05-05\naliases: [/alt/{old}/]\n---\nBody.\n"


def page(folder: Path, name: str, title: str, old: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(TITLED.format(title=title, old=old), encoding="utf-8")


async def test_slugs_of_any_script(
    blog: Command, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given slugs and old addresses keep their script."""
    await world.user("ada")
    monkeypatch.setenv("SLUGS", "unicode")
    page(tmp_path / "site/_posts", "2020-05-05-日本.md", "日本", "古い")
    code, said = await blog("import", tmp_path / "site", "--author", "ada")
    assert code == 0, said
    assert {post["slug"] for post in await all_posts(world)} == {"日本"}
    old = await world.execute("SELECT slug FROM post_slugs WHERE slug = '古い'")
    assert old == [("古い",)]
    answer = await world.client.get("/api/redirects", params={"path": "/alt/古い/"})
    assert answer.json()["location"] == "/api/posts/slug/%E6%97%A5%E6%9C%AC"


async def test_a_long_slug_is_exported_and_comes_back(
    blog: Command, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.user("ada")
    monkeypatch.setenv("SLUGS", "unicode")
    post = await world.post()
    await world.execute("UPDATE posts SET slug = %s WHERE id = %s", "漢" * 200, post["id"])
    assert (await blog("export", tmp_path / "out"))[0] == 0
    code, said = await blog("import", tmp_path / "out")
    assert (code, said) == (0, "Imported 0 posts; 1 was there already, 0 are left out.")


async def test_a_draft_without_a_slug_is_imported_once(
    blog: Command, world: World, tmp_path: Path
) -> None:
    """Each reading draws a new slug, and the post is still recognized."""
    await world.user("ada")
    path = make_wordpress(tmp_path / "w.xml", item(1, status="draft", slug=""))
    await blog("import", path)
    rows = "SELECT slug, provisional_slug FROM posts"
    ((slug, is_provisional),) = await world.execute(rows)
    assert (slug.startswith("wordpress-1-"), is_provisional) == (True, True)
    code, said = await blog("import", path)
    assert (code, said.splitlines()[-1]) == (
        0,
        "Imported 0 posts; 1 was there already, 0 are left out.",
    )


async def test_a_post_of_an_unmapped_author_gets_a_provisional_slug(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    (tmp_path / "authors.toml").write_text('nobody = "ada"\n')
    items = [each.replace("[wpada]", "[someone]") for each in (item(1, slug=""), item(2))]
    path = make_wordpress(tmp_path / "w.xml", *items)
    await blog("import", path, "--author", "ada", "--authors", tmp_path / "authors.toml")
    posts = await world.execute("SELECT slug, provisional_slug, status FROM posts ORDER BY id")
    assert posts[0][0].startswith("wordpress-1-")
    assert [post[1:] for post in posts] == [(True, "draft"), (False, "draft")]
    assert posts[1][0] == "wp-2"


@pytest.mark.parametrize("slug", ["post-2", "post"])
async def test_a_translation_with_a_slug_of_an_earlier_release_is_there(
    blog: Command, world: World, tmp_path: Path, slug: str
) -> None:
    """Releases before numbered translations (`post-2`), without their language in the slug."""
    await world.user("ada")
    page = "---\ntitle: Boot\ndate: 2020-01-01\n---\nWorte\n"
    files = {"hugo.toml": "[languages.en]\n[languages.de]\n", "content/post.de.md": page}
    site = write(tmp_path / "site", files)
    await blog("import", site, "--author", "ada")
    await world.execute("UPDATE posts SET slug = %s", slug)
    before = await all_posts(world)
    assert await blog("import", site, "--author", "ada") == (
        0,
        "\n".join(
            [
                f"content/post.de.md: it is here as {slug}, its slug in the source is post-de.",
                "Imported 0 posts; 1 was there already, 0 are left out.",
            ]
        ),
    )
    assert await all_posts(world) == before
