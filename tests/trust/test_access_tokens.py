"""Limits of personal access tokens: parts of routes, posts, roles, accounts, addresses and logs."""

from typing import Any, Final

import httpx2
import pytest

from blog_api.scopes import Scope
from tests.access_tokens import MadeToken, make_token
from tests.factories import PASSWORD, Person, World

USERS: Final = [scope for scope in Scope if not scope.is_admin]
DRAFT: Final = {"title": "A draft", "content": "Soon.", "status": "draft"}


async def ask(
    world: World, token: MadeToken, method: str, path: str, body: Any = None
) -> httpx2.Response:
    return await world.client.request(method, path, json=body, headers=token.headers)


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def status(world: World, token: MadeToken) -> int:
    return (await ask(world, token, "GET", "/api/auth/whoami")).status_code


async def test_a_missing_scope_is_named(world: World) -> None:
    token = await make_token(world, await world.user(), Scope.POSTS_READ)
    answer = await ask(world, token, "POST", "/api/posts", DRAFT)
    assert told(answer) == (403, "insufficient_scope")
    assert answer.json()["scope"] == "posts:write"
    challenge = 'Bearer error="insufficient_scope", scope="posts:write"'
    assert answer.headers["www-authenticate"] == challenge


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (DRAFT, {"status": "published"}),
        (DRAFT, {"status": "published", "published_at": "2999-01-01T00:00:00Z"}),
        (
            DRAFT | {"status": "published", "published_at": "2999-01-01T00:00:00Z"},
            {"published_at": "2020-01-01T00:00:00Z"},
        ),
    ],
)
async def test_nothing_becomes_public_without_the_scope(
    world: World, before: dict[str, Any], change: dict[str, Any]
) -> None:
    ada = await world.user()
    writes = await make_token(world, ada, Scope.POSTS_WRITE)
    publishes = await make_token(world, ada, Scope.POSTS_WRITE, Scope.POSTS_PUBLISH)
    post = await world.post(ada, **before)
    path = f"/api/posts/{post['id']}"
    refused = await ask(world, writes, "PATCH", path, change)
    assert told(refused) == (403, "insufficient_scope")
    assert refused.json()["scope"] == "posts:publish"
    assert (await ask(world, writes, "PATCH", path, {"title": "Another"})).status_code == 200
    assert (await ask(world, publishes, "PATCH", path, change)).status_code == 200
    created = await ask(world, writes, "POST", "/api/posts", DRAFT | {"status": "published"})
    assert told(created) == (403, "insufficient_scope")


async def test_own_drafts_need_posts_read(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, **DRAFT)
    public = await world.post(ada)
    blind, seeing = await make_token(world, ada), await make_token(world, ada, Scope.POSTS_READ)
    for path in (f"/api/posts/{post['id']}", f"/api/posts/slug/{post['slug']}"):
        assert (await ask(world, blind, "GET", path)).status_code == 404
        assert (await ask(world, seeing, "GET", path)).status_code == 200
    assert (await ask(world, blind, "GET", f"/api/posts/{public['id']}")).status_code == 200
    for query in ("author=me", "status=draft", "voted=me"):
        refused = await ask(world, blind, "GET", f"/api/posts?{query}")
        assert told(refused) == (403, "insufficient_scope")
        assert refused.json()["scope"] == "posts:read"
        assert (await ask(world, seeing, "GET", f"/api/posts?{query}")).status_code == 200


