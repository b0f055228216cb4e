"""Redirects from old addresses of imported posts."""

import pytest

from blog_api.redirects.paths import paths_of
from tests.factories import World


async def old_address(world: World, post_id: int, path: str) -> None:
    """Insert an old address as an import does."""
    await world.execute("INSERT INTO post_redirects VALUES (%s, %s)", path, post_id)


@pytest.mark.parametrize(
    "asked",
    [
        "/2015/06/boat",
        "/2015/06/boat/",
        "https://old.example/2015/06/boat/?utm=1",
        "/2015/06/bo%61t",
        "2015/06/boat",
    ],
)
async def test_an_old_address_leads_to_its_post(world: World, asked: str) -> None:
    post = await world.post()
    await old_address(world, post["id"], "/2015/06/boat")
    answer = await world.client.get("/api/redirects", params={"path": asked})
    assert answer.status_code == 200
    assert answer.json() == {
        "path": "/2015/06/boat",
        "post_id": post["id"],
        "slug": post["slug"],
        "location": f"/api/posts/slug/{post['slug']}",
    }


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/2015/06/кот", "/2015/06/кот"),
        ("/2015/06/кот", "/2015/06/%D0%BA%D0%BE%D1%82/"),
        ("/2015/06/кот", "/2015/06/%d0%ba%d0%be%d1%82/"),
        ("/2015/06/кот", "https://old.example/2015/06/%D0%BA%D0%BE%D1%82/"),
        ("/배", "/%EB%B0%B0"),
        ("/note:one", "/note:one/"),
        ("/note:one", "note:one"),
        ("/note:one", "https://old.example/note:one"),
        ("/talk:title/10:30", "/talk%3Atitle/10:30"),
        ("/:title", "/%3Atitle"),
        ("/100%/{a}", "/100%25/%7Ba%7D"),
    ],
)
async def test_letters_and_colons_of_an_address(world: World, path: str, asked: str) -> None:
    post = await world.post()
    await old_address(world, post["id"], path)
    answer = await world.client.get("/api/redirects", params={"path": asked})
    assert (answer.status_code, answer.json().get("path")) == (200, path)


@pytest.mark.parametrize("asked", ["/nothing", "/", "//[", "/%00", "/a" * 500])
async def test_an_unknown_address(world: World, asked: str) -> None:
    answer = await world.client.get("/api/redirects", params={"path": asked})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_query_can_be_an_address(world: World) -> None:
    post = await world.post()
    await old_address(world, post["id"], "/?p=12")
    answer = await world.client.get("/api/redirects", params={"path": "/?p=12"})
    assert answer.json()["slug"] == post["slug"]


@pytest.mark.parametrize("path", ["", "x" * 1001])
async def test_an_address_that_cannot_be_one(world: World, path: str) -> None:
    answer = await world.client.get("/api/redirects", params={"path": path})
    assert answer.status_code == 422


async def test_a_draft_and_a_deleted_post_are_not_found(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    gone = await world.deleted_post(author)
    for post in (draft, gone):
        await old_address(world, post["id"], f"/old/{post['id']}")
        url = f"/api/redirects?path=/old/{post['id']}"
        assert (await world.client.get(url)).status_code == 404
    own = await world.client.get(f"/api/redirects?path=/old/{draft['id']}", headers=author.headers)
    assert own.status_code == 200


@pytest.mark.parametrize("old", ["/배/", "/%EB%B0%B0/", "https://old.example/%eb%b0%b0"])
async def test_escapes_of_letters_only_are_no_pattern(world: World, old: str) -> None:
    """`%EB%` has the form of a word between percent signs, as `%postname%`."""
    assert paths_of([old]) == ["/배"]
    post = await world.post()
    await old_address(world, post["id"], "/배")
    answer = await world.client.get("/api/redirects", params={"path": old})
    assert (answer.status_code, answer.json().get("post_id")) == (200, post["id"])


@pytest.mark.parametrize("pattern", ["/:year/x", "/{slug}", "/%year%/%postname%", "/p/%post_id%"])
def test_a_pattern_is_no_path(pattern: str) -> None:
    assert paths_of([pattern]) == []
