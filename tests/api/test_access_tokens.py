"""Personal access tokens: making, listing, renaming, rotating, using and revoking them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest

from blog_api.access_tokens.commands import revoke_unused
from blog_api.scopes import Scope
from blog_api.tidying import remove_expired
from blog_api.token_format import checksum
from tests.access_tokens import MadeToken, make_token, rotate_token
from tests.factories import Person, World

TOKENS = "/api/auth/tokens"
WHOAMI = "/api/auth/whoami"
ALL_USER_SCOPES = [scope for scope in Scope if not scope.is_admin]


async def status_of(world: World, token: MadeToken) -> int:
    return (await world.client.get(WHOAMI, headers=token.headers)).status_code


async def listed(world: World, owner: Person) -> list[dict[str, Any]]:
    answer = await world.client.get(TOKENS, headers=owner.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_new_token_is_shown_once_and_stored_as_a_hash(world: World) -> None:
    ada = await world.user()
    body = {"name": "Deploy", "scopes": ["posts:write", "posts:read", "posts:read"]}
    answer = await world.client.post(TOKENS, json=body, headers=ada.headers)
    made = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch("blog_pat_[0-9A-Za-z]{49}", made["token"])
    assert checksum(made["token"][9:52]) == made["token"][52:]
    assert made["token"].startswith(made["prefix"])
    assert (made["scopes"], made["post_ids"]) == (["posts:read", "posts:write"], None)
    begin, end = (datetime.fromisoformat(made[name]) for name in ("created_at", "expires_at"))
    assert end - begin == timedelta(days=90)
    expected = {k: v for k, v in made.items() if k != "token"} | {"last_used_at": None}
    assert await listed(world, ada) == [expected]
    assert made["token"][12:] not in str(await world.execute("SELECT * FROM access_tokens"))
    secrets = await world.execute("SELECT * FROM access_token_secrets")
    assert made["token"].encode()[12:] not in secrets[0][0]


async def test_a_token_tells_whose_it_is(world: World) -> None:
    ada = await world.user()
    token = await make_token(world, ada, Scope.VOTES_WRITE)
    shown = (await world.client.get(WHOAMI, headers=token.headers)).json()
    assert shown["user"] == {"id": ada.id, "username": ada.username, "role": "user"}
    assert (shown["token"]["id"], shown["token"]["scopes"]) == (token.id, ["votes:write"])
    assert "session_id" not in shown
    of_session = (await world.client.get(WHOAMI, headers=ada.headers)).json()
    assert of_session.keys() == {"user", "session_id", "confirmed_until", "amr"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"scopes": []}, "name"),
        ({"name": "A"}, "scopes"),
        ({"name": "A", "scopes": ["posts:all"]}, "scopes"),
        ({"name": "A", "scopes": [], "expires_in": 31_536_001}, "expires_in"),
        ({"name": "A", "scopes": [], "expires_in": 0}, "expires_in"),
        ({"name": "A", "scopes": [], "expires_in": None}, "expires_in"),
        ({"name": "A", "scopes": [], "post_ids": []}, "post_ids"),
        ({"name": "A", "scopes": [], "post_ids": list(range(1, 102))}, "post_ids"),
        ({"name": "A", "scopes": ["admin:users"], "post_ids": [1]}, "post_ids"),
    ],
)
async def test_malformed_requests(world: World, body: dict[str, Any], where: str) -> None:
    root = await world.admin()
    answer = await world.client.post(TOKENS, json=body, headers=root.headers)
    assert answer.status_code == 422
    assert where in answer.json()["errors"][0]["loc"]


async def test_users_get_no_scopes_of_administrators(world: World) -> None:
    ada, root = await world.user(), await world.admin()
    body = {"name": "A", "scopes": ["admin:audit"]}
    refused = await world.client.post(TOKENS, json=body, headers=ada.headers)
    assert refused.json()["code"] == "admin_only"
    assert (await world.client.post(TOKENS, json=body, headers=root.headers)).status_code == 201


async def test_at_most_50_live_tokens_also_at_once(world: World) -> None:
    ada = await world.user()
    await world.execute(
        "INSERT INTO access_tokens (user_id, name, prefix, scopes, expires_at) "
        "SELECT %s, 'T', 'blog_pat_', '{}', now() + interval '1 day' FROM generate_series(1, 47)",
        ada.id,
    )
    answers: list[Any] = []

    async def make() -> None:
        body = {"name": "A", "scopes": []}
        answers.append(await world.client.post(TOKENS, json=body, headers=ada.headers))

    async with anyio.create_task_group() as tasks:
        for _ in range(6):
            tasks.start_soon(make)
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 3
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"token_limit"}


async def test_tokens_are_renamed_and_seen_by_their_owner_only(world: World) -> None:
    ada, grace = await world.user(), await world.user()
    token = await make_token(world, ada)
    path, name = f"{TOKENS}/{token.id}", {"name": "Renamed"}
    for method in ("PATCH", "DELETE"):
        answer = await world.client.request(method, path, json=name, headers=grace.headers)
        assert answer.status_code == 404
    assert (await world.client.patch(path, json=name, headers=ada.headers)).status_code == 200
    assert [item["name"] for item in await listed(world, ada)] == ["Renamed"]
    assert await listed(world, grace) == []


async def test_lists_are_paged(world: World) -> None:
    ada = await world.user()
    made = [(await make_token(world, ada)).id for _ in range(3)]
    first = (await world.client.get(f"{TOKENS}?limit=2", headers=ada.headers)).json()
    rest = await world.client.get(
        f"{TOKENS}?limit=2&cursor={first['next_cursor']}", headers=ada.headers
    )
    assert [item["id"] for item in first["items"] + rest.json()["items"]] == made[::-1]


async def test_a_revoked_token_is_dead_at_the_next_request(world: World) -> None:
    ada = await world.user()
    token, other = await make_token(world, ada), await make_token(world, ada)
    assert await status_of(world, token) == 200
    path = f"{TOKENS}/{token.id}"
    assert (await world.client.delete(path, headers=ada.headers)).status_code == 204
    assert (await status_of(world, token), await status_of(world, other)) == (401, 200)
    assert (await world.client.delete(path, headers=ada.headers)).status_code == 404


async def test_a_token_revokes_itself_and_no_other(world: World) -> None:
    ada = await world.user()
    token, other = await make_token(world, ada), await make_token(world, ada)
    refused = await world.client.delete(f"{TOKENS}/{other.id}", headers=token.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "token_not_allowed")
    answer = await world.client.delete(f"{TOKENS}/{token.id}", headers=token.headers)
    assert answer.status_code == 204
    assert (await status_of(world, token), await status_of(world, other)) == (401, 200)


async def test_a_rotated_secret_lives_for_a_day_or_until_the_next_rotation(world: World) -> None:
    ada = await world.user()
    first = await make_token(world, ada)
    second = await rotate_token(world, ada, first)
    assert (await status_of(world, first), await status_of(world, second)) == (200, 200)
    third = await rotate_token(world, ada, first)
    seen = [await status_of(world, token) for token in (first, second, third)]
    assert seen == [401, 200, 200]
    lives = await world.execute(
        "SELECT expires_at - now() FROM access_token_secrets ORDER BY expires_at"
    )
    assert timedelta(hours=23) < lives[0][0] <= timedelta(hours=24)
    assert lives[1] == (None,)
    await world.execute(
        "UPDATE access_token_secrets SET expires_at = now() WHERE expires_at > now()"
    )
    assert (await status_of(world, second), await status_of(world, third)) == (401, 200)
    (item,) = await listed(world, ada)
    assert third.text.startswith(item["prefix"])


async def test_ten_rotations_at_once_leave_two_secrets(world: World) -> None:
    ada = await world.user()
    token = await make_token(world, ada)
    rotated: list[MadeToken] = []

    async def rotate() -> None:
        rotated.append(await rotate_token(world, ada, token))

    async with anyio.create_task_group() as tasks:
        for _ in range(10):
            tasks.start_soon(rotate)
    alive = [await status_of(world, each) for each in rotated].count(200)
    assert alive == 2
    assert await status_of(world, token) == 401


async def test_expired_tokens_are_refused_and_tidied(world: World) -> None:
    ada = await world.user()
    token, other = await make_token(world, ada, expires_in=1), await make_token(world, ada)
    await world.execute("UPDATE access_tokens SET expires_at = now() WHERE id = %s", token.id)
    assert await status_of(world, token) == 401
    assert [item["id"] for item in await listed(world, ada)] == [other.id]
    assert (await remove_expired(world.db))["access_tokens"] == 1
    assert await world.execute("SELECT id FROM access_tokens") == [(other.id,)]


async def test_unused_tokens_are_revoked_after_180_days(world: World) -> None:
    ada = await world.user()
    never, lately, once = [await make_token(world, ada) for _ in range(3)]
    await world.execute("UPDATE access_tokens SET created_at = now() - interval '181 days'")
    await world.execute("UPDATE access_tokens SET last_used_at = now() WHERE id = %s", lately.id)
    await world.execute(
        "UPDATE access_tokens SET last_used_at = now() - interval '180 days' WHERE id = %s", once.id
    )
    assert await world.db.write(revoke_unused, 10) == 2
    assert [item["id"] for item in await listed(world, ada)] == [lately.id]
    details = await world.execute(
        "SELECT details FROM audit_entries WHERE action = 'access_token.revoke'"
    )
    assert details == [({"ids": sorted([never.id, once.id]), "reason": "unused"},)]


async def test_the_last_use_is_stored_at_most_once_a_minute(world: World) -> None:
    ada = await world.user()
    token = await make_token(world, ada)
    last = "SELECT last_used_at, xmin::text FROM access_tokens"
    await status_of(world, token)
    first = await world.execute(last)
    await status_of(world, token)
    assert first[0][0] is not None
    assert await world.execute(last) == first
    await world.execute("UPDATE access_tokens SET last_used_at = now() - interval '61 seconds'")
    await status_of(world, token)
    assert datetime.now(UTC) - (await world.execute(last))[0][0] < timedelta(seconds=30)


async def test_what_a_token_does_carries_its_id(world: World) -> None:
    """In the audit log and in the revisions of posts and comments."""
    ada, root = await world.user(), await world.admin()
    token = await make_token(world, ada, *ALL_USER_SCOPES)
    body = {"title": "By a program", "content": "One."}
    made = await world.client.post("/api/posts", json=body, headers=token.headers)
    path = f"/api/posts/{made.json()['id']}"
    await world.client.patch(path, json={"content": "Two."}, headers=token.headers)
    await world.client.patch(path, json={"content": "Three."}, headers=ada.headers)
    revisions = (await world.client.get(f"{path}/revisions", headers=token.headers)).json()
    assert [each["token_id"] for each in revisions["items"]] == [None, token.id, token.id]
    comment = await world.comment(ada, made.json()["id"])
    at = f"/api/comments/{comment['id']}"
    await world.client.patch(at, json={"content": "By a program."}, headers=token.headers)
    versions = (await world.client.get(f"{at}/revisions", headers=ada.headers)).json()
    assert [each["token_id"] for each in versions["items"]] == [token.id, None]
    assert (await world.client.delete(path, headers=token.headers)).status_code == 204
    entries = (await world.client.get("/api/audit", headers=root.headers)).json()["items"]
    by_action = {entry["action"]: entry["token_id"] for entry in entries}
    assert by_action == {"access_token.create": None, "post.delete": token.id}
