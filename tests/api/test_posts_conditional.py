"""ETag, `If-None-Match` and `If-Match` (RFC 9110 §13)."""

from typing import Any

import httpx2
import pytest

from tests.factories import Person, World


async def change(
    world: World, person: Person, post: dict[str, Any], if_match: str, body: Any = None
) -> httpx2.Response:
    return await world.client.patch(
        f"/api/posts/{post['id']}",
        json={"title": "New"} if body is None else body,
        headers=person.headers | {"If-Match": if_match},
    )


async def tag_of(world: World, post: dict[str, Any]) -> str:
    return str((await world.client.get(f"/api/posts/{post['id']}")).headers["etag"])


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", ' "a" , W/{}'])
async def test_who_has_it_gets_it_not_again(world: World, form: str) -> None:
    post = await world.post()
    tag = await tag_of(world, post)
    for path in (f"/api/posts/{post['id']}", f"/api/posts/slug/{post['slug']}"):
        answer = await world.client.get(path, headers={"If-None-Match": form.format(tag)})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag


def lines(name: str, *values: str) -> list[tuple[str, str]]:
    """Return a header that is sent more than once."""
    return [(name, value) for value in values]


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_several_lines_are_one_list(world: World, place: int) -> None:
    """RFC 9110 §5.3."""
    ada = await world.user()
    post = await world.post(ada)
    path = f"/api/posts/{post['id']}"
    tag = await tag_of(world, post)
    list_tag = (await world.client.get("/api/posts")).headers["etag"]
    for address, current in ((path, tag), ("/api/posts", list_tag)):
        tags = ['"a"', 'W/"b", "c"']
        tags.insert(place, current)
        headers = lines("If-None-Match", *tags)
        assert (await world.client.get(address, headers=headers)).status_code == 304
    wanted = ['"a"', '"b"']
    wanted.insert(place, tag)
    headers = [*ada.headers.items(), *lines("If-Match", *wanted)]
    changed = await world.client.patch(path, json={"content": post["content"]}, headers=headers)
    assert changed.status_code == 200
    wanted[place] = changed.headers["etag"]
    headers = [*ada.headers.items(), *lines("If-Match", *wanted)]
    assert (await world.client.delete(path, headers=headers)).status_code == 204


async def test_several_lines_without_the_present_version(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    path = f"/api/posts/{post['id']}"
    conditions = [*lines("If-Match", '"a"', '"b"'), *lines("If-None-Match", '"c"', '"d"')]
    assert (await world.client.get(path, headers=conditions)).status_code == 200
    stale = await world.client.delete(path, headers=[*ada.headers.items(), *conditions])
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


@pytest.mark.parametrize("tag", ['"other"', "post-1-1", "", '"post-1-1', 'W/"x"'])
async def test_who_has_another_gets_it(world: World, tag: str) -> None:
    post = await world.post()
    path = f"/api/posts/{post['id']}"
    assert (await world.client.get(path, headers={"If-None-Match": tag})).json() == post


async def test_a_tag_is_no_way_into_a_draft(world: World) -> None:
    post = await world.post(status="draft")
    for tag in ("*", f'"post-{post["id"]}-1"'):
        answer = await world.client.get(f"/api/posts/{post['id']}", headers={"If-None-Match": tag})
        assert answer.status_code == 404


async def test_every_change_makes_a_new_tag(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    path = f"/api/posts/{post['id']}"
    first = await tag_of(world, post)
    answer = await change(world, ada, post, first)
    own = await world.client.get(path, headers=ada.headers)
    assert answer.status_code == 200
    assert answer.headers["etag"] == own.headers["etag"] != first
    assert (await world.client.get(path, headers={"If-None-Match": first})).status_code == 200


@pytest.mark.parametrize("form", ["{}", '"a", {}', "*", "W/{}", '"post-{id}-1"', 'W/"post-{id}-1"'])
async def test_change_of_the_present_version(world: World, form: str) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await world.client.put(f"/api/posts/{post['id']}/vote", headers=ada.headers)
    tag = form.format(await tag_of(world, post), id=post["id"])
    assert (await change(world, ada, post, tag)).status_code == 200


@pytest.mark.parametrize("form", ['"other"', 'W/"x"', "post-1-1", ""])
async def test_change_of_another_version(world: World, form: str) -> None:
    ada = await world.user()
    post = await world.post(ada)
    answer = await change(world, ada, post, form.format(await tag_of(world, post)))
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert (await world.client.get(f"/api/posts/{post['id']}")).json() == post


async def test_the_second_of_two_editors_is_told(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    tag = await tag_of(world, post)
    assert (await change(world, ada, post, tag, {"title": "One"})).status_code == 200
    put = await world.client.put(
        f"/api/posts/{post['id']}",
        json={"title": "Two", "content": "c"},
        headers=ada.headers | {"If-Match": tag},
    )
    assert put.status_code == 412


async def test_malformed_before_stale_before_taken(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await world.post(slug="taken")
    assert (await change(world, ada, post, '"old"', {"title": ""})).status_code == 422
    assert (await change(world, ada, post, '"old"', {"slug": "taken"})).status_code == 412


async def test_refused_before_stale(world: World) -> None:
    stranger = await world.user()
    for state, status in (("published", 403), ("draft", 404)):
        post = await world.post(status=state)
        assert (await change(world, stranger, post, '"old"')).status_code == status


@pytest.mark.parametrize("hard", ["", "?hard_delete=true"])
async def test_delete_of_the_present_version(world: World, hard: str) -> None:
    admin = await world.admin()
    post = await world.post(admin)
    path = f"/api/posts/{post['id']}"
    stale = await world.client.delete(path + hard, headers=admin.headers | {"If-Match": '"old"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    headers = admin.headers | {"If-Match": await tag_of(world, post)}
    assert (await world.client.delete(path + hard, headers=headers)).status_code == 204
