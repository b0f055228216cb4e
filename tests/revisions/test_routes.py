"""`/posts/{id}/revisions` and `/comments/{id}/revisions`."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def patch(world: World, person: Person, post_id: int, **body: Any) -> httpx2.Response:
    path = f"/api/posts/{post_id}"
    answer = await world.client.patch(path, json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer


async def get(world: World, person: Person, path: str) -> httpx2.Response:
    return await world.client.get(f"/api{path}", headers=person.headers)


async def restore(
    world: World, person: Person, post_id: int, version: int, *fields: str, **headers: str
) -> httpx2.Response:
    body = {"fields": fields} if fields else {}
    path = f"/api/posts/{post_id}/revisions/{version}/restore"
    return await world.client.post(path, json=body, headers=person.headers | headers)


async def test_the_newest_is_first(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, title="One", content="First.")
    await patch(world, ada, post["id"], content="Second, longer.", note="Longer.")
    await patch(world, admin, post["id"], title="Two")
    page = (await get(world, ada, f"/posts/{post['id']}/revisions")).json()
    assert page["next_cursor"] is None
    third, second, first = page["items"]
    assert second == {
        "version": 2,
        "created_at": second["created_at"],
        "actor": {"id": ada.id, "username": ada.username},
        "via": "edit",
        "note": "Longer.",
        "changed": ["content", "excerpt"],
        "title": "One",
        "content_length": 15,
        "restored_from": None,
        "token_id": None,
        "is_current": False,
        "redacted_at": None,
    }
    assert (third["version"], third["title"], third["is_current"]) == (3, "Two", True)
    assert third["actor"]["username"] == admin.username
    assert (first["version"], first["changed"]) == (1, [])


async def test_pages_go_on_by_cursor(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    for number in range(4):
        await patch(world, ada, post["id"], title=f"Title {number}")
    path, seen = f"/posts/{post['id']}/revisions?limit=2", []
    cursor: str | None = ""
    while cursor is not None:
        page = (await get(world, ada, path + cursor)).json()
        seen += [item["version"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert seen == [5, 4, 3, 2, 1]


async def test_one_version_is_whole(world: World) -> None:
    ada = await world.user()
    fields = {"excerpt": "By hand.", "category": "c", "tags": ["x"], "slug": "mine"}
    post = await world.post(ada, content="Some *words*.", **fields)
    await patch(world, ada, post["id"], content="Other.", slug="other", tags=[])
    revision = (await get(world, ada, f"/posts/{post['id']}/revisions/1?render=html")).json()
    names = ("title", "slug", "excerpt", "content", "category", "tags", "image_url", "status")
    assert {name: revision[name] for name in names} == {name: post[name] for name in names}
    assert revision["published_at"] == post["published_at"]
    assert revision["content_html"] == "<p>Some <em>words</em>.</p>\n"
    plain = (await get(world, ada, f"/posts/{post['id']}/revisions/1")).json()
    assert "content_html" not in plain
    assert (await get(world, ada, f"/posts/{post['id']}/revisions/3")).status_code == 404


async def test_nobody_else_sees_them(world: World) -> None:
    ada, eve, admin = await world.user(), await world.user(), await world.admin()
    live, draft = await world.post(ada), await world.post(ada, status="draft")
    trash = await world.deleted_post(ada)
    for post, expected in (
        (live, (401, 403, 200)),
        (draft, (401, 404, 200)),
        (trash, (401, 404, 404)),
    ):
        for path in ("", "/1"):
            url = f"/api/posts/{post['id']}/revisions{path}"
            nobody = await world.client.get(url)
            others = [await world.client.get(url, headers=each.headers) for each in (eve, ada)]
            assert (nobody.status_code, *(a.status_code for a in others)) == expected
            assert (await world.client.get(url, headers=admin.headers)).status_code == expected[2]


async def test_a_restored_version_is_a_new_one(world: World) -> None:
    ada = await world.user()
    first = await world.post(ada, title="One", content="First.", tags=["a"], slug="one")
    answer = await patch(
        world, ada, first["id"], title="Two", content="Second.", tags=[], slug="two", status="draft"
    )
    stale = {"If-Match": f'"post-{first["id"]}-1"'}
    assert (await restore(world, ada, first["id"], 1, **stale)).status_code == 412
    done = await restore(world, ada, first["id"], 1, **{"If-Match": answer.headers["etag"]})
    assert done.status_code == 200, done.text
    restored = done.json()
    assert restored == first | {
        "slug": "two",
        "status": "draft",
        "updated_at": restored["updated_at"],
    }
    items = (await get(world, ada, f"/posts/{first['id']}/revisions")).json()["items"]
    assert (items[0]["version"], items[0]["via"], items[0]["restored_from"]) == (3, "restore", 1)
    assert items[0]["changed"] == ["content", "excerpt", "tags", "title"]
    again = await restore(world, ada, first["id"], 1)
    assert again.headers["etag"] == done.headers["etag"]
    named = await restore(world, ada, first["id"], 1, "slug", "status", "published_at")
    assert named.json() == first | {"updated_at": named.json()["updated_at"]}


async def test_restoring_obeys_the_rules_of_an_edit(world: World) -> None:
    ada, eve = await world.user(), await world.user()
    post = await world.post(ada, slug="mine")
    assert (await restore(world, eve, post["id"], 1)).status_code == 403
    assert (await restore(world, ada, post["id"], 9)).status_code == 404
    path = f"/api/posts/{post['id']}/revisions/1/restore"
    bodies: list[dict[str, Any]] = [{"fields": []}, {"fields": ["author"]}, {"fields": None}]
    for body in bodies:
        answer = await world.client.post(path, json=body, headers=ada.headers)
        assert answer.status_code == 422, body
    await patch(world, ada, post["id"], slug="moved")
    await world.post(eve, slug="mine")
    taken = await restore(world, ada, post["id"], 1, "slug")
    assert (taken.status_code, taken.json()["code"]) == (409, "slug_taken")


async def test_a_published_post_keeps_its_date(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, status="draft")
    published = (await patch(world, ada, post["id"], status="published")).json()
    done = await restore(world, ada, post["id"], 1, "published_at")
    assert done.json()["published_at"] == published["published_at"]
    undone = (await restore(world, ada, post["id"], 1, "status", "published_at", "slug")).json()
    assert undone == post | {"updated_at": undone["updated_at"]}


async def test_a_redacted_version_cannot_be_restored(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content="A secret.")
    await patch(world, ada, post["id"], content="Nothing.")
    await world.execute(
        "UPDATE post_revisions SET redacted_at = now(), content_hash = NULL WHERE post_id = %s"
        " AND version = 1",
        post["id"],
    )
    [[texts]] = await world.execute("SELECT count(*) FROM revision_texts")
    assert texts == 1, "a text that no revision has is removed"
    seen = (await get(world, ada, f"/posts/{post['id']}/revisions/1")).json()
    assert seen["content"] is None
    assert seen["redacted_at"] is not None
    answer = await restore(world, ada, post["id"], 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "revision_redacted")


@pytest.mark.parametrize("edited", [False, True])
async def test_versions_of_a_comment(world: World, *, edited: bool) -> None:
    ada, eve, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post()
    comment = await world.comment(ada, post["id"], "First.")
    assert comment["edited_at"] is None
    if edited:
        path = f"/api/comments/{comment['id']}"
        changed = await world.client.patch(path, json={"content": "Second."}, headers=ada.headers)
        assert changed.json()["edited_at"] == changed.json()["updated_at"]
    url = f"/comments/{comment['id']}/revisions"
    items = (await get(world, ada, url)).json()["items"]
    assert items[-1] == {
        "version": 1,
        "created_at": comment["created_at"],
        "actor": {"id": ada.id, "username": ada.username},
        "via": "edit",
        "token_id": None,
        "content": "First.",
        "redacted_at": None,
    }
    assert [item["content"] for item in items] == ["Second.", "First."][not edited :]
    assert (await get(world, admin, url)).json()["items"] == items
    assert (await get(world, eve, url)).status_code == 403
    assert (await world.client.get(f"/api{url}")).status_code == 401
    await world.delete(f"/api/posts/{post['id']}", admin)
    assert (await get(world, ada, url)).status_code == 404
