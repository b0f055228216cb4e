"""Former slugs of renamed posts are exported and imported, and old links work elsewhere."""

from pathlib import Path

import httpx2

from tests.factories import World
from tests.import_export.conftest import Command, all_posts

SLUGS = """
    SELECT slugs.slug, replaced_at, posts.slug FROM post_slugs AS slugs
    JOIN posts ON id = post_id ORDER BY 1, 2
"""


async def rename(world: World, post: int, *slugs: str) -> None:
    for slug in slugs:
        await world.execute(f"UPDATE posts SET slug = '{slug}' WHERE id = {post}")
    await world.execute(
        "UPDATE post_slugs SET replaced_at = replaced_at - make_interval(secs => 1.5 * post_id)"
        f" WHERE post_id = {post}"
    )


async def test_former_slugs_come_along(
    blog: Command, world: World, tmp_path: Path, client: httpx2.AsyncClient
) -> None:
    """A post that got its first slug back keeps it among the former ones."""
    author = await world.user("ada")
    await rename(world, (await world.post(author, slug="one"))["id"], "two", "three", "two")
    await rename(world, (await world.post(author, slug="hidden", status="draft"))["id"], "more")
    before = await all_posts(world)
    slugs = await world.execute(SLUGS)
    assert [slug for slug, *_ in slugs] == ["hidden", "one", "three", "two"]
    await blog("export", tmp_path / "out")
    await world.execute("DELETE FROM posts")
    code, said = await blog("import", tmp_path / "out")
    assert (code, said) == (0, "Imported 2 posts; 0 were there already, 0 are left out.")
    assert await all_posts(world) == before
    assert await world.execute(SLUGS) == slugs
    answer = await client.get("/api/posts/slug/one")
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/posts/slug/two")
    assert (await client.get("/api/posts/slug/hidden")).status_code == 404
    answer = await client.get("/api/posts/slug/hidden", headers=author.headers)
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/posts/slug/more")


async def test_former_slugs_of_posts_that_are_here(
    blog: Command, world: World, tmp_path: Path, client: httpx2.AsyncClient
) -> None:
    """They stay with the posts here, also if those lost them long before the imported one."""
    author = await world.user("ada")
    await rename(world, (await world.post(author, slug="boat"))["id"], "ship", "raft", "barge")
    await blog("export", tmp_path / "out")
    await world.execute("DELETE FROM posts")
    await world.post(author, slug="boat")
    await rename(world, (await world.post(author, slug="ship"))["id"], "ferry")
    await world.execute("UPDATE post_slugs SET replaced_at = '2001-01-01'")
    code, said = await blog("import", tmp_path / "out")
    assert (code, said.splitlines()[:2]) == (
        0,
        [
            f"posts/barge.md: another post has or had its former slug '{slug}'."
            for slug in ("boat", "ship")
        ],
    )
    assert (await client.get("/api/posts/slug/boat")).status_code == 200
    for old, new in {"ship": "ferry", "raft": "barge"}.items():
        answer = await client.get(f"/api/posts/slug/{old}")
        assert answer.headers["location"] == f"/api/posts/slug/{new}"


async def test_old_addresses_take_no_slug_of_a_post_that_is_here(
    blog: Command, world: World, tmp_path: Path, client: httpx2.AsyncClient
) -> None:
    await rename(world, (await world.post(await world.user("ada"), slug="boat"))["id"], "ferry")
    (tmp_path / "site").mkdir()
    page = "---\ntitle: Raft\ndate: 2020-01-01\naliases: [/2015/boat/]\n---\nx\n"
    (tmp_path / "site" / "raft.md").write_text(page)
    said = (await blog("import", tmp_path / "site", "--author", "ada"))[1]
    assert said.splitlines()[0] == "raft.md: another post has or had its former slug 'boat'."
    answer = await client.get("/api/posts/slug/boat")
    assert answer.headers["location"] == "/api/posts/slug/ferry"
    answer = await client.get("/api/redirects", params={"path": "/2015/boat/"})
    assert answer.json()["slug"] == "raft"


async def test_former_slugs_of_one_import_keep_their_order(
    blog: Command, world: World, tmp_path: Path, client: httpx2.AsyncClient
) -> None:
    author = await world.user("ada")
    for name in ("first", "second"):
        post = (await world.post(author, slug="boat"))["id"]
        await world.execute(f"UPDATE posts SET slug = '{name}' WHERE id = {post}")
    await blog("export", tmp_path / "out")
    await world.execute("DELETE FROM posts")
    assert (await blog("import", tmp_path / "out"))[1].startswith("Imported 2 posts;")
    answer = await client.get("/api/posts/slug/boat")
    assert answer.headers["location"] == "/api/posts/slug/second"


async def test_former_slugs_that_were_edited(blog: Command, world: World, tmp_path: Path) -> None:
    await world.post(await world.user("ada"), slug="boat")
    await blog("export", tmp_path / "out")
    await world.execute("DELETE FROM posts")
    page = tmp_path / "out" / "posts" / "boat.md"
    edited = 'former_slugs: {"old": "some day", "No Slug": "2020-01-01T00:00:00Z"}\nexcerpt_given:'
    page.write_text(page.read_text().replace("excerpt_given:", edited))
    code, said = await blog("import", tmp_path / "out")
    assert (code, said.splitlines()[0]) == (
        0,
        "posts/boat.md: its former slug 'No Slug' cannot be one here.",
    )
    assert [slug for slug, *_ in await world.execute(SLUGS)] == ["old"]
