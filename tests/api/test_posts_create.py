"""`POST /posts`."""

from typing import Any

import anyio
import httpx2
import pytest

from tests.factories import Person, World

POSTS = "/api/posts"
BODY: dict[str, Any] = {"title": "Hello, World!", "content": "Some *words*."}


async def create(world: World, author: Person, /, **fields: Any) -> httpx2.Response:
    return await world.client.post(POSTS, json=BODY | fields, headers=author.headers)


async def test_least_that_makes_a_post(world: World) -> None:
    ada = await world.user("ada", name="Ada")
    answer = await create(world, ada)
    assert answer.status_code == 201
    post = answer.json()
    assert answer.headers["location"] == f"{POSTS}/{post['id']}"
    assert answer.headers["etag"].startswith(f'"post-{post["id"]}-1-')
    assert post["published_at"] == post["created_at"] == post["updated_at"]
    assert post["created_at"].endswith("Z")
    for name in ("id", "published_at", "created_at", "updated_at"):
        del post[name]
    assert post == {
        **BODY,
        "slug": "hello-world",
        "excerpt": "Some words.",
        "category": None,
        "tags": [],
        "image_url": None,
        "status": "published",
        "author": {"id": ada.id, "username": "ada", "name": "Ada", "avatar_url": None},
        "vote_count": 0,
        "comment_count": 0,
        "view_count": 0,
        "voted": False,
    }


async def test_all_that_can_be_sent(world: World) -> None:
    sent = {
        "title": "Title",
        "content": "# Heading",
        "slug": "my-slug-2",
        "excerpt": "By hand.",
        "category": "Café & Co",
        "tags": ["one", "two"],
        "image_url": "https://example.com/a.png?x=1",
        "status": "draft",
        "published_at": "2001-02-03T04:05:06Z",
    }
    answer = await create(world, await world.user(), **sent)
    assert answer.status_code == 201
    assert answer.json() == answer.json() | sent


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ünïcödé & Co.", "unicode-co"),
        ("Привет, мир", "privet-mir"),
        ("日本語", "ribenyu"),
        ("Γειά σου Κόσμε", "geia-soy-kosme"),
        ("안녕하세요", "annyeonghaseyo"),
        ("שלום", "slvm"),
        ("مرحبا", "mrhb"),
        ("--- a  --  b ---", "a-b"),
        ("C++ & C#", "c-c"),
        ("¿¡…!?", "post"),
        ("x" * 200, "x" * 200),
        ("ﷺ" * 200, None),
    ],
)
async def test_slug_of_a_title_in_any_script(world: World, title: str, slug: str | None) -> None:
    answer = await create(world, await world.user(), title=title)
    assert answer.status_code == 201
    made = answer.json()["slug"]
    assert len(made) <= 200
    assert slug is None or made == slug
    assert (await world.client.get(f"{POSTS}/slug/{made}")).json()["title"] == title


async def test_derived_slugs_are_numbered(world: World) -> None:
    ada = await world.user()
    slugs = [(await create(world, ada)).json()["slug"] for _ in range(3)]
    assert slugs == ["hello-world", "hello-world-2", "hello-world-3"]
    deleted = await world.client.get(f"{POSTS}/slug/hello-world-2")
    await world.client.delete(f"{POSTS}/{deleted.json()['id']}", headers=ada.headers)
    assert (await create(world, ada)).json()["slug"] == "hello-world-2", "the first that is free"


async def test_numbers_fit_into_the_longest_slug(world: World) -> None:
    ada = await world.user()
    slugs = [(await create(world, ada, title="x" * 200)).json()["slug"] for _ in range(2)]
    assert slugs == ["x" * 200, "x" * 192 + "-2"]


async def test_after_a_thousand_of_one_name(world: World) -> None:
    ada = await world.user()
    await create(world, ada)
    await world.execute(
        "INSERT INTO posts (author_id, slug, title, excerpt, excerpt_given, content, status)"
        " SELECT %s, 'hello-world-' || n, 't', '', false, '', 'draft'"
        " FROM generate_series(2, 1000) AS n",
        ada.id,
    )
    slug = (await create(world, ada)).json()["slug"]
    assert slug.startswith("hello-world-")
    assert 100_000 <= int(slug.removeprefix("hello-world-")) < 1_000_000


async def test_given_slug_that_is_taken(world: World) -> None:
    holder = await world.post(slug="mine")
    await world.post(slug="mine-2")
    answer = await create(world, await world.user(), slug="mine")
    assert (answer.status_code, answer.json()["code"]) == (409, "slug_taken")
    assert answer.json()["suggested_slug"] == "mine-3"
    assert answer.json()["holder_id"] == holder["id"]


async def test_a_strangers_draft_is_not_named(world: World) -> None:
    ada = await world.user()
    draft = await world.post(ada, slug="mine", status="draft")
    answer = await create(world, await world.user(), slug="mine")
    assert (answer.status_code, "holder_id" in answer.json()) == (409, False)
    assert (await create(world, ada, slug="mine")).json()["holder_id"] == draft["id"]


