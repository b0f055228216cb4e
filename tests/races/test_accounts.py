"""Accounts that are deleted, demoted, or refresh concurrently with other requests."""

import base64
import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from blog_api.main import create_app
from blog_api.settings import Settings
from tests.clients import CheckingTransport
from tests.factories import World
from tests.races.racing import ROUNDS, count, outcome, race

# Counters that differ from the votes of accounts that are not in the trash.
MISCOUNTED = (
    "post_counters c WHERE vote_count <> (SELECT count(*) FROM votes v JOIN users u "
    "ON u.id = v.user_id WHERE v.post_id = c.post_id AND u.deleted_at IS NULL)"
)
ORPHANS = (
    "posts JOIN users ON users.id = posts.author_id "
    "WHERE posts.deleted_at IS NULL AND users.deleted_at IS NOT NULL"
)


async def test_delete_account_and_create_post(client: httpx2.AsyncClient, world: World) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        ada = await world.user()
        body = {"title": "Last words", "content": ""}
        deleted, created = await race(
            client.delete(f"/api/users/{ada.id}", headers=admin.headers),
            client.post("/api/posts", json=body, headers=ada.headers),
        )
        assert outcome(deleted) == (204, None)
        assert outcome(created) in {(201, None), (401, "invalid_token")}
        rows = await world.execute("SELECT deletion_id FROM posts WHERE author_id = %s", ada.id)
        swept = [(int(deleted.headers["deletion-id"]),)]
        assert rows == (swept if created.status_code == 201 else [])
        assert await count(world, ORPHANS) == 0
        assert await count(world, "sessions WHERE user_id = %s", ada.id) == 0


