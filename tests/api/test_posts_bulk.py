"""`POST /posts/bulk-delete` and `/posts/bulk-restore`."""

from typing import Any

import httpx2
import pytest

from blog_api.lifecycle.restoring import MANY
from tests.factories import Person, World

MISSING = 2**63 - 1
# With so many posts a restore is tried without looking for conflicts first.
CROWD = list(range(MISSING - MANY, MISSING))


async def bulk(world: World, person: Person, verb: str, ids: Any, **body: Any) -> httpx2.Response:
    body = {"ids": ids} | body
    return await world.client.post(f"/api/posts/bulk-{verb}", json=body, headers=person.headers)


async def outcome(world: World, admin: Person, verb: str, ids: Any, **body: Any) -> dict[str, Any]:
    answer = await bulk(world, admin, verb, ids, **body)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def live_ids(world: World) -> list[int]:
    rows = await world.execute("SELECT id FROM posts WHERE deleted_at IS NULL ORDER BY id")
    return [post_id for (post_id,) in rows]


async def posts(world: World, count: int) -> list[int]:
    return [int((await world.post())["id"]) for _ in range(count)]


async def test_one_deletion(world: World) -> None:
    admin = await world.admin()
    gone = (await world.deleted_post())["id"]
    first, second, kept = await posts(world, 3)
    result = await outcome(
        world, admin, "delete", [second, first, first, gone, MISSING], reason="Spam."
    )
    deletion_id = result.pop("deletion_id")
    assert result == {"deleted": [first, second], "unchanged": [gone], "not_found": [MISSING]}
    assert await live_ids(world) == [kept]
    deletion = "SELECT kind, actor_id, reason, post_count FROM deletions WHERE id = %s"
    assert await world.execute(deletion, deletion_id) == [("bulk", admin.id, "Spam.", 2)]
    entry = "SELECT action, target_id FROM audit_entries WHERE deletion_id = %s"
    assert await world.execute(entry, deletion_id) == [("post.delete", None)]


@pytest.mark.parametrize("hard", [True, False])
async def test_dry_run_changes_nothing(world: World, *, hard: bool) -> None:
    admin = await world.admin()
    ids = await posts(world, 2)
    result = await outcome(world, admin, "delete", ids, dry_run=True, hard_delete=hard)
    assert result == {"deletion_id": None, "deleted": ids, "unchanged": [], "not_found": []}
    assert await live_ids(world) == ids
    for table in ("deletions", "audit_entries"):
        assert await world.execute(f"SELECT 1 FROM {table}") == []


async def test_nothing_deleted_leaves_nothing_to_undo(world: World) -> None:
    admin = await world.admin()
    gone = (await world.deleted_post())["id"]
    result = await outcome(world, admin, "delete", [gone, MISSING])
    assert (result["deletion_id"], result["deleted"]) == (None, [])
    assert len(await world.execute("SELECT 1 FROM deletions")) == 1


async def test_for_good(world: World) -> None:
    admin = await world.admin()
    gone = (await world.deleted_post())["id"]
    ids = await posts(world, 2)
    result = await outcome(world, admin, "delete", [gone, *ids, MISSING], hard_delete=True)
    assert result == {
        "deletion_id": None,
        "deleted": [gone, *ids],
        "unchanged": [],
        "not_found": [MISSING],
    }
    assert await world.execute("SELECT 1 FROM posts") == []
    entry = "SELECT details->'ids' FROM audit_entries WHERE action = 'post.bulk_hard_delete'"
    assert await world.execute(entry) == [([gone, *ids],)]


async def test_back_from_the_trash(world: World) -> None:
    admin = await world.admin()
    live, *ids = await posts(world, 3)
    deletion_id = (await outcome(world, admin, "delete", ids))["deletion_id"]
    result = await outcome(world, admin, "restore", [*ids, live, MISSING])
    assert result == {
        "restored": ids,
        "unchanged": [live],
        "not_found": [MISSING],
        "conflicts": [],
    }
    assert await live_ids(world) == [live, *ids]
    undone = "SELECT undone_at IS NOT NULL FROM deletions WHERE id = %s"
    assert await world.execute(undone, deletion_id) == [(True,)]


async def test_a_deletion_half_undone_is_not_undone(world: World) -> None:
    admin = await world.admin()
    first, second = await posts(world, 2)
    await outcome(world, admin, "delete", [first, second])
    await outcome(world, admin, "restore", [first])
    assert await world.execute("SELECT undone_at FROM deletions") == [(None,)]
    await outcome(world, admin, "restore", [second])
    assert await world.execute("SELECT undone_at IS NULL FROM deletions") == [(False,)]


async def conflicting(world: World) -> tuple[int, int, dict[str, Any]]:
    """Return a post whose slug was taken, one that is free, and the conflict."""
    blocked = (await world.deleted_post(slug="mine"))["id"]
    free = (await world.deleted_post(slug="free"))["id"]
    await world.post(slug="mine")
    return blocked, free, {"id": blocked, "code": "slug_taken", "suggested_slug": "mine-2"}


