"""`blog-api seed`: realistic, deterministic data that leaves existing rows alone."""

import unicodedata

import anyio.to_thread
import psycopg
import pytest

from blog_api.cli import progress
from blog_api.posts.excerpts import excerpt_of
from blog_api.posts.schemas import PostIn
from blog_api.posts.tags import normalise_tag
from blog_api.seeding import copying
from blog_api.users.schemas import RegisterIn
from tests.cli.conftest import Run
from tests.cli.served import PRODUCTION
from tests.factories import PASSWORD, World

TEXTS = (
    "SELECT title, slug, content, tags, category, status, published_at, created_at"
    " FROM posts ORDER BY id"
)
SCRIPTS = (
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "ARABIC",
    "HEBREW",
    "DEVANAGARI",
    "CJK",
    "HIRAGANA",
    "HANGUL",
)


async def seed(run: Run, *arguments: object, **settings: str) -> str:
    given = [str(argument) for argument in arguments]
    code, said = await anyio.to_thread.run_sync(lambda: run("seed", *given, **settings))
    assert code == 0, said
    return said


def scripts_of(text: str) -> set[str]:
    """Return the scripts, by the first words of the names of their characters."""
    return {unicodedata.name(character, "").partition(" ")[0] for character in text}


async def count(world: World, table: str) -> object:
    return (await world.execute(f"SELECT count(*) FROM {table}"))[0][0]  # names of ours


async def test_makes_what_was_asked_for(run: Run, world: World) -> None:
    said = await seed(run, "--users", 20, "--posts", 400, "--comments", 150)
    assert "Made 20 accounts, 400 posts and 150 comments." in said
    counts = [await count(world, table) for table in ("users", "posts", "comments")]
    assert counts == [20, 400, 150]


async def test_its_people_log_in_and_write_on(run: Run, world: World) -> None:
    said = await seed(run, "--users", 3, "--posts", 5)
    username, password = said.split("Log in as ")[1].split()[0], said.split()[-1]
    person = await world.log_in(0, username, "", password)
    await world.post(person)


async def test_every_row_could_have_come_through_the_front_door(run: Run, world: World) -> None:
    await seed(run, "--users", 30, "--posts", 300)
    for email, username, name in await world.execute("SELECT email, username, name FROM users"):
        RegisterIn(email=email, username=username, password=PASSWORD, name=name)
    columns = "title, slug, content, category, tags, status, published_at, excerpt"
    given = f"SELECT excerpt_given, {columns} FROM posts"  # names of ours
    for excerpt_given, *values in await world.execute(given):
        row = dict(zip(columns.split(", "), values, strict=True))
        sent = {name: value for name, value in row.items() if value is not None}
        PostIn.model_validate(sent)
        assert [normalise_tag(tag) for tag in row["tags"]] == row["tags"]
        assert excerpt_given or row["excerpt"] == excerpt_of(row["content"])


async def test_many_scripts_sizes_and_states(run: Run, world: World) -> None:
    await seed(run, "--users", 10, "--posts", 600)
    rows = await world.execute(TEXTS)
    for script in SCRIPTS:
        assert sum(script in scripts_of(row[2]) for row in rows) > 20, script
    sizes = sorted(len(row[2].encode()) for row in rows)
    assert 900 < sizes[len(sizes) // 2] < 1500
    states = [row[5] for row in rows]
    assert states.count("published") > 480
    assert states.count("draft") > 10
    assert states.count("archived") > 10
    assert len({row[0] for row in rows}) > 450
    assert len({row[7].year for row in rows}) >= 10


async def test_lists_show_it(run: Run, world: World) -> None:
    await seed(run, "--users", 5, "--posts", 100)
    page = (await world.client.get("/api/posts?limit=100&count=exact")).json()
    scheduled = await world.execute("SELECT count(*) FROM posts WHERE published_at > now()")
    published = await world.execute("SELECT count(*) FROM posts WHERE status = 'published'")
    assert page["total"] == published[0][0] - scheduled[0][0]
    assert page["total"] > 70
    tags = (await world.client.get("/api/tags")).json()["items"]
    assert len(tags) > 20


def count_from(database_url: str, table: str, number: int) -> None:
    """Set the next id of a table, as its owner."""
    with psycopg.connect(database_url) as owner:
        owner.execute("SELECT setval(%s::regclass, %s, false)", (f"{table}_id_seq", number))


async def test_equal_seeds_make_equal_text(run: Run, world: World, database_url: str) -> None:
    texts = []
    for number in (7, 7, 8):
        await world.execute("DELETE FROM users")
        for table in ("users", "posts", "comments"):
            count_from(database_url, table, 1)
        await seed(run, "--users", 4, "--posts", 60, "--seed", number, "--until", "2026-01-31")
        texts.append(await world.execute(TEXTS))
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


async def test_again_it_adds_more(run: Run, world: World) -> None:
    await seed(run, "--users", 2, "--posts", 50, "--comments", 5)
    await seed(run, "--users", 2, "--posts", 50, "--comments", 5)
    assert await count(world, "posts") == 100
    assert await world.execute("SELECT count(DISTINCT slug) FROM posts") == [(100,)]
    author = await world.user()
    await world.post(author)


async def test_without_new_accounts_those_that_are_there_write(run: Run, world: World) -> None:
    author = await world.user()
    await seed(run, "--posts", 10)
    assert await world.execute("SELECT DISTINCT author_id FROM posts") == [(author.id,)]


async def test_a_name_taken_by_chance_is_no_obstacle(
    run: Run, world: World, database_url: str
) -> None:
    await seed(run, "--users", 1, "--posts", 3)
    rows = await world.execute("DELETE FROM posts RETURNING id, slug")
    first, slug = min(rows)
    await world.post(title="Earlier", slug=slug)
    count_from(database_url, "posts", first)
    await seed(run, "--posts", 3)
    slugs = await world.execute("SELECT slug FROM posts WHERE title <> 'Earlier' ORDER BY id")
    assert [name[-4:] for (name,) in slugs] == [f"-{first + n}-1"[-4:] for n in range(3)]


async def test_in_batches(run: Run, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 7)
    await seed(run, "--users", 10, "--posts", 50, "--comments", 20)
    assert [await count(world, table) for table in ("users", "posts", "comments")] == [10, 50, 20]
    unpublished = (
        "SELECT count(*) FROM comments JOIN posts ON posts.id = post_id WHERE status <> 'published'"
    )
    assert await world.execute(unpublished) == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "Say how much"),
        (("--users", "1", "--comments", "1"), "--posts"),
        (("--posts", "1"), "--users"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, arguments: tuple[str, ...], complaint: str) -> None:
    code, said = run("seed", *arguments)
    assert code == 1
    assert complaint in said


def test_not_in_production(run: Run) -> None:
    _, pem = run("keys", "generate")
    code, said = run("seed", "--users", "1", JWT_PRIVATE_KEY=pem, **PRODUCTION)
    assert code == 1
    assert "Not in production" in said


def test_the_bar_counts(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress_bar("doing", 3) as advance:
        advance(3)
    assert "3/3" in capsys.readouterr().err


def test_the_role_that_serves_alone_cannot_seed(run: Run, serving_url: str) -> None:
    code, said = run("seed", "--users", 1, DATABASE_URL=serving_url)
    assert code == 1
    assert "The database cannot be used: must be owner of sequence" in said
