"""`POST /comments/bulk-delete` and `/comments/bulk-restore`."""

from typing import Any

import pytest

from tests.factories import Person, World

MISSING = 2**63 - 1


async def outcome(world: World, admin: Person, verb: str, ids: Any, **body: Any) -> dict[str, Any]:
    answer = await world.client.post(
        f"/api/comments/bulk-{verb}", json={"ids": ids} | body, headers=admin.headers
    )
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def live_ids(world: World) -> list[int]:
    rows = await world.execute("SELECT id FROM comments WHERE deleted_at IS NULL ORDER BY id")
    return [comment_id for (comment_id,) in rows]


async def comments(world: World, count: int) -> list[int]:
    return [int((await world.comment())["id"]) for _ in range(count)]


async def test_one_deletion_that_can_be_undone_whole(world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    gone = (await world.comment(ada))["id"]
    await world.delete(f"/api/comments/{gone}", ada)
    first, second, kept = await comments(world, 3)
    ids = [second, first, first, gone, MISSING]
    result = await outcome(world, admin, "delete", ids, reason="Spam.")
    deletion_id = result.pop("deletion_id")
    assert result == {"deleted": [first, second], "unchanged": [gone], "not_found": [MISSING]}
    assert await live_ids(world) == [kept]
    deletion = "SELECT kind, actor_id, reason, comment_count FROM deletions WHERE id = %s"
    assert await world.execute(deletion, deletion_id) == [("bulk", admin.id, "Spam.", 2)]
    entry = "SELECT action, target_id FROM audit_entries WHERE deletion_id = %s"
    assert await world.execute(entry, deletion_id) == [("comment.delete", None)]
    path = f"/api/deletions/{deletion_id}/undo"
    undone = (await world.client.post(path, headers=admin.headers)).json()
    assert undone["restored"] == {"posts": 0, "comments": 2, "users": 0}
    assert await live_ids(world) == [first, second, kept]


async def test_the_counts_of_posts_follow(world: World) -> None:
    admin, post = await world.admin(), (await world.post())["id"]
    ids = [(await world.comment(post_id=post))["id"] for _ in range(3)]
    await outcome(world, admin, "delete", ids[:2])
    assert (await world.client.get(f"/api/posts/{post}")).json()["comment_count"] == 1
    await outcome(world, admin, "restore", ids)
    assert (await world.client.get(f"/api/posts/{post}")).json()["comment_count"] == 3


async def test_dry_run_changes_nothing(world: World) -> None:
    admin, ids = await world.admin(), await comments(world, 2)
    result = await outcome(world, admin, "delete", ids, dry_run=True)
    assert result == {"deletion_id": None, "deleted": ids, "unchanged": [], "not_found": []}
    assert await live_ids(world) == ids
    for table in ("deletions", "audit_entries"):
        assert await world.execute(f"SELECT 1 FROM {table}") == []


async def test_nothing_deleted_leaves_nothing_to_undo(world: World) -> None:
    result = await outcome(world, await world.admin(), "delete", [MISSING])
    assert (result["deletion_id"], result["deleted"]) == (None, [])
    assert await world.execute("SELECT 1 FROM deletions") == []


async def test_back_from_the_trash(world: World) -> None:
    admin = await world.admin()
    live, *ids = await comments(world, 3)
    deletion_id = (await outcome(world, admin, "delete", ids))["deletion_id"]
    assert (await outcome(world, admin, "restore", ids, dry_run=True))["restored"] == ids
    assert await live_ids(world) == [live]
    result = await outcome(world, admin, "restore", [*ids, live, MISSING])
    assert result == {
        "restored": ids,
        "unchanged": [live],
        "not_found": [MISSING],
        "conflicts": [],
    }
    undone = "SELECT undone_at IS NOT NULL FROM deletions WHERE id = %s"
    assert await world.execute(undone, deletion_id) == [(True,)]


async def conflicting(world: World) -> tuple[list[int], list[dict[str, Any]]]:
    """Return a free comment, one on a post in the trash, one of an account in the trash."""
    admin, ada, grace = await world.admin(), await world.user(), await world.user()
    post = (await world.post(ada))["id"]
    ids = [
        (await world.comment())["id"],
        (await world.comment(ada, post))["id"],
        (await world.comment(grace))["id"],
    ]
    await outcome(world, admin, "delete", ids)
    await world.delete(f"/api/posts/{post}", ada)
    await world.delete("/api/users/me", grace)
    codes = ["post_deleted", "author_deleted"]
    found = [
        {"id": comment_id, "code": code, "suggested_slug": None}
        for comment_id, code in zip(ids[1:], codes, strict=True)
    ]
    return ids, found


async def test_any_conflict_leaves_all_untouched(world: World) -> None:
    admin = await world.admin()
    ids, found = await conflicting(world)
    before = await live_ids(world)
    answer = await world.client.post(
        "/api/comments/bulk-restore", json={"ids": ids}, headers=admin.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "restore_conflicts")
    assert answer.json()["conflicts"] == [each | {"type": "comment"} for each in found]
    assert await live_ids(world) == before
    dry = await outcome(world, admin, "restore", ids, dry_run=True)
    assert (dry["restored"], dry["conflicts"]) == ([], found)


@pytest.mark.parametrize("mode", ["skip", "rename"])
async def test_conflicts_stay_in_the_trash(world: World, mode: str) -> None:
    admin = await world.admin()
    ids, found = await conflicting(world)
    result = await outcome(world, admin, "restore", ids, on_conflict=mode)
    assert (result["restored"], result["conflicts"]) == (ids[:1], found)
    assert set(ids) & {*await live_ids(world)} == {ids[0]}


@pytest.mark.parametrize("verb", ["delete", "restore"])
async def test_limits_and_administrators(world: World, verb: str) -> None:
    admin, ada = await world.admin(), await world.user()
    ids = list(range(10**6, 10**6 + 1000))
    assert (await outcome(world, admin, verb, ids))["not_found"] == ids
    path = f"/api/comments/bulk-{verb}"
    for wrong in ([], [0], [True], [1] * 1001):
        answer = await world.client.post(path, json={"ids": wrong}, headers=admin.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    answer = await world.client.post(path, json={"ids": [1]}, headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")


async def test_a_key_repeats_the_report(world: World) -> None:
    admin, (comment_id,) = await world.admin(), await comments(world, 1)
    headers = admin.headers | {"Idempotency-Key": "k"}
    body = {"ids": [comment_id]}
    answers = [
        (await world.client.post("/api/comments/bulk-delete", json=body, headers=headers)).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["deleted"] == [comment_id]