async def test_delete_account_and_comment_on_own_post(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        ada = await world.user()
        url = f"/api/posts/{(await world.post(ada))['id']}"
        deleted, commented, voted = await race(
            client.delete(f"/api/users/{ada.id}", headers=admin.headers),
            client.post(f"{url}/comments", json={"content": "Me!"}, headers=ada.headers),
            client.put(f"{url}/vote", headers=ada.headers),
        )
        assert outcome(deleted) == (204, None)
        gone = {(401, "invalid_token"), (404, "not_found")}
        assert outcome(commented) in {(201, None)} | gone
        assert outcome(voted) in {(204, None)} | gone
        rows = await world.execute("SELECT deletion_id FROM comments WHERE author_id = %s", ada.id)
        swept = [(int(deleted.headers["deletion-id"]),)]
        assert rows == (swept if commented.status_code == 201 else [])


async def test_delete_account_and_restore_of_its_post(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        ada, later = await world.user(), await world.admin()
        posts = [await world.deleted_post(ada), await world.deleted_post(later)]
        ids = {"ids": [post["id"] for post in posts], "on_conflict": "skip"}
        deleted, restored = await race(
            client.delete(f"/api/users/{ada.id}", headers=admin.headers),
            client.post("/api/posts/bulk-restore", json=ids, headers=admin.headers),
        )
        assert (outcome(deleted), outcome(restored)) == ((204, None), (200, None))
        assert await count(world, ORPHANS) == 0
        [[deletion_id]] = await world.execute(
            "SELECT deletion_id FROM posts WHERE id = %s", posts[0]["id"]
        )
        came_back = posts[0]["id"] in restored.json()["restored"]
        assert deletion_id == (
            int(deleted.headers["deletion-id"]) if came_back else posts[0]["deletion_id"]
        )


async def test_restore_account_and_restore_its_posts_under_other_slugs(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    for _ in range(ROUNDS):
        ada = await world.user()
        posts = [await world.post(ada) for _ in range(5)]
        await world.delete(f"/api/users/{ada.id}", admin)
        account, *others = await race(
            client.post(f"/api/users/{ada.id}/restore", headers=admin.headers),
            *(
                client.post(
                    f"/api/posts/{post['id']}/restore",
                    json={"slug": f"other-{post['id']}"},
                    headers=admin.headers,
                )
                for post in posts
            ),
        )
        assert outcome(account) == (200, None)
        assert set(map(outcome, others)) <= {(409, "author_deleted"), (409, "not_deleted")}
        rows = await world.execute(
            "SELECT id, slug FROM posts WHERE author_id = %s AND deleted_at IS NULL", ada.id
        )
        assert dict(rows) == {post["id"]: post["slug"] for post in posts}


@pytest.fixture(params=[10, 0], ids=["within the grace", "without grace"])
async def graced(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of an application with this grace."""
    app = create_app(settings.model_copy(update={"refresh_reuse_grace": request.param}))
    transport = CheckingTransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


def jti_of(token: str) -> str:
    """Decode without verification."""
    claims = token.split(".")[1]
    jti: str = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["jti"]
    return jti


async def test_two_refreshes_of_one_token(
    graced: httpx2.AsyncClient, world: World, request: pytest.FixtureRequest
) -> None:
    ada = await world.user()
    for _ in range(ROUNDS):
        tokens = (await world.tokens(ada.username)).json()
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        answers = await race(*(graced.post("/api/auth/refresh", data=form) for _ in range(2)))
        good = [answer.json() for answer in answers if answer.status_code == 200]
        me = await graced.get(
            "/api/users/me", headers={"Authorization": f"Bearer {good[0]['access_token']}"}
        )
        if len(good) == 2:
            assert jti_of(good[0]["refresh_token"]) == jti_of(good[1]["refresh_token"])
            assert me.status_code == 200
        else:
            assert "without grace" in request.node.name
            [bad] = [answer for answer in answers if answer.status_code != 200]
            assert (bad.status_code, bad.json()["error"]) == (400, "invalid_grant")
            assert me.status_code == 401


async def test_two_admins_demote_each_other(client: httpx2.AsyncClient, world: World) -> None:
    pair = [await world.admin(), await world.admin()]
    body = {"role": "user"}
    active = "users WHERE role = 'admin' AND is_active AND deleted_at IS NULL"
    for _ in range(ROUNDS):
        answers = await race(
            *(
                client.patch(f"/api/users/{other.id}", json=body, headers=who.headers)
                for who, other in (pair, pair[::-1])
            )
        )
        assert tuple(sorted(map(outcome, answers))) in {
            ((200, None), (409, "last_admin")),
            ((200, None), (403, "admin_only")),
        }
        assert await count(world, active) == 1
        ids = [person.id for person in pair]
        await world.execute("UPDATE users SET role = 'admin' WHERE id = ANY(%s)", ids)


async def test_log_ins_at_the_limit_of_sessions(world: World) -> None:
    """Each log-in counts those before it: parallel ones leave no more than the limit."""
    ada = await world.user()
    await world.execute(
        "INSERT INTO sessions (user_id, refresh_jti, expires_at, last_used_at)"
        " SELECT %s, 'x', now() + interval '1 day', now() - make_interval(secs => n)"
        " FROM generate_series(1, 99) n",
        ada.id,
    )
    answers = await race(*(world.tokens(ada.username) for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert await count(world, "sessions WHERE user_id = %s", ada.id) == 100


async def test_delete_or_restore_account_and_vote(client: httpx2.AsyncClient, world: World) -> None:
    admin, posts = await world.admin(), [await world.post() for _ in range(3)]
    urls = [f"/api/posts/{post['id']}/vote" for post in posts]
    for _ in range(ROUNDS):
        ada = await world.user()
        await client.put(urls[0], headers=ada.headers)
        deleted, voted, taken_back = await race(
            client.delete(f"/api/users/{ada.id}", headers=admin.headers),
            client.put(urls[1], headers=ada.headers),
            client.delete(urls[0], headers=ada.headers),
        )
        assert outcome(deleted) == (204, None)
        assert {outcome(voted), outcome(taken_back)} <= {(204, None), (401, "invalid_token")}
        assert await count(world, MISCOUNTED) == 0
        restored, other = await race(
            client.post(f"/api/users/{ada.id}/restore", headers=admin.headers),
            client.put(urls[2], headers=admin.headers),
        )
        assert {outcome(restored), outcome(other)} <= {(200, None), (204, None)}
        assert await count(world, MISCOUNTED) == 0
