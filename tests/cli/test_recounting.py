"""`blog-api recount`: checks the counters under concurrent writes, and repairs drift."""

import asyncio

import anyio.to_thread

from blog_api.recounting import Batch, mend_post_drift
from tests.api.test_views import visitor
from tests.cli.conftest import Run
from tests.factories import World

COUNTERS = "SELECT post_id, vote_count, comment_count, view_count FROM post_counters ORDER BY 1"


async def recount(run: Run, *arguments: str) -> tuple[int, list[str]]:
    code, said = await anyio.to_thread.run_sync(lambda: run("recount", *arguments))
    return code, [line for line in said.splitlines() if "recounting" not in line]


async def busy_post(world: World) -> int:
    """Return a post with two votes, two comments (one deleted), three views and two terms."""
    author = await world.user()
    post_id = int((await world.post(author, tags=["tag"], category="Category"))["id"])
    url = f"/api/posts/{post_id}"
    for person in (author, await world.user()):
        await world.client.put(f"{url}/vote", headers=person.headers)
        await world.comment(person, post_id)
    comment = await world.comment(author, post_id)
    await world.delete(f"/api/comments/{comment['id']}", author)
    for number in range(3):
        address = f"198.51.100.{number}"  # a visitor counts once in 30 minutes
        await visitor(world.app, address).post(f"{url}/views")
    return post_id


async def test_what_is_right_is_left_alone(run: Run, world: World) -> None:
    post_id = await busy_post(world)
    await world.deleted_post()
    sure = (0, ["Checked 2 posts: the counters of 0 posts, 0 terms and 0 accounts are wrong."])
    assert await recount(run, "--dry-run") == sure
    code, said = await recount(run)
    assert (code, said) == (0, [sure[1][0].replace("are wrong", "were wrong and are mended")])
    assert (await world.execute(COUNTERS))[0] == (post_id, 2, 2, 3)


async def test_drift_is_told_and_mended(run: Run, world: World) -> None:
    post_id = await busy_post(world)
    bare_id = (await world.post())["id"]
    before = await world.execute(COUNTERS)
    await world.execute(
        "UPDATE post_counters SET vote_count = 7, comment_count = 0, view_count = view_count - 1"
        " WHERE post_id = %s",
        post_id,
    )
    await world.execute("DELETE FROM post_counters WHERE post_id = %s", bare_id)
    await world.execute("UPDATE term_counts SET post_count = 5 WHERE kind = 'tag'")
    await world.execute("DELETE FROM term_counts WHERE kind = 'category'")
    await world.execute("INSERT INTO term_counts (kind, name, post_count) VALUES ('tag', 'no', 1)")
    told = [
        f"post {post_id}: -5 votes, +2 comments, +1 view",
        f"post {bare_id}: no counters, +0 votes, +0 comments, +0 views",
        "category Category: +1 post",
        "tag no: -1 post",
        "tag tag: -4 posts",
    ]
    found = "Checked 2 posts: the counters of 2 posts, 3 terms and 0 accounts are wrong."
    drifted = await world.execute(COUNTERS)
    for _ in range(2):
        assert await recount(run, "--dry-run") == (1, [*told, found])
    assert await world.execute(COUNTERS) == drifted
    mended = found.replace("are wrong", "were wrong and are mended")
    assert await recount(run) == (0, [*told, mended])
    assert await world.execute(COUNTERS) == before
    assert (await recount(run, "--dry-run"))[0] == 0
    for path, name in (("tags", "tag"), ("categories", "Category")):
        terms = (await world.client.get(f"/api/{path}")).json()["items"]
        assert terms == [{"name": name, "post_count": 1}]


async def test_more_than_a_batch_and_more_than_a_screen(run: Run, world: World) -> None:
    author = await world.user()
    await world.execute(
        "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)"
        " SELECT %s, 'p' || n, 't', '', false, '', 'draft' FROM generate_series(1, 4321) n",
        author.id,
    )
    await world.execute("UPDATE post_counters SET vote_count = 1")
    code, said = await recount(run)
    assert (code, len(said), said[20]) == (0, 22, "… and 4301 more")
    assert said[21].startswith(
        "Checked 4321 posts: the counters of 4321 posts, 0 terms and 0 accounts were"
    )
    total = await world.execute("SELECT sum(vote_count)::int FROM post_counters")
    assert total == [(0,)]


async def test_concurrent_votes_are_counted_once(run: Run, world: World) -> None:
    author, readers = await world.user(), [await world.user() for _ in range(8)]
    posts = [(await world.post(author, tags=["t"]))["id"] for _ in range(8)]
    await world.execute("UPDATE post_counters SET vote_count = 100")
    votes = [
        world.client.put(f"/api/posts/{post_id}/vote", headers=reader.headers)
        for reader in readers
        for post_id in posts
    ]
    writes = [world.post(author, tags=["t"]) for _ in range(8)]
    everything = Batch(0, max(posts), 0)
    twice = [world.db.write(mend_post_drift, everything) for _ in range(2)]
    running = asyncio.gather(*votes[:32], *twice, *votes[32:], *writes)
    assert (await recount(run))[0] == 0
    answers = await running
    assert len([a for a in answers if getattr(a, "status_code", None) == 204]) == 64
    assert await recount(run, "--dry-run") == (
        0,
        ["Checked 16 posts: the counters of 0 posts, 0 terms and 0 accounts are wrong."],
    )
    counts = await world.execute("SELECT DISTINCT vote_count FROM post_counters ORDER BY 1")
    assert counts == [(0,), (8,)]


async def test_drift_of_storage_is_told_and_mended(run: Run, world: World) -> None:
    ada = await world.user("ada")
    await world.post(ada, title="1234", content="5678", excerpt="90")
    await world.execute("UPDATE storage_shares SET used = used - 3")
    await world.execute("INSERT INTO storage_shares (user_id, used) VALUES (9999999, 5)")
    found = "Checked 1 post: the counters of 0 posts, 0 terms and 1 account are wrong."
    told = f"user {ada.id}: +3 bytes"
    for _ in range(2):
        assert await recount(run, "--dry-run") == (1, [told, found])
    assert await recount(run) == (
        0,
        [told, found.replace("are wrong", "were wrong and are mended")],
    )
    assert (await recount(run, "--dry-run"))[0] == 0
    assert await world.execute("SELECT sum(used)::int FROM storage_shares") == [(10,)]
