"""Names of deletions: the first item in the trash, else the first taken, by its present name."""

from typing import Any

import httpx2
import pytest

from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.api.test_deletions import DELETIONS, bulk_delete, list_deletions
from tests.factories import World


def first_of(deletion: dict[str, Any]) -> tuple[Any, ...] | None:
    first = deletion["first"]
    return first and (first["type"], first["id"], first["name"])


async def test_a_deletion_is_named_by_its_first_item_in_the_trash(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    posts = [await world.post(ada, title=f"Post {number}") for number in range(3)]
    comment = await world.comment(ada, (await world.post(admin))["id"], content="ä" * 150)
    await bulk_delete(client, admin, posts[1:])
    of_comment = await world.delete(f"/api/comments/{comment['id']}", ada)
    of_account = await world.delete("/api/users/me", ada)
    names = [first_of(item) for item in await list_deletions(client, admin)]
    second = ("post", posts[1]["id"], "Post 1")
    assert names == [("user", ada.id, "ada"), ("comment", comment["id"], "ä" * 100), second]
    one = await client.get(f"{DELETIONS}/{of_account}", headers=admin.headers)
    assert first_of(one.json()) == names[0]
    await client.post(f"/api/users/{ada.id}/restore", headers=admin.headers)
    await client.post(f"/api/posts/{posts[1]['id']}/restore", headers=admin.headers)
    await client.post(f"{DELETIONS}/{of_comment}/undo", headers=admin.headers)
    after = [first_of(item) for item in await list_deletions(client, admin)]
    assert after == [*names[:2], ("post", posts[2]["id"], "Post 2")], "the next one in the trash"


async def test_an_undone_deletion_is_named_by_the_first_item_that_it_took(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada = await world.admin(), await world.user()
    posts = [await world.post(ada, title=f"Post {number}") for number in range(2)]
    deletion = await bulk_delete(client, admin, posts)
    undone = await client.post(f"{DELETIONS}/{deletion}/undo", headers=admin.headers)
    assert undone.json()["restored"]["posts"] == 2
    url = f"/api/posts/{posts[0]['id']}"
    await client.patch(url, json={"title": "Renamed"}, headers=ada.headers)
    [listed] = await list_deletions(client, admin)
    assert first_of(listed) == ("post", posts[0]["id"], "Renamed"), "the name that it has now"
    one = await client.get(f"{DELETIONS}/{deletion}", headers=admin.headers)
    assert first_of(one.json()) == first_of(listed)
    again = await world.delete(url, ada)
    names = [first_of(item) for item in await list_deletions(client, admin)]
    assert names == [first_of(listed)] * 2, "in the trash again, by another deletion"
    await client.delete(f"/api/trash/posts/{posts[0]['id']}", headers=admin.headers)
    found = {item["id"]: item["first"] for item in await list_deletions(client, admin)}
    assert found == {again: None, deletion: None}, "removed for good: nothing is left to read"


async def test_an_undone_deletion_of_an_account_that_is_gone_is_named_by_its_post(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin, ada, ben = await world.admin(), await world.user("ada"), await world.user()
    post = await world.post(ada, title="Kept")
    deletion = await world.delete("/api/users/me", ada)
    await client.post(f"{DELETIONS}/{deletion}/undo", headers=admin.headers)
    hard: dict[str, Any] = {"hard_delete": "true", "posts": "transfer", "to": ben.id}
    answer = await client.delete(f"/api/users/{ada.id}", params=hard, headers=admin.headers)
    assert answer.status_code == 204, answer.text
    [listed] = await list_deletions(client, admin, kind="account")
    assert first_of(listed) == ("post", post["id"], "Kept")


@pytest.mark.parametrize(
    ("scopes", "kinds"),
    [
        ([], [None, None]),
        ([Scope.TRASH_READ], ["post", "post"]),
        ([Scope.ADMIN_USERS], ["user", None]),
        ([Scope.TRASH_READ, Scope.ADMIN_USERS], ["user", "post"]),
    ],
)
async def test_a_token_reads_the_names_that_its_lists_of_the_trash_show(
    client: httpx2.AsyncClient, world: World, scopes: list[Scope], kinds: list[str | None]
) -> None:
    admin, ada = await world.admin(), await world.user()
    await world.deleted_post(ada)
    await world.post(ada)
    account = await world.delete("/api/users/me", ada)
    token = await make_token(world, admin, Scope.ADMIN_CONTENT, *scopes)
    listed = (await client.get(DELETIONS, headers=token.headers)).json()["items"]
    assert [item["first"] and item["first"]["type"] for item in listed] == kinds
    one = await client.get(f"{DELETIONS}/{account}", headers=token.headers)
    assert one.json()["first"] == listed[0]["first"]


@pytest.mark.parametrize(
    ("scopes", "kinds"),
    [
        ([Scope.TRASH_READ], [None, None]),
        ([Scope.POSTS_READ], [None, None]),
        ([Scope.TRASH_READ, Scope.POSTS_READ], ["post", "post"]),
        ([Scope.ADMIN_USERS], ["user", None]),
    ],
)
async def test_a_token_reads_the_names_of_what_is_restored_if_it_may_read_drafts(
    client: httpx2.AsyncClient, world: World, scopes: list[Scope], kinds: list[str | None]
) -> None:
    admin, ada = await world.admin(), await world.user()
    post = await world.deleted_post(ada, status="draft")
    await client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    account = await world.delete("/api/users/me", ada)
    await client.post(f"{DELETIONS}/{account}/undo", headers=admin.headers)
    token = await make_token(world, admin, Scope.ADMIN_CONTENT, *scopes)
    listed = (await client.get(DELETIONS, headers=token.headers)).json()["items"]
    assert [item["first"] and item["first"]["type"] for item in listed] == kinds
    one = await client.get(f"{DELETIONS}/{account}", headers=token.headers)
    assert one.json()["first"] == listed[0]["first"]
