"""Other people's posts: whole, once, with their slugs, dates and statuses."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.exchange.conftest import Command, all_posts, photograph
from tests.exchange.sources import ghost_post, item, make_folder, make_ghost, make_wordpress
from tests.factories import World

NOBODY = (
    "1 posts have an author without an account here ('ADA@example.com'): "
    "say whose they become with --author USERNAME."
)


async def by_slug(world: World) -> dict[str, dict[str, Any]]:
    return {post["slug"]: post for post in await all_posts(world)}


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, …


async def test_a_folder_of_sixty(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    number = make_folder(tmp_path / "site")
    code, said = await blog("import", tmp_path / "site", "--author", "ADA")
    assert (code, number) == (0, 60)
    lines = said.splitlines()
    assert lines[-1] == "Imported 60 posts; 0 were there already, 2 are left out."
    assert [line for line in lines if line.startswith("left out")] == [
        "left out: README.md: It does not begin with front matter (--- or +++).",
        "left out: content/posts/_index.md: It is a list of posts, and no post.",
    ]
    posts = await by_slug(world)
    assert len(posts) == 60
    jekyll = posts["jekyll-3"]
    assert jekyll["title"] == 'Post 3: a colon, and "quotes"'
    assert jekyll["content"] == "Body *3*."
    assert (jekyll["category"], jekyll["tags"]) == ("Web Dev", ["one", "two", "three", "extra"])
    assert (jekyll["status"], jekyll["published_at"]) == ("published", at(2024, 1, 3, 8))
    assert (jekyll["created_at"], jekyll["updated_at"]) == (jekyll["published_at"],) * 2
    assert (jekyll["excerpt"], jekyll["excerpt_given"]) == ("Body 3.", False)
    toml = posts["hugo-own-1"]
    assert (toml["status"], posts["hugo-own-2"]["status"]) == ("draft", "published")
    assert (toml["tags"], toml["category"]) == (["web-dev", "riben"], "Notes")
    assert (toml["excerpt"], toml["excerpt_given"]) == ("About 1.", True)
    scheduled = posts["bundle-4"]
    assert (scheduled["title"], scheduled["published_at"]) == ("2024", at(2099, 1, 4))
    assert (scheduled["tags"], scheduled["updated_at"]) == (["a", "b"], at(2024, 2, 1))
    assert scheduled["created_at"] < datetime.now(UTC)
    astro = posts["astro-5"]
    assert (astro["published_at"], astro["image_url"]) == (
        at(2022, 7, 5),
        "https://example.com/5.jpg",
    )
    assert (await world.client.get("/api/posts/slug/bundle-4")).status_code == 404
    assert (await world.client.get("/api/posts?search=astro&count=exact")).json()["total"] == 15


async def test_twice_doubles_nothing(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    make_folder(tmp_path / "site", each=3)
    await blog("import", tmp_path / "site", "--author", "ada")
    before = await photograph(world)
    for text in ("already", "again"):
        assert (await blog("import", tmp_path / "site", "--author", "ada"))[1].endswith(
            "Imported 0 posts; 12 were there already, 2 are left out."
        ), text
    after = await photograph(world)
    entries = after.pop("audit_entries")
    assert len(entries) == len(before.pop("audit_entries")) + 2
    assert after == before


async def test_another_post_at_the_same_place_is_told(
    blog: Command, world: World, tmp_path: Path
) -> None:
    """Of two folders with one name; what only had its slug numbered is no other."""
    ada = await world.user("ada")
    await world.post(ada, title="x", slug="same")
    for folder, title, slug in (("1", "One", "bye"), ("2", "Two", "farewell")):
        place = tmp_path / folder / "posts"
        place.mkdir(parents=True)
        (place / "hello.md").write_text(f"---\ntitle: {title}\n---\nBody {folder}.\n")
        (place / "moved.md").write_text(f"---\ntitle: Bye\nslug: {slug}\n---\nBody.\n")
        (place / "same.md").write_text("---\ntitle: Same\n---\nBody.\n")
    await blog("import", tmp_path / "1/posts", "--author", "ada")
    before = await all_posts(world)
    again = (await blog("import", tmp_path / "1/posts", "--author", "ada"))[1]
    assert again == "Imported 0 posts; 3 were there already, 0 are left out."
    said = (await blog("import", tmp_path / "2/posts", "--author", "ada"))[1]
    what = "It was imported before, and has another title or slug here"
    then = "if this is another post, rename its file or folder."
    assert said.splitlines() == [
        f"left out: hello.md: {what}, hello; {then}",
        f"left out: moved.md: {what}, bye; {then}",
        "Imported 0 posts; 1 were there already, 2 are left out.",
    ]
    assert await all_posts(world) == before


async def test_what_was_put_in_the_trash_does_not_come_back(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1))
    await blog("import", path)
    [(post_id,)] = await world.execute("SELECT id FROM posts")
    await world.delete(f"/api/posts/{post_id}", ada)
    assert (await blog("import", path))[1].startswith("Imported 0 posts; 1 were there already")


async def test_a_rehearsal_tells_the_same_and_changes_nothing(
    blog: Command, world: World, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    await world.post(ada, title="x", slug="ghost-1")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1), ghost_post(2, feature_image="/a.png"))
    before = await photograph(world)
    code, rehearsed = await blog("import", path, "--dry-run")
    assert (code, await photograph(world)) == (0, before)
    code, said = await blog("import", path)
    assert rehearsed == said.replace("Imported", "Would import")
    assert said.splitlines() == [
        "post ghost-2: its picture '/a.png' is no web address and is left out.",
        "post ghost-1: another post has the slug ghost-1; it is ghost-1-2.",
        "Imported 2 posts; 0 were there already, 0 are left out.",
    ]
    assert set(await by_slug(world)) == {"ghost-1", "ghost-1-2", "ghost-2"}
    entries = await world.execute(
        "SELECT actor_id, details FROM audit_entries WHERE action = 'post.import'"
    )
    assert entries == [(None, {"source": "ghost.json", "imported": 2, "already_there": 0})]


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
        "left out: post ghost-5: It is a page, and no post.",
        "Imported 5 posts; 0 were there already, 1 are left out.",
    ]
    posts = await by_slug(world)
    first = posts["ghost-1"]
    assert (first["tags"], first["excerpt"]) == (["second", "first-tag"], "Mine")
    assert first["content"] == "<p>Body <strong>1</strong></p>"
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
        "left out: item 5: It is no post (page).",
        "left out: item 6: Its status is trash.",
        "left out: item 99: It is no post (attachment).",
        "Imported 5 posts; 0 were there already, 3 are left out.",
    ]
    posts = await by_slug(world)
    first = posts["wp-1"]
    assert (first["category"], first["tags"]) == ("Travel & Food", ["the-sea"])
    assert (first["image_url"], first["excerpt"]) == ("https://example.com/sea.jpg", "Body")
    assert first["published_at"] == first["created_at"] == at(2020, 5, 5, 10)
    assert first["updated_at"] == at(2020, 6, 6)
    assert posts["wordpress-2"]["status"] == "draft"
    assert [posts[f"wp-{n}"]["status"] for n in (3, 4)] == ["archived", "draft"]
    assert posts["ri"]["published_at"] == at(2099, 1, 1)
    assert await world.execute("SELECT DISTINCT author_id FROM posts") == [(ada.id,)]


async def test_nobody_is_guessed(blog: Command, world: World, tmp_path: Path) -> None:
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1))
    code, said = await blog("import", path)
    assert (code, said) == (1, NOBODY)
    code, said = await blog("import", path, "--author", "nobody")
    assert (code, said) == (1, "--author: there is no active account 'nobody'.")
    assert await all_posts(world) == []


async def test_one_post_twice_in_a_source(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1), ghost_post(1, slug="other"))
    code, said = await blog("import", path)
    assert (code, said.splitlines()[0]) == (0, "left out: post other: It is there twice.")
    assert set(await by_slug(world)) == {"ghost-1"}


async def test_a_path_that_is_not_there(blog: Command, world: World, tmp_path: Path) -> None:
    code, said = await blog("import", tmp_path / "nowhere")
    assert (code, said) == (1, f"{tmp_path / 'nowhere'}: there is no such file or folder.")


async def test_what_is_removed_for_good_can_come_again(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1))
    await blog("import", path)
    await world.execute("DELETE FROM posts")
    assert (await blog("import", path))[1].startswith("Imported 1 posts; 0 were there already")
