"""`GET /users/{id}`: public profiles."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from tests.factories import World


async def test_never_the_email(world: World) -> None:
    ada = await world.user("ada", name="Ada")
    answer = await world.client.get(f"/api/users/{ada.id}")
    assert answer.status_code == 200
    profile = answer.json()
    assert profile.keys() == {
        *("id", "username", "name", "bio", "avatar_url", "post_count", "created_at")
    }
    assert (profile["username"], profile["name"], profile["post_count"]) == ("ada", "Ada", 0)
    assert ada.email not in answer.text


async def test_only_published_posts_count(world: World) -> None:
    ada = await world.user()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await world.post(ada)
    await world.post(ada)
    await world.post(ada, status="draft")
    await world.post(ada, status="archived")
    await world.post(ada, published_at=tomorrow)
    await world.deleted_post(ada)
    await world.post()
    for headers in ({}, ada.headers):
        profile = (await world.client.get(f"/api/users/{ada.id}", headers=headers)).json()
        assert profile["post_count"] == 2


async def test_by_username_without_case(world: World) -> None:
    ada = await world.user("Ada.Lovelace")
    by_id = await world.client.get(f"/api/users/{ada.id}")
    for name in ("Ada.Lovelace", "ada.lovelace", "ADA.LOVELACE"):
        answer = await world.client.get(f"/api/users/username/{name}")
        assert (answer.status_code, answer.json()) == (200, by_id.json())
    for name in ("ada", "a" * 1_000, "%25", "ada%00"):
        answer = await world.client.get(f"/api/users/username/{name}")
        assert answer.status_code in {404, 422}
    await world.client.delete("/api/users/me", headers=ada.headers)
    assert (await world.client.get("/api/users/username/ada.lovelace")).status_code == 404


async def test_deactivated_is_seen_and_deleted_is_not(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    path = f"/api/users/{ada.id}"
    await world.client.patch(path, json={"is_active": False}, headers=admin.headers)
    assert (await world.client.get(path)).status_code == 200
    await world.client.delete(path, headers=admin.headers)
    assert (await world.client.get(path)).status_code == 404
    assert (await world.client.get(path, headers=admin.headers)).status_code == 404


async def test_unknown(client: httpx2.AsyncClient) -> None:
    answer = await client.get(f"/api/users/{2**63 - 1}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "user_id", ["0", "-1", "x", "1.0", "+1", "1_0", "٣", str(2**63), "9" * 5000]
)
async def test_malformed_id(client: httpx2.AsyncClient, user_id: str) -> None:
    answer = await client.get(f"/api/users/{user_id}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
