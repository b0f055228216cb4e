"""`blog-api reindex`, and the search language of a blog."""

from collections.abc import AsyncIterator

import anyio.to_thread
import httpx2
import pytest

from tests.api.test_search import ids
from tests.cli.conftest import Run
from tests.factories import World


@pytest.fixture(autouse=True)
async def in_no_language(world: World) -> AsyncIterator[None]:
    yield
    await world.execute(
        "UPDATE search_settings SET language = 'simple', keeps_former_terms = false"
    )


async def run_in_thread(run: Run, *arguments: str, **settings: str) -> tuple[int, str]:
    return await anyio.to_thread.run_sync(lambda: run(*arguments, **settings))


async def test_another_language(client: httpx2.AsyncClient, world: World, run: Run) -> None:
    post = await world.post(title="Running the dogs")
    trashed = await world.deleted_post(title="Runs")
    assert await ids(client, "dog runs") == []
    code, said = await run_in_thread(run, "reindex", SEARCH_LANGUAGE="english")
    assert (code, said.splitlines()[-1]) == (0, "Indexed 2 posts in the language english.")
    assert await ids(client, "dog runs") == [post["id"]]
    assert await ids(client, "the dog") == [post["id"]]
    assert await ids(client, "the") == []
    admin = await world.admin()
    await client.post(f"/api/posts/{trashed['id']}/restore", headers=admin.headers)
    newer = await world.post(title="He runs")
    assert await ids(client, "running") == [newer["id"], trashed["id"], post["id"]]
    code, said = await run_in_thread(run, "reindex")
    assert said.splitlines()[-1] == "Indexed 3 posts in the language simple."
    assert await ids(client, "running") == [post["id"]]


async def test_an_unknown_language_is_refused(world: World, run: Run) -> None:
    code, said = await run_in_thread(run, "reindex", SEARCH_LANGUAGE="klingon")
    assert code == 1
    assert "SEARCH_LANGUAGE: PostgreSQL cannot search in 'klingon'; it can in " in said
    assert await world.execute("SELECT language FROM search_settings") == [("simple",)]


async def test_an_empty_blog_takes_the_setting_at_its_start(world: World, run: Run) -> None:
    await run_in_thread(run, "migrate", SEARCH_LANGUAGE="german")
    assert await world.execute("SELECT language FROM search_settings") == [("german",)]


async def test_another_blog_is_told_what_to_do(world: World, run: Run) -> None:
    await world.post()
    _, said = await run_in_thread(run, "migrate", SEARCH_LANGUAGE="german")
    assert "run `blog-api reindex`" in said
    assert await world.execute("SELECT language FROM search_settings") == [("simple",)]


async def test_heals_what_is_missing_or_wrong(
    client: httpx2.AsyncClient, world: World, run: Run
) -> None:
    posts = [await world.post(title="Bread") for _ in range(3)]
    await world.execute("DELETE FROM post_search WHERE post_id = %s", posts[0]["id"])
    await world.execute("UPDATE post_search SET document = ''")
    assert await ids(client, "bread") == []
    await run_in_thread(run, "reindex")
    assert await ids(client, "bread") == [post["id"] for post in reversed(posts)]


async def test_accents_and_stems_combine(
    client: httpx2.AsyncClient, world: World, run: Run
) -> None:
    """A document has the stems with accents and without; a query with accents matches either."""
    await run_in_thread(run, "migrate", SEARCH_LANGUAGE="french")
    post = await world.post(title="Les cafés fermés", content="Les élèves préférés")
    for words in ("café", "cafe", "fermée", "élève", "eleve", "eleve préférée"):
        assert await ids(client, words) == [post["id"]], words
    await world.execute("UPDATE search_settings SET language = 'russian'")
    newer = await world.post(title="Новые русские ежи", content="x")
    for words in ("новый", "русский", "ёж"):
        assert await ids(client, words) == [newer["id"]], words


async def test_drops_the_terms_of_earlier_releases(world: World, run: Run) -> None:
    await world.execute("UPDATE search_settings SET keeps_former_terms = true")
    await world.post(title="Café", content="上海", excerpt="x")
    document = "SELECT tsvector_to_array(document) FROM post_search"
    ((before,),) = await world.execute(document)
    assert set(before) == {"café", "cafe", "x", "上海", "上", "海"}
    await run_in_thread(run, "reindex")
    ((after,),) = await world.execute(document)
    assert set(after) == {"cafe", "x", "上海", "上", "海"}
