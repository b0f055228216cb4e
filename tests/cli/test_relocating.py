"""`blog-api relocate`: replaces the former base URL in texts, and nothing else."""

from typing import Any

import anyio.to_thread
import pytest

from blog_api.relocation.urls import Move
from tests.cli.conftest import Run
from tests.factories import Person, World

OLD, NEW = "https://old.example/blog", "https://new.example"
IMAGE = f"/media/{'5f' * 32}.png"


async def relocate(run: Run, *arguments: str) -> tuple[int, str]:
    return await anyio.to_thread.run_sync(lambda: run("relocate", OLD, NEW, *arguments))


async def kept(world: World, post_id: int) -> tuple[Any, ...]:
    columns = "content, excerpt, image_url, version"
    return (await world.execute(f"SELECT {columns} FROM posts WHERE id = %s", post_id))[0]


async def blog(world: World) -> tuple[Person, list[int]]:
    """Create a live post, one in the trash, one with another host, a comment and a profile."""
    ada = await world.user("ada")
    live = await world.post(ada, content=f"See [it]({OLD}/a) there.", image_url=OLD + IMAGE)
    gone = await world.deleted_post(ada, content=f"<{OLD}>", excerpt=f"At {OLD}.")
    other = await world.post(ada, content="https://old.example/blogging", image_url=f"{OLD}/b.png")
    await world.comment(ada, other["id"], f"{OLD}/a?b#c")
    bio = {"bio": f"I write at {OLD}."}
    assert (await world.client.patch("/api/users/me", json=bio, headers=ada.headers)).is_success
    return ada, [live["id"], gone["id"], other["id"]]


async def test_texts_follow_the_blog(run: Run, world: World) -> None:
    ada, (live, gone, other) = await blog(world)
    url = f"/api/posts/{live}"
    before = await world.client.get(url, params={"render": "html"})
    code, said = await relocate(run, "--yes")
    assert code == 0, said
    assert "Changed 3 posts, 1 comment, 1 profile, 0 working copies." in said
    assert await kept(world, live) == (f"See [it]({NEW}/a) there.", "See it there.", IMAGE, 2)
    assert await kept(world, gone) == (f"<{NEW}>", f"At {NEW}.", None, 2)
    assert (await kept(world, other))[2:] == (f"{NEW}/b.png", 2)
    comments = (await world.client.get(f"/api/posts/{other}/comments")).json()["items"]
    assert comments[0]["content"] == f"{NEW}/a?b#c"
    profile = (await world.client.get(f"/api/users/{ada.id}")).json()
    assert profile["bio"] == f"I write at {NEW}."
    after = await world.client.get(url, params={"render": "html"})
    assert after.json()["updated_at"] > before.json()["updated_at"]
    assert after.headers["etag"] != before.headers["etag"]
    html = await world.execute("SELECT html FROM post_html WHERE post_id = %s", live)
    assert f'href="{NEW}/a"' in html[0][0]
    entries = await world.execute(
        "SELECT action, details FROM audit_entries WHERE action LIKE '%%.relocate' ORDER BY id"
    )
    assert [action for action, _ in entries] == [
        "post.relocate",
        "comment.relocate",
        "user.relocate",
    ]
    assert entries[0][1] == {"old": OLD, "new": NEW, "ids": [live, gone, other]}
    assert await relocate(run, "--yes") == (
        0,
        "Addresses to replace in 0 posts, 0 comments, 0 profiles, 0 working copies.\n",
    )


async def test_working_copies_follow_too(run: Run, world: World) -> None:
    ada = await world.user("ada")
    post = await world.post(ada, content="Plain.")
    url = f"/api/posts/{post['id']}/working-copy"
    copy = {"base_version": 1, "content": f"At {OLD}/a.", "excerpt": OLD, "image_url": OLD + IMAGE}
    kept_copy = await world.client.put(url, json=copy, headers=ada.headers)
    assert kept_copy.status_code == 201, kept_copy.text
    code, said = await relocate(run, "--yes")
    assert (code, "Changed 0 posts, 0 comments, 0 profiles, 1 working copy." in said) == (0, True)
    moved = await world.client.get(url, headers=ada.headers)
    assert moved.json()["content"] == f"At {NEW}/a."
    assert moved.json()["excerpt"] == NEW
    assert moved.json()["updated_at"] == kept_copy.json()["updated_at"], "its age goes on"
    stale = ada.headers | {"If-Match": kept_copy.headers["etag"]}
    assert (await world.client.put(url, json=copy, headers=stale)).status_code == 412
    assert (await world.client.get(f"/api/posts/{post['id']}")).json()["content"] == "Plain."


