"""Making, listing and revoking preview links."""

import hashlib
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from blog_api.tidying import remove_expired
from tests.factories import World
from tests.previews.links import is_dead, listed, make, place, read
from tests.trust.conftest import Opening

WEEK = timedelta(days=7)
MONTH_S = 2_592_000


def expires_in(made: dict[str, str]) -> timedelta:
    return datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)


async def test_the_token_is_told_once_and_only_its_hash_is_stored(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    made = await make(world, author, draft["id"], label="For Grace")
    assert made.keys() == {"id", "token", "url", "expires_at"}
    assert len(made["token"]) == 43  # 256 bits in base64url
    assert made["url"] == f"http://127.0.0.1:8000/studio/preview#{made['token']}"
    assert abs(expires_in(made) - WEEK) < timedelta(minutes=1)
    [(stored,)] = await world.execute("SELECT token_hash FROM post_previews")
    assert stored == hashlib.sha256(made["token"].encode()).digest()
    [(everything,)] = await world.execute("SELECT post_previews::text FROM post_previews")
    assert made["token"] not in everything
    page = await listed(world, author, draft["id"])
    assert made["token"] not in str(page)
    assert page["items"] == [
        {
            "id": made["id"],
            "show": "current",
            "label": "For Grace",
            "maker": {"id": author.id, "username": author.username},
            "created_at": page["items"][0]["created_at"],
            "expires_at": made["expires_at"],
        }
    ]


async def test_a_body_is_optional(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    answer = await world.client.post(place(draft["id"]), headers=author.headers)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"


async def test_the_page_of_the_settings(open_world: Opening) -> None:
    async with open_world(preview_page_url="https://blog.example/preview") as world:
        author = await world.user()
        made = await make(world, author, (await world.post(author))["id"])
        assert made["url"] == f"https://blog.example/preview#{made['token']}"


async def test_without_any_page_there_is_no_address(open_world: Opening) -> None:
    """The page of the studio would be a 404, and a path of the API would tell the token."""
    async with open_world(studio_enabled=False) as world:
        author = await world.user()
        draft = await world.post(author, status="draft")
        made = await make(world, author, draft["id"])
        assert made["url"] is None
        shown = await world.client.post("/api/previews", json={"token": made["token"]})
        assert shown.json()["id"] == draft["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": MONTH_S + 1}, "expires_in"),
        ({"expires_in": None}, "expires_in"),
        ({"expires_in": "60"}, "expires_in"),
        ({"show": "draft"}, "show"),
        ({"show": 0}, "show"),
        ({"show": True}, "show"),
        ({"show": None}, "show"),
        ({"show": 999}, "show"),
        ({"show": "working-copy"}, "show"),
        ({"label": ""}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"token": "mine"}, "token"),
    ],
)
async def test_what_cannot_be_made(world: World, body: dict[str, object], field: str) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    answer = await world.client.post(place(draft["id"]), json=body, headers=author.headers)
    assert answer.status_code == 422, answer.text
    assert {fault["loc"][1] for fault in answer.json()["errors"]} == {field}


async def test_a_link_ends_when_it_says(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    for seconds in (1, MONTH_S):
        made = await make(world, author, draft["id"], expires_in=seconds)
        assert abs(expires_in(made) - timedelta(seconds=seconds)) < timedelta(minutes=1)
    made = await make(world, author, draft["id"])
    assert not await is_dead(world, made["token"])
    await world.execute("UPDATE post_previews SET expires_at = now()")
    assert await is_dead(world, made["token"])
    assert (await listed(world, author, draft["id"]))["items"] == []
    answer = await world.client.delete(f"{place(draft['id'])}/{made['id']}", headers=author.headers)
    assert answer.status_code == 404


async def test_a_revoked_link_is_dead_and_the_others_live(world: World) -> None:
    author, other = await world.user(), await world.user()
    draft, second = [await world.post(author, status="draft") for _ in range(2)]
    gone, kept = [await make(world, author, draft["id"]) for _ in range(2)]
    elsewhere = f"{place(second['id'])}/{gone['id']}"
    path = f"{place(draft['id'])}/{gone['id']}"
    for at, person, expected in (
        (elsewhere, author, 404),
        (path, other, 404),
        (path, author, 204),
        (path, author, 404),
    ):
        answer = await world.client.delete(at, headers=person.headers)
        assert answer.status_code == expected
    assert await is_dead(world, gone["token"])
    assert (await read(world, kept["token"])).status_code == 200


async def test_pages_of_links_the_newest_first(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    made = [(await make(world, author, draft["id"]))["id"] for _ in range(5)]
    ids: list[int] = []
    cursor = ""
    for is_last in (False, False, True):
        page = await listed(world, author, draft["id"], f"?limit=2{cursor}")
        ids += [item["id"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
        assert (page["next_cursor"] is None) == is_last
    assert ids == made[::-1]


async def test_at_most_20_of_a_post(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    made = [await make(world, author, draft["id"]) for _ in range(20)]
    answer = await world.client.post(place(draft["id"]), headers=author.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_previews")
    await world.execute("UPDATE post_previews SET expires_at = now() WHERE id = %s", made[0]["id"])
    await make(world, author, draft["id"])
    await make(world, author, (await world.post(author))["id"])


async def test_making_and_revoking_are_audited_without_the_token(world: World) -> None:
    author, admin = await world.user(), await world.admin()
    draft = await world.post(author, status="draft")
    made = await make(world, author, draft["id"], label="a canary label")
    await world.client.delete(f"{place(draft['id'])}/{made['id']}", headers=author.headers)
    answer = await world.client.get("/api/audit?target_type=post", headers=admin.headers)
    entries = answer.json()["items"]
    assert [(e["action"], e["actor"]["id"], e["details"]["preview_id"]) for e in entries] == [
        ("post.preview_revoke", author.id, made["id"]),
        ("post.preview", author.id, made["id"]),
    ]
    assert entries[1]["details"]["show"] == "current"
    assert made["token"] not in answer.text
    assert "canary" not in answer.text


async def test_only_those_who_may_edit_see_links(client: httpx2.AsyncClient, world: World) -> None:
    author, other, admin = await world.user(), await world.user(), await world.admin()
    for post, expected in (
        (await world.post(author, status="draft"), 404),
        (await world.post(author), 403),
    ):
        made = await make(world, author, post["id"])
        path = f"{place(post['id'])}/{made['id']}"
        for method, at in (
            ("GET", place(post["id"])),
            ("POST", place(post["id"])),
            ("DELETE", path),
        ):
            assert (await client.request(method, at)).status_code == 401
            answer = await client.request(method, at, headers=other.headers)
            assert answer.status_code == expected
        assert len((await listed(world, admin, post["id"]))["items"]) == 1
        await make(world, admin, post["id"])
        assert len((await listed(world, author, post["id"]))["items"]) == 2


async def test_tidying_removes_expired_links(world: World) -> None:
    author = await world.user()
    draft = await world.post(author, status="draft")
    made = [await make(world, author, draft["id"]) for _ in range(3)]
    ended = [link["id"] for link in made[:2]]
    await world.execute("UPDATE post_previews SET expires_at = now() WHERE id = ANY (%s)", ended)
    removed = await remove_expired(world.db)
    assert removed["previews"] == 2
    assert await world.execute("SELECT id FROM post_previews") == [(made[2]["id"],)]