async def test_any_conflict_leaves_all_untouched(world: World) -> None:
    admin = await world.admin()
    blocked, free, conflict = await conflicting(world)
    before = await live_ids(world)
    answer = await bulk(world, admin, "restore", [blocked, free])
    assert (answer.status_code, answer.json()["code"]) == (409, "restore_conflicts")
    assert answer.json()["conflicts"] == [conflict | {"type": "post"}]
    assert await live_ids(world) == before


async def test_conflicts_skipped(world: World) -> None:
    admin = await world.admin()
    blocked, free, conflict = await conflicting(world)
    result = await outcome(world, admin, "restore", [blocked, free], on_conflict="skip")
    assert (result["restored"], result["conflicts"]) == ([free], [conflict])
    assert blocked not in await live_ids(world)


async def test_conflicts_renamed(world: World) -> None:
    admin = await world.admin()
    blocked, free, conflict = await conflicting(world)
    result = await outcome(world, admin, "restore", [blocked, free], on_conflict="rename")
    assert (result["restored"], result["conflicts"]) == ([blocked, free], [conflict])
    answer = await world.client.get(f"/api/posts/{blocked}")
    assert answer.json()["slug"] == "mine-2"


@pytest.mark.parametrize(("mode", "restored"), [("fail", 0), ("skip", 1), ("rename", 2)])
async def test_dry_run_is_always_answered(world: World, mode: str, restored: int) -> None:
    admin = await world.admin()
    blocked, free, conflict = await conflicting(world)
    before = await live_ids(world)
    result = await outcome(world, admin, "restore", [blocked, free], on_conflict=mode, dry_run=True)
    assert (len(result["restored"]), result["conflicts"]) == (restored, [conflict])
    assert await live_ids(world) == before


@pytest.mark.parametrize(("mode", "restored"), [("skip", 1), ("rename", 2)])
async def test_conflicts_among_many(world: World, mode: str, restored: int) -> None:
    admin = await world.admin()
    blocked, free, conflict = await conflicting(world)
    ids = [blocked, free, *CROWD]
    result = await outcome(world, admin, "restore", ids, on_conflict=mode)
    assert result["restored"] == sorted([free, blocked][:restored])
    assert (result["conflicts"], result["not_found"]) == ([conflict], CROWD)
    undone = "SELECT count(*) FROM deletions WHERE undone_at IS NOT NULL"
    assert await world.execute(undone) == [(restored,)]


async def test_any_conflict_leaves_many_untouched(world: World) -> None:
    admin = await world.admin()
    blocked, free, conflict = await conflicting(world)
    before = await live_ids(world)
    answer = await bulk(world, admin, "restore", [blocked, free, *CROWD])
    assert (answer.status_code, answer.json()["conflicts"]) == (409, [conflict | {"type": "post"}])
    assert await live_ids(world) == before


async def test_many_without_a_conflict(world: World) -> None:
    admin = await world.admin()
    ids = await posts(world, 2)
    await outcome(world, admin, "delete", ids)
    result = await outcome(world, admin, "restore", [*ids, *CROWD])
    assert (result["restored"], result["conflicts"], result["unchanged"]) == (ids, [], [])
    undone = "SELECT undone_at IS NOT NULL FROM deletions"
    assert await world.execute(undone) == [(True,)]


async def test_two_of_one_slug(world: World) -> None:
    """Both are in the trash under the same slug: the older one gets it back."""
    admin = await world.admin()
    older = (await world.deleted_post(slug="mine"))["id"]
    newer = (await world.deleted_post(slug="mine"))["id"]
    result = await outcome(world, admin, "restore", [newer, older], on_conflict="rename")
    assert result["restored"] == [older, newer]
    slugs = await world.execute("SELECT slug FROM posts ORDER BY id")
    assert slugs == [("mine",), ("mine-2",)]


@pytest.mark.parametrize("others", [[], CROWD], ids=["alone", "among many"])
async def test_author_in_the_trash(world: World, others: list[int]) -> None:
    admin, ada = await world.admin(), await world.user()
    post = (await world.deleted_post(ada))["id"]
    await world.client.delete("/api/users/me", headers=ada.headers)
    result = await outcome(world, admin, "restore", [post, *others], on_conflict="rename")
    assert result["restored"] == []
    assert result["conflicts"] == [{"id": post, "code": "author_deleted", "suggested_slug": None}]


@pytest.mark.parametrize("verb", ["delete", "restore"])
@pytest.mark.parametrize(
    "ids",
    [[], None, "1", [0], [-1], [True], ["1"], [1.5], [2**63], [None], [[1]], [1] * 1001],
)
async def test_malformed_ids(world: World, verb: str, ids: Any) -> None:
    answer = await bulk(world, await world.admin(), verb, ids)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_a_thousand_ids(world: World) -> None:
    admin = await world.admin()
    ids = list(range(10**6, 10**6 + 1000))
    for verb in ("delete", "restore"):
        assert (await outcome(world, admin, verb, ids))["not_found"] == ids


@pytest.mark.parametrize("verb", ["delete", "restore"])
async def test_for_administrators(world: World, verb: str) -> None:
    ada = await world.user()
    ids = [(await world.post(ada))["id"]]
    assert (await bulk(world, ada, verb, ids)).json()["code"] == "admin_only"
    answer = await world.client.post(f"/api/posts/bulk-{verb}", json={"ids": ids})
    assert answer.status_code == 401
    assert await live_ids(world) == ids
