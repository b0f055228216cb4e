"""`If-Match` of another version: 412 with the fields that changed, and 428 where it is required."""

from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI

from tests.editing.edits import merge, patch, read, tag
from tests.factories import World


async def test_a_stale_edit_is_told_what_changed(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, title="One", content="First.", tags=["a"])
    await patch(world, admin, post["id"], title="Two", tags=["b"])
    answer = await patch(world, ada, post["id"], version=1, title="Three", category="c")
    current = await world.client.get(f"/api/posts/{post['id']}", headers=ada.headers)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (412, "stale")
    assert problem["base_version"] == 1
    assert problem["changed_fields"] == ["title", "tags"]
    assert problem["conflicting_fields"] == ["title"]
    again = await world.client.patch(
        f"/api/posts/{post['id']}",
        json={"title": "Three"},
        headers=ada.headers | {"If-Match": problem["current_etag"]},
    )
    assert again.status_code == 200
    assert problem["current_etag"] == current.headers["etag"]


async def test_what_the_edit_repeats_does_not_conflict(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, title="One", content="First.")
    await patch(world, ada, post["id"], title="Two", content="Second.")
    answer = await world.client.put(
        f"/api/posts/{post['id']}",
        json={"title": "One", "content": "Other."},
        headers=ada.headers | tag(post["id"], 1),
    )
    assert answer.json()["changed_fields"] == ["title", "content"]
    assert answer.json()["conflicting_fields"] == ["content"]


async def test_a_derived_excerpt_is_no_change_of_its_own(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content="First.")
    await patch(world, ada, post["id"], content="Second.")
    answer = await patch(world, ada, post["id"], version=1, excerpt="Given.")
    assert answer.json()["changed_fields"] == ["content"]


@pytest.mark.parametrize(
    "other", ['"other"', '"post-0-1"', '"post-{}-7"', '"post-{}-0"', '"comment-{}-1"', ""]
)
async def test_a_tag_of_something_else_has_no_base(world: World, other: str) -> None:
    ada = await world.user()
    post = await world.post(ada)
    headers = ada.headers | {"If-Match": other.format(post["id"])}
    path = f"/api/posts/{post['id']}"
    answer = await world.client.patch(path, json={"title": "New"}, headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["base_version"]) == (412, "stale", None)
    assert problem["changed_fields"] is problem["conflicting_fields"] is None


async def test_a_stale_delete_changes_nothing(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, title="One")
    await patch(world, ada, post["id"], title="Two")
    for person, query in ((ada, ""), (admin, "?hard_delete=true")):
        answer = await world.client.delete(
            f"/api/posts/{post['id']}{query}", headers=person.headers | tag(post["id"], 1)
        )
        assert (answer.status_code, answer.json()["changed_fields"]) == (412, ["title"])
        assert answer.json()["conflicting_fields"] == []


async def test_a_stale_hard_delete_from_the_trash(world: World) -> None:
    admin = await world.admin()
    post = await world.deleted_post()
    answer = await world.client.delete(
        f"/api/posts/{post['id']}?hard_delete=true", headers=admin.headers | {"If-Match": '"x"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")


async def test_strangers_learn_nothing_from_a_stale_tag(world: World) -> None:
    ada, bob = await world.user(), await world.user()
    public = await world.post(ada, title="Secret one")
    draft = await world.post(ada, status="draft", title="Secret two")
    for post, status in ((public, 403), (draft, 404)):
        await patch(world, ada, post["id"], content="Secret words.")
        for query in ("", "?on_conflict=merge"):
            answer = await patch(world, bob, post["id"], query, 1, content="Mine.")
            assert answer.status_code == status
            assert "ecret" not in answer.text
            assert "changed_fields" not in answer.json()


async def test_a_removed_version_is_no_base(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await patch(world, ada, post["id"], title="Two")
    await world.execute("DELETE FROM post_revisions WHERE version = 1")
    for query in ("", "?on_conflict=merge"):
        answer = await patch(world, ada, post["id"], query, 1, content="Mine.")
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (412, "stale")
        assert (problem["base_version"], problem["changed_fields"]) == (1, None)


@pytest.fixture
def requiring(app: FastAPI) -> Iterator[None]:
    settings = app.state.settings
    app.state.settings = settings.model_copy(update={"require_if_match": True})
    yield
    app.state.settings = settings


@pytest.mark.usefixtures("requiring")
async def test_every_write_of_a_post_needs_a_tag(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    path, body = f"/api/posts/{post['id']}", {"title": "New", "content": "New."}
    for method, sent in (("PUT", body), ("PATCH", body), ("DELETE", None)):
        answer = await world.client.request(method, path, json=sent, headers=ada.headers)
        assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert await read(world, ada, post["id"]) == post
    assert (await patch(world, ada, post["id"], version=1, title="New")).status_code == 200
    any_version = ada.headers | {"If-Match": "*"}
    assert (await world.client.delete(path, headers=any_version)).status_code == 204


@pytest.mark.usefixtures("requiring")
async def test_malformed_input_is_told_first(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    assert (await patch(world, ada, post["id"], title=1)).status_code == 422
    answer = await world.client.delete("/api/posts/x", headers=ada.headers)
    assert answer.status_code == 422


async def test_a_merge_needs_a_tag(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    answer = await merge(world, ada, post["id"], 0, title="New")
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


async def test_without_the_setting_nothing_is_needed(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada = await world.user()
    post = await world.post(ada)
    assert (await patch(world, ada, post["id"], title="New")).status_code == 200
    assert (await client.delete(f"/api/posts/{post['id']}", headers=ada.headers)).status_code == 204
