"""The audit log: recording and reading."""

import re
from typing import Any

import httpx2
import psycopg
import pytest

from tests.factories import Person, World

AUDIT = "/api/audit"
MADE = re.compile(r"[0-9a-f]{32}")


async def entries(client: httpx2.AsyncClient, admin: Person, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(AUDIT, params=params, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_an_entry(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    post = await world.post(ada)
    headers = ada.headers | {"X-Request-ID": "my-request"}
    answer = await client.delete(f"/api/posts/{post['id']}", headers=headers)
    [entry] = await entries(client, admin)
    assert MADE.fullmatch(entry.pop("request_id")), "no client can choose it"
    assert entry.pop("id") > 0
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "actor": {"id": ada.id, "username": "ada"},
        "action": "post.delete",
        "target_type": "post",
        "target_id": post["id"],
        "deletion_id": int(answer.headers["deletion-id"]),
        "token_id": None,
        "details": {
            "counts": {"posts": 1, "comments": 0, "users": 0},
            "client_request_id": "my-request",
        },
    }


async def test_acts_of_one_request(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    await world.deleted_post(ada)
    answer = await client.delete(f"/api/posts/{(await world.post(ada))['id']}", headers=ada.headers)
    request_id = answer.headers["x-request-id"]
    [entry] = await entries(client, admin, request_id=request_id)
    assert entry["deletion_id"] == int(answer.headers["deletion-id"])
    assert await entries(client, admin, request_id=request_id, action="post.restore") == []
    assert await entries(client, admin, request_id="nothing") == []


async def test_filters(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada, bob = await world.admin(), await world.user(), await world.user()
    first, second = await world.deleted_post(ada), await world.deleted_post(bob)
    await client.post(f"/api/posts/{first['id']}/restore", headers=admin.headers)
    restore, of_bob, of_ada = await entries(client, admin)
    assert [e["action"] for e in (restore, of_bob, of_ada)] == [
        "post.restore",
        "post.delete",
        "post.delete",
    ]
    assert await entries(client, admin, actor=bob.id) == [of_bob]
    assert await entries(client, admin, action="post.restore") == [restore]
    assert await entries(client, admin, target_type="post", target_id=first["id"]) == [
        restore,
        of_ada,
    ]
    assert await entries(client, admin, target_id=second["id"]) == [of_bob]
    assert await entries(client, admin, target_type="user") == []
    assert await entries(client, admin, after=of_bob["at"]) == [restore, of_bob]
    assert await entries(client, admin, before=of_bob["at"]) == [of_ada]
    assert await entries(client, admin, after=of_bob["at"], before=restore["at"]) == [of_bob]


async def test_pages(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    deletions = [(await world.deleted_post(ada))["deletion_id"] for _ in range(5)]
    seen: list[int] = []
    path = f"{AUDIT}?limit=2"
    while path:
        answer = await client.get(path, headers=admin.headers)
        seen += [entry["deletion_id"] for entry in answer.json()["items"]]
        path = answer.links.get("next", {}).get("url", "")
        await world.deleted_post(ada)
    assert seen == deletions[::-1]


async def test_an_entry_outlives_its_actor(client: httpx2.AsyncClient, world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await world.deleted_post(ada)
    hard = {"hard_delete": "true"}
    await client.delete(f"/api/users/{ada.id}", params=hard, headers=admin.headers)
    gone, deleted = await entries(client, admin)
    assert (gone["action"], gone["target_id"]) == ("user.hard_delete", ada.id)
    assert deleted["actor"] == {"id": ada.id, "username": "ada"}


async def test_what_the_command_line_did_has_no_actor(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    await world.execute(
        "INSERT INTO audit_entries (action, target_type) VALUES ('post.expire', 'post')"
    )
    [entry] = await entries(client, admin)
    assert (entry["actor"], entry["target_id"], entry["details"]) == (None, None, {})


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"]
)
async def test_append_only(
    client: httpx2.AsyncClient, world: World, database_url: str, statement: str
) -> None:
    admin = await world.admin()
    await world.deleted_post()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await world.execute(statement)
    with (
        psycopg.connect(database_url) as owner,
        pytest.raises(psycopg.errors.RaiseException, match="append-only"),
    ):
        owner.execute(statement.encode())
    assert len(await entries(client, admin)) == 1


async def test_refused_act_leaves_no_entry(client: httpx2.AsyncClient, world: World) -> None:
    admin, post = await world.admin(), await world.post()
    stranger = await world.user()
    refused = await client.delete(f"/api/posts/{post['id']}", headers=stranger.headers)
    assert refused.status_code == 403
    assert await entries(client, admin) == []


@pytest.mark.parametrize(
    "params", [{"actor": "ada"}, {"target_type": "cat"}, {"after": "x"}, {"action": "a\0"}]
)
async def test_malformed_parameters(
    client: httpx2.AsyncClient, world: World, params: dict[str, Any]
) -> None:
    admin = await world.admin()
    answer = await client.get(AUDIT, params=params, headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