async def test_parts_of_open_routes_are_closed(world: World) -> None:
    root, ada = await world.admin(), await world.user()
    token = await make_token(world, root, *Scope)
    post = await world.post(ada)
    gone = await world.user()
    await world.client.delete(f"/api/users/{gone.id}", headers=root.headers)
    closed = [
        ("DELETE", f"/api/posts/{post['id']}?hard_delete=true", None),
        ("POST", "/api/posts/bulk-delete", {"ids": [post["id"]], "hard_delete": True}),
        ("PATCH", f"/api/users/{ada.id}", {"role": "admin"}),
        ("PATCH", f"/api/users/{ada.id}", {"is_active": False}),
        ("PATCH", f"/api/users/{ada.id}", {"email": "a@example.com"}),
        ("PATCH", "/api/users/me", {"email": "b@example.com", "current_password": PASSWORD}),
        ("PATCH", "/api/users/me", {"notices": {"new_login": False}}),
        ("POST", f"/api/users/{gone.id}/restore", {"role": "admin"}),
        ("POST", f"/api/users/{gone.id}/restore", {"email": "c@example.com"}),
        ("DELETE", f"/api/users/{ada.id}", None),
        ("POST", "/api/auth/logout", None),
    ]
    for method, path, body in closed:
        answer = await ask(world, token, method, path, body)
        assert told(answer) == (403, "token_not_allowed"), path
    assert (await ask(world, token, "PATCH", f"/api/users/{ada.id}", {"bio": "A"})).is_success
    assert (await ask(world, token, "POST", f"/api/users/{gone.id}/restore", {})).is_success


async def test_content_of_others_needs_admin_content(world: World) -> None:
    root, ada = await world.admin(), await world.user()
    draft = await world.post(ada, **DRAFT)
    path = f"/api/posts/{draft['id']}"
    own = await make_token(world, root, *USERS)
    wide = await make_token(world, root, *USERS, Scope.ADMIN_CONTENT)
    assert (await ask(world, own, "GET", path)).status_code == 404
    assert (await ask(world, own, "PATCH", path, {"title": "Mine"})).status_code == 404
    assert draft["id"] not in await ids_of(world, own, "/api/posts?status=draft")
    assert (await ask(world, wide, "GET", path)).status_code == 200
    assert (await ask(world, wide, "PATCH", path, {"title": "Ours"})).status_code == 200
    assert draft["id"] in await ids_of(world, wide, "/api/posts?status=draft")


async def ids_of(world: World, token: MadeToken, path: str) -> list[int]:
    answer = await ask(world, token, "GET", path)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_a_token_for_some_posts(world: World) -> None:
    ada = await world.user()
    mine, other = await world.post(ada, **DRAFT), await world.post(ada, **DRAFT)
    public = await world.post(ada)
    token = await make_token(world, ada, *USERS, post_ids=[mine["id"]])
    inside, outside = f"/api/posts/{mine['id']}", f"/api/posts/{other['id']}"
    assert (await ask(world, token, "GET", inside)).status_code == 200
    assert (await ask(world, token, "PATCH", inside, {"title": "New"})).status_code == 200
    assert (await ask(world, token, "GET", f"{inside}/revisions")).status_code == 200
    for path in (outside, f"/api/posts/slug/{other['slug']}", f"{outside}/revisions"):
        assert (await ask(world, token, "GET", path)).status_code == 404
    assert (await ask(world, token, "PATCH", outside, {"title": "New"})).status_code == 404
    assert (await ask(world, token, "DELETE", outside)).status_code == 404
    assert (await ask(world, token, "GET", f"/api/posts/{public['id']}")).status_code == 200
    assert (await ask(world, token, "PATCH", f"/api/posts/{public['id']}", {})).status_code == 404
    assert told(await ask(world, token, "POST", "/api/posts", DRAFT)) == (403, "token_not_allowed")
    assert sorted(await ids_of(world, token, "/api/posts?author=me")) == [mine["id"], public["id"]]
    chosen = f"/api/posts?ids={mine['id']},{other['id']},{public['id']}"
    assert sorted(await ids_of(world, token, chosen)) == [mine["id"], public["id"]]
    assert told(await ask(world, token, "GET", "/api/transfers")) == (403, "token_not_allowed")
    assert (await ask(world, token, "GET", "/api/users/me")).status_code == 200


