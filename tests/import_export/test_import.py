"""Import of posts: complete, once, with their slugs, dates and statuses."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.factories import World
from tests.import_export.conftest import Command, all_posts, photograph
from tests.import_export.sources import ghost_post, make_folder, make_ghost

NOBODY = (
    "1 post has an author without an account here ('ADA@example.com'): "
    "say whose they become with --author USERNAME or --authors FILE."
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
    assert lines[-1] == "Imported 60 posts; 0 were there already, 0 are left out."
    assert [line for line in lines if "left out:" in line] == [
        "other things left out: 1 file, 1 list.",
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
    assert (toml["tags"], toml["category"]) == (["web-dev", "日本"], "Notes")
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
            "Imported 0 posts; 12 were there already, 0 are left out."
        ), text
    after = await photograph(world)
    entries = after.pop("audit_entries")
    assert len(entries) == len(before.pop("audit_entries")) + 2
    assert after == before


async def test_another_post_at_the_same_place_is_told(
    blog: Command, world: World, tmp_path: Path
) -> None:
    """Two folders share a name; a post with only its slug numbered counts as the same."""
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
        "Imported 0 posts; 1 was there already, 2 are left out.",
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
    assert (await blog("import", path))[1].startswith("Imported 0 posts; 1 was there already")


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
        "post ghost-1: another post has the slug ghost-1; it is ghost-1-2.",
        "post ghost-2: its image '/a.png' is neither in the source nor a web address.",
        "Imported 2 posts; 0 were there already, 0 are left out.",
    ]
    assert set(await by_slug(world)) == {"ghost-1", "ghost-1-2", "ghost-2"}
    counts = {"imported": 2, "taken_back": 0, "already_there": 0, "comments": 0}
    ((run,),) = await world.execute("SELECT max(id) FROM imports")
    details = {"source": "ghost.json", "import_id": run, **counts}
    entries = await world.execute(
        "SELECT actor_id, details FROM audit_entries WHERE action = 'post.import'"
    )
    assert entries == [(None, details)]


async def test_nobody_is_guessed(blog: Command, world: World, tmp_path: Path) -> None:
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1))
    code, said = await blog("import", path)
    assert (code, said) == (1, f"{path}: {NOBODY}")
    code, said = await blog("import", path, "--author", "nobody")
    assert (code, said) == (1, f"{path}: --author: there is no active account 'nobody'.")
    assert await all_posts(world) == []


async def test_one_post_twice_in_a_source(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    path = tmp_path / "ghost.json"
    post, copy = ghost_post(1), ghost_post(1, slug="other")
    make_ghost(path, post, copy)
    code, said = await blog("import", path)
    assert (code, said.splitlines()[0]) == (3, "left out: post other: It is there twice.")
    assert set(await by_slug(world)) == {"ghost-1"}


async def test_two_posts_of_one_uuid(blog: Command, world: World, tmp_path: Path) -> None:
    """Copies of a row keep the uuid, and are separate posts."""
    await world.user("ada")
    posts = [ghost_post(n, uuid="one") for n in (1, 2, 3)]
    path = make_ghost(tmp_path / "ghost.json", *posts)
    for imported, there in ((3, 0), (0, 3)):
        said = (await blog("import", path))[1]
        assert said.startswith(f"Imported {imported} posts; {there} were there already, 0 are left")


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
    assert (await blog("import", path))[1].startswith("Imported 1 post; 0 were there already")