async def test_a_post_in_the_trash_blocks_no_slug(world: World) -> None:
    await world.deleted_post(slug="mine")
    answer = await create(world, await world.user(), slug="mine")
    assert (answer.status_code, answer.json()["slug"]) == (201, "mine")


@pytest.mark.parametrize("slug", ["A", "a--b", "-a", "a-", "a b", "ä", "a_b", "", "a\n", "x" * 201])
async def test_malformed_slug(world: World, slug: str) -> None:
    answer = await create(world, await world.user(), slug=slug)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", "slug"])


async def test_tags_are_normalised_merged_and_kept_in_order(world: World) -> None:
    tags = ["Web  Dev", "zebra", "web-dev", "Ärger", "ZEBRA", "日本"]
    answer = await create(world, await world.user(), tags=tags)
    assert answer.json()["tags"] == ["web-dev", "zebra", "ärger", "日本"]


@pytest.mark.parametrize(
    "tags", [["!!!"], [""], ["x" * 51], [f"t{n}" for n in range(11)], "tag", [1], None, ["a\0"]]
)
async def test_malformed_tags(world: World, tags: Any) -> None:
    assert (await create(world, await world.user(), tags=tags)).status_code == 422


async def test_bounds_of_tags(world: World) -> None:
    tags = [f"{n}{'x' * 49}" for n in range(10)]
    assert (await create(world, await world.user(), tags=tags)).json()["tags"] == tags


async def test_null_where_nothing_is_a_value(world: World) -> None:
    answer = await create(world, await world.user(), excerpt=None, category=None, image_url=None)
    assert answer.status_code == 201
    assert answer.json()["excerpt"] == "Some words."


@pytest.mark.parametrize("name", ["title", "content", "slug", "tags", "status", "published_at"])
async def test_null_where_it_is_none(world: World, name: str) -> None:
    answer = await create(world, await world.user(), **{name: None})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "fields",
    [
        *({"author": 1}, {"author_id": 1}, {"id": 1}, {"created_at": "2001-02-03T04:05:06Z"}),
        *({"title": ""}, {"title": "  "}, {"title": "x" * 201}, {"title": "a\0"}, {"title": 1}),
        *({"content": "x" * 100_001}, {"content": ["x"]}, {"content": True}, {"content": "\0"}),
        *({"excerpt": "x" * 501}, {"category": "x" * 101}, {"category": " "}, {"category": ""}),
        *({"image_url": "javascript:alert(1)"}, {"image_url": "/a.png"}, {"image_url": ""}),
        *({"image_url": "https://e.example/" + "x" * 2000}, {"image_url": "http://"}),
        *({"status": "Published"}, {"status": "scheduled"}, {"status": 1}),
        *({"published_at": "2001-02-03"}, {"published_at": "2001-02-03T04:05:06"}),
        *({"published_at": 981_173_106}, {"published_at": "9999-12-31T23:59:59-12:00"}),
    ],
)
async def test_malformed(world: World, fields: dict[str, Any]) -> None:
    answer = await create(world, await world.user(), **fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.json()["errors"][0]["loc"] == ["body", *fields]


@pytest.mark.parametrize("name", ["title", "content"])
async def test_what_is_needed(world: World, name: str) -> None:
    body = {key: value for key, value in BODY.items() if key != name}
    answer = await world.client.post(POSTS, json=body, headers=(await world.user()).headers)
    assert answer.status_code == 422


async def test_longest_content_and_the_empty_one(world: World) -> None:
    ada = await world.user()
    for content in ("", "🎉" * 100_000):
        answer = await create(world, ada, content=content)
        assert (answer.status_code, answer.json()["content"]) == (201, content)


async def test_a_draft_is_not_dated(world: World) -> None:
    answer = await create(world, await world.user(), status="draft")
    assert (answer.json()["status"], answer.json()["published_at"]) == ("draft", None)


async def test_author_deactivated_while_the_post_is_on_its_way(world: World) -> None:
    """The token was valid when the request arrived; the state at the time of writing decides."""
    ada = await world.user()
    answers: list[httpx2.Response] = []

    async def write() -> None:
        answers.append(await create(world, ada))

    async with (
        world.db.pool.connection() as connection,
        anyio.create_task_group() as tasks,
        connection.transaction(),
    ):
        await connection.execute(b"UPDATE users SET is_active = false")
        tasks.start_soon(write)
        await anyio.sleep(0.2)
        assert not answers, "it waits for the change"
    assert (answers[0].status_code, answers[0].json()["code"]) == (401, "invalid_token")
    assert await world.execute("SELECT 1 FROM posts") == []


async def test_nobody_writes(client: httpx2.AsyncClient) -> None:
    assert (await client.post(POSTS, json=BODY)).status_code == 401