async def test_working_copies_and_comments_of_a_token_for_some_posts(world: World) -> None:
    ada = await world.user()
    posts = [await world.post(ada) for _ in range(2)]
    comments = [await world.comment(ada, post["id"]) for post in posts]
    for post in posts:
        body = {"base_version": 1, "title": "To be"}
        path = f"/api/posts/{post['id']}/working-copy"
        assert (await world.client.put(path, json=body, headers=ada.headers)).status_code == 201
    token = await make_token(world, ada, *USERS, post_ids=[posts[0]["id"]])
    copies = (await ask(world, token, "GET", "/api/working-copies")).json()["items"]
    assert [copy["post"]["id"] for copy in copies] == [posts[0]["id"]]
    edits = [
        await ask(world, token, "PATCH", f"/api/comments/{comment['id']}", {"content": "New."})
        for comment in comments
    ]
    assert [answer.status_code for answer in edits] == [200, 404]
    versions = [
        await ask(world, token, "GET", f"/api/comments/{comment['id']}/revisions")
        for comment in comments
    ]
    assert [answer.status_code for answer in versions] == [200, 404]


async def test_a_demotion_takes_scopes_of_administrators_for_good(world: World) -> None:
    root, boss = await world.admin(), await world.admin()
    token = await make_token(world, boss, Scope.POSTS_READ, Scope.ADMIN_AUDIT)
    assert (await ask(world, token, "GET", "/api/audit")).status_code == 200
    for role in ("user", "admin"):
        path = f"/api/users/{boss.id}"
        changed = await world.client.patch(path, json={"role": role}, headers=root.headers)
        assert changed.status_code == 200
        shown = (await ask(world, token, "GET", "/api/auth/whoami")).json()
        assert shown["token"]["scopes"] == ["posts:read"]
        assert (await ask(world, token, "GET", "/api/audit")).status_code == 403


@pytest.mark.parametrize("way", ["deactivate", "delete"])
async def test_tokens_of_a_closed_account_stay_dead(world: World, way: str) -> None:
    root, ada = await world.admin(), await world.user()
    token, path = await make_token(world, ada), f"/api/users/{ada.id}"
    if way == "delete":
        assert (await world.client.delete(path, headers=root.headers)).status_code == 204
        back = await world.client.post(f"{path}/restore", json={}, headers=root.headers)
    else:
        body = {"is_active": False}
        closed = await world.client.patch(path, json=body, headers=root.headers)
        assert closed.status_code == 200
        assert await status(world, token) == 401
        back = await world.client.patch(path, json={"is_active": True}, headers=root.headers)
    assert back.status_code == 200
    assert await status(world, token) == 401
    again = await world.log_in(ada.id, ada.username, ada.email)
    assert await status(world, await make_token(world, again)) == 200


async def test_a_password_change_keeps_tokens(world: World) -> None:
    ada = await world.user()
    token = await make_token(world, ada)
    body = {"current_password": PASSWORD, "new_password": f"{PASSWORD}!"}
    changed = await world.client.post("/api/users/me/password", json=body, headers=ada.headers)
    assert (changed.status_code, await status(world, token)) == (204, 200)


async def give_reset_token(world: World, person: Person) -> str:
    await world.execute(
        "INSERT INTO one_time_tokens (token_hash, purpose, user_id, email, expires_at) "
        "VALUES (sha256('reset-token'), 'reset_password', %s, %s, now() + interval '1 hour')",
        person.id,
        person.email,
    )
    return "reset-token"


@pytest.mark.parametrize(("kept", "expected"), [({}, 401), ({"keep_tokens": True}, 200)])
async def test_a_reset_revokes_tokens_unless_they_are_kept(
    world: World, kept: dict[str, bool], expected: int
) -> None:
    ada = await world.user()
    token = await make_token(world, ada)
    body = {"token": await give_reset_token(world, ada), "new_password": f"{PASSWORD}!"} | kept
    answer = await world.client.post("/api/auth/password/reset", json=body)
    assert answer.status_code == 204, answer.text
    assert await status(world, token) == expected