async def test_a_dry_run_and_a_refusal_change_nothing(run: Run, world: World) -> None:
    ada, posts = await blog(world)
    ((comment_id,),) = await world.execute("SELECT id FROM comments")
    before = [await kept(world, post_id) for post_id in posts]
    code, said = await relocate(run, "--dry-run")
    assert (code, said.splitlines()) == (
        0,
        [
            "Addresses to replace in 3 posts, 1 comment, 1 profile, 0 working copies.",
            f"  post {posts[0]} content: {OLD}/a -> {NEW}/a",
            f"  post {posts[1]} content: {OLD} -> {NEW}",
            f"  post {posts[2]} image_url: {OLD}/b.png -> {NEW}/b.png",
            f"  comment {comment_id} content: {OLD}/a?b#c -> {NEW}/a?b#c",
            f"  user {ada.id} bio: {OLD}. -> {NEW}.",
        ],
    )
    assert (await relocate(run))[0] == 1
    assert [await kept(world, post_id) for post_id in posts] == before


async def test_more_than_a_batch_is_searchable(run: Run, world: World) -> None:
    author = await world.user()
    await world.execute(
        "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status,"
        " published_at) SELECT %s, 'p' || n, 't', '', true, 'At ' || %s || '/x', 'published', now()"
        " FROM generate_series(1, 250) n",
        author.id,
        OLD,
    )
    code, said = await relocate(run, "--yes")
    assert (code, "Changed 250 posts" in said) == (0, True)
    found = await world.client.get("/api/posts", params={"search": "new.example", "count": "exact"})
    assert found.json()["total"] == 250


async def test_a_text_that_would_be_too_long_is_left_and_named(run: Run, world: World) -> None:
    post = await world.post(content=f"{OLD} " + "x" * (100_000 - len(OLD) - 1))
    longer = "https://a-much-longer-name-than-before.example"
    said = await anyio.to_thread.run_sync(lambda: run("relocate", OLD, longer, "--yes"))
    assert said[0] == 0
    assert f"post {post['id']} content stays as it is" in said[1]
    assert (await kept(world, post["id"]))[3] == 1


@pytest.mark.parametrize(
    "url", ["old.example", "ftp://old.example", "https://", "https://a/?b", "https://a:x"]
)
def test_what_is_no_base_url_is_refused(run: Run, url: str) -> None:
    code, said = run("relocate", url, NEW)
    assert (code, "not a base URL" in said) == (1, True)
    assert run("relocate", NEW, f"{NEW}/")[0] == 1


@pytest.mark.parametrize(
    "text",
    [
        "https://old.example.evil/",
        "https://old.example@evil.example/",
        "https://old.example:8080/",
        "https://old.example-b/",
        "https://old.examples",
        "https://web.archive.org/web/2020/https://old.example/a",
        "http://old.example/",
        "https://old.example。evil",
    ],
)
def test_other_addresses_stay(text: str) -> None:
    assert Move("https://old.example", NEW).apply(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "@",
        "@/",
        "(@)",
        "**@**",
        "@.",
        "@?a",
        "@#a",
        '"@"',
        "<@>",
        "a @, b",
        "@/a @/b",
        "@\n",
        "_@_",
    ],
)
def test_the_address_ends_where_a_reader_sees_its_end(text: str) -> None:
    moved = text.replace("@", NEW)
    assert Move("https://old.example", NEW).apply(text.replace("@", "https://old.example")) == moved
    assert Move("https://old.example", NEW).apply(text.replace("@", "HTTPS://Old.Example")) == moved


def test_a_move_below_the_old_address_can_be_repeated() -> None:
    move = Move("https://a.example", "https://a.example/blog")
    once = move.apply("https://a.example/x https://a.example/blogging")
    assert once == "https://a.example/blog/x https://a.example/blog/blogging"
    assert move.apply(once) == once
