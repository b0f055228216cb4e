"""`PUT` and `PATCH /posts/{id}`: changed and unchanged fields, and permissions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.factories import Person, World

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
LONG_AGO = "2001-02-03T04:05:06Z"
WRITTEN = {
    "excerpt": "By hand.",
    "category": "c",
    "tags": ["x"],
    "image_url": "https://example.com/a.png",
}
LIFE = {"slug": "mine", "status": "archived", "published_at": LONG_AGO}


async def edit(
    world: World, method: str, person: Person, post: dict[str, Any], **body: Any
) -> httpx2.Response:
    path = f"/api/posts/{post['id']}"
    return await world.client.request(method, path, json=body, headers=person.headers)


async def patched(
    world: World, person: Person, post: dict[str, Any], **body: Any
) -> dict[str, Any]:
    answer = await edit(world, "PATCH", person, post, **body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


async def test_put_returns_what_is_absent_to_its_default(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, **WRITTEN, **LIFE)
    answer = await edit(world, "PUT", ada, post, title="New", content="New *words*.")
    assert answer.status_code == 200
    changed = answer.json()
    assert changed == post | {
        "title": "New",
        "content": "New *words*.",
        "excerpt": "New words.",
        "category": None,
        "tags": [],
        "image_url": None,
        "updated_at": changed["updated_at"],
    }
    assert changed["updated_at"] > post["updated_at"]
    assert changed["slug"] == "mine", "the post's life stays"


async def test_put_changes_the_life_if_it_is_sent(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    body = {"title": "t", "content": "c"} | WRITTEN | LIFE
    answer = await edit(world, "PUT", ada, post, **body)
    assert answer.json() == answer.json() | body


async def test_patch_changes_only_what_is_sent(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, **WRITTEN, **LIFE)
    changed = await patched(world, ada, post, title="New")
    assert changed == post | {"title": "New", "updated_at": changed["updated_at"]}


@pytest.mark.parametrize("field", [*WRITTEN.items(), *LIFE.items(), ("content", "c")])
async def test_patch_each_field(world: World, field: tuple[str, Any]) -> None:
    ada = await world.user()
    changed = await patched(world, ada, await world.post(ada), **dict([field]))
    assert changed[field[0]] == field[1]


async def test_null_clears(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content="Its *content*.", **WRITTEN)
    changed = await patched(world, ada, post, excerpt=None, category=None, image_url=None)
    assert changed["excerpt"] == "Its content."
    assert (changed["category"], changed["image_url"], changed["tags"]) == (None, None, ["x"])


@pytest.mark.parametrize("name", ["title", "content", "slug", "tags", "status", "published_at"])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_null_is_refused_for_the_others(world: World, method: str, name: str) -> None:
    ada = await world.user()
    post = await world.post(ada)
    body = {"title": "t", "content": "c"} | {name: None}
    answer = await edit(world, method, ada, post, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize("name", ["author", "author_id", "id", "created_at", "version", "etag"])
async def test_what_is_not_written_is_unknown(world: World, name: str) -> None:
    ada = await world.user()
    answer = await edit(world, "PATCH", ada, await world.post(ada), **{name: 1})
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", name])


async def test_put_needs_a_whole_post(world: World) -> None:
    ada = await world.user()
    assert (await edit(world, "PUT", ada, await world.post(ada), title="t")).status_code == 422


async def test_excerpt_that_nobody_wrote_follows_the_content(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content="Old.")
    assert (await patched(world, ada, post, content="New."))["excerpt"] == "New."
    assert (await patched(world, ada, post, title="t"))["excerpt"] == "New."
    assert (await patched(world, ada, post, excerpt="Mine."))["excerpt"] == "Mine."
    assert (await patched(world, ada, post, content="Newer."))["excerpt"] == "Mine."
    assert (await patched(world, ada, post, excerpt=None))["excerpt"] == "Newer."
    both = await patched(world, ada, post, content="Newest.", excerpt=None)
    assert both["excerpt"] == "Newest."
    assert (await patched(world, ada, post, excerpt=""))["excerpt"] == ""
    assert (await patched(world, ada, post, content="Last."))["excerpt"] == ""


async def test_first_publication_is_dated_and_kept(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, status="draft")
    published = await patched(world, ada, post, status="published")
    assert published["published_at"] == published["updated_at"]
    for status in ("archived", "draft", "published"):
        changed = await patched(world, ada, post, status=status)
        assert changed["published_at"] == published["published_at"]


async def test_given_date_is_kept(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, status="draft", published_at=LONG_AGO)
    assert (await patched(world, ada, post, status="published"))["published_at"] == LONG_AGO
    moved = await patched(world, ada, post, published_at="2002-02-03T04:05:06+02:00")
    assert moved["published_at"] == "2002-02-03T02:05:06Z"
    both = await patched(world, ada, post, status="archived", published_at=LONG_AGO)
    assert (both["status"], both["published_at"]) == ("archived", LONG_AGO)


async def test_scheduling_hides_and_publishing_shows(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    path = f"/api/posts/{post['id']}"
    for change, status in (
        ({"published_at": TOMORROW}, 404),
        ({"published_at": LONG_AGO}, 200),
        ({"status": "draft"}, 404),
        ({"status": "published"}, 200),
        ({"status": "archived"}, 404),
    ):
        await patched(world, ada, post, **change)
        assert (await world.client.get(path)).status_code == status, change


async def test_nothing_sent_nothing_changed(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    answer = await edit(world, "PATCH", ada, post)
    assert answer.json() == post
    assert answer.headers["etag"].startswith(f'"post-{post["id"]}-1-')


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_slug_that_is_taken(world: World, method: str) -> None:
    ada = await world.user()
    holder, post = await world.post(slug="theirs"), await world.post(ada, slug="mine")
    body = {"title": "t", "content": "c", "slug": "theirs"}
    answer = await edit(world, method, ada, post, **body)
    assert (answer.status_code, answer.json()["code"]) == (409, "slug_taken")
    assert answer.json()["suggested_slug"] == "theirs-2"
    assert answer.json()["holder_id"] == holder["id"]
    unchanged = await world.client.get(f"/api/posts/{post['id']}")
    assert unchanged.json() == post
    assert (await edit(world, method, ada, post, **body | {"slug": "mine"})).status_code == 200


async def test_a_new_title_keeps_the_slug(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, title="Old title")
    assert (await patched(world, ada, post, title="New title"))["slug"] == "old-title"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 403), ({"status": "draft"}, 404), ({"published_at": TOMORROW}, 404)],
)
async def test_strangers_are_refused(
    world: World, method: str, fields: dict[str, Any], status: int
) -> None:
    """403 for posts they can see, 404 for those they cannot."""
    ada, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(ada, **fields)
    body = {"title": "Changed", "content": "c"}
    answer = await edit(world, method, stranger, post, **body)
    assert (answer.status_code, answer.json()["title"]) == (
        status,
        {403: "Forbidden", 404: "Not found"}[status],
    )
    assert (await edit(world, method, admin, post, **body)).status_code == 200
    kept = await world.client.get(f"/api/posts/{post['id']}", headers=ada.headers)
    assert kept.json()["author"]["id"] == ada.id, "who edits does not become the author"


async def test_nothing_in_the_trash_is_edited(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    for person in (ada, admin):
        assert (await edit(world, "PATCH", person, post, title="t")).status_code == 404
    assert (await edit(world, "PATCH", ada, {"id": 99_999}, title="t")).status_code == 404


EDITS: tuple[dict[str, Any], ...] = (
    {},
    {"title": "First"},
    {"title": "Another"},
    {"content": "Other *words*."},
    {"content": "Other *words*.", "excerpt": None},
    {"slug": "another", "category": "c", "tags": ["x", "y"]},
    {"status": "draft"},
    {"status": "published"},
    {"status": "archived", "image_url": "https://example.com/b.png"},
    WRITTEN | LIFE | {"title": "All of it", "content": "# Words"},
)


@pytest.mark.parametrize("body", EDITS, ids=lambda body: ", ".join(body) or "nothing")
@pytest.mark.parametrize("status", ["published", "draft"])
async def test_an_edit_responds_as_a_read_does(
    world: World, status: str, body: dict[str, Any]
) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, title="First", content="Some *words*.", status=status)
    url = f"/api/posts/{post['id']}"
    if status == "published":
        assert (await world.client.put(f"{url}/vote", headers=admin.headers)).is_success
    for person in (ada, admin, ada):  # the second and third edit change nothing
        answer = await edit(world, "PATCH", person, post, **body)
        assert answer.status_code == 200, answer.text
        read = await world.client.get(url, headers=person.headers)
        assert (answer.json(), answer.headers["ETag"]) == (read.json(), read.headers["ETag"])
    kept = await world.execute("SELECT html FROM post_html")
    shown = (await world.client.get(f"{url}?render=html", headers=ada.headers)).json()
    assert [row[0] for row in kept] == [shown["content_html"]]
