"""Imported comments of people without an account: `author` is null, `author_name` is set."""

from typing import Any

import pytest

from tests.factories import Person, World


async def imported(world: World, post_id: int, answers: int | None = None) -> int:
    """Insert a comment as an import does; return its id."""
    ((comment_id,),) = await world.execute(
        "INSERT INTO comments (post_id, author_name, in_reply_to, content) "
        "VALUES (%s, 'Reader', %s, 'Nice') RETURNING id",
        post_id,
        answers,
    )
    return int(comment_id)


async def listed(world: World, post_id: int) -> list[dict[str, Any]]:
    answer = await world.client.get(f"/api/posts/{post_id}/comments")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_it_is_listed_and_counted(world: World) -> None:
    post = await world.post()
    first = await imported(world, post["id"])
    await imported(world, post["id"], first)
    await world.comment(post_id=post["id"])
    found = await listed(world, post["id"])
    assert [(c["author"] is None, c["author_name"], c["in_reply_to"]) for c in found] == [
        (True, "Reader", None),
        (True, "Reader", first),
        (False, None, None),
    ]
    assert (await world.client.get(f"/api/posts/{post['id']}")).json()["comment_count"] == 3


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_only_an_admin_changes_it(world: World, method: str) -> None:
    author, admin = await world.user(), await world.admin()
    post = await world.post(author)
    url = f"/api/comments/{await imported(world, post['id'])}"
    body = {"content": "Changed"} if method == "PATCH" else None
    refused = await world.client.request(method, url, json=body, headers=author.headers)
    assert refused.status_code == 403
    done = await world.client.request(method, url, json=body, headers=admin.headers)
    assert done.status_code in {200, 204}


async def trashed(world: World, person: Person) -> list[dict[str, Any]]:
    answer = await world.client.get("/api/trash/comments", headers=person.headers)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_it_goes_to_the_trash_and_comes_back(world: World) -> None:
    admin = await world.admin()
    post = await world.post()
    first = await imported(world, post["id"])
    answering = await imported(world, post["id"], first)
    await world.delete(f"/api/comments/{first}", admin)
    (item,) = await trashed(world, admin)
    assert (item["id"], item["author"], item["author_name"]) == (first, None, "Reader")
    assert (item["restorable"], item["conflicts"]) == (True, [])
    assert [c["id"] for c in await listed(world, post["id"])] == [answering]
    answer = await world.client.post(f"/api/comments/{first}/restore", headers=admin.headers)
    assert (answer.status_code, answer.json()["author_name"]) == (200, "Reader")
    assert [c["id"] for c in await listed(world, post["id"])] == [first, answering]


async def test_undoing_its_deletion_brings_it_back(world: World) -> None:
    admin = await world.admin()
    post = await world.post()
    comment = await imported(world, post["id"])
    deletion = await world.delete(f"/api/comments/{comment}", admin)
    answer = await world.client.post(
        f"/api/deletions/{deletion}/undo", json={}, headers=admin.headers
    )
    assert answer.json()["restored"]["comments"] == 1
    assert len(await listed(world, post["id"])) == 1


async def test_it_stays_when_the_author_of_the_post_is_another_account(world: World) -> None:
    """Deleting an account deletes its comments and hides those under its posts."""
    author, other = await world.user(), await world.user()
    post = await world.post(author)
    await imported(world, post["id"])
    await world.comment(other, post["id"])
    await world.delete("/api/users/me", other)
    assert [c["author_name"] for c in await listed(world, post["id"])] == ["Reader"]


async def test_an_author_and_a_name_exclude_each_other(world: World) -> None:
    post = await world.post()
    with pytest.raises(Exception, match="ck_comments_author"):
        await world.execute(
            "INSERT INTO comments (post_id, content) VALUES (%s, 'of nobody')", post["id"]
        )
