"""`POST /users/{id}/restore`: the account and exactly what went with it."""

from typing import Any

import httpx2
import pytest

from blog_api.lifecycle import batches, restoring
from tests.factories import Person, World


async def deleted(world: World, person: Person) -> int:
    answer = await world.client.delete("/api/users/me", headers=person.headers)
    assert answer.status_code == 204
    return int(answer.headers["deletion-id"])


async def restore(world: World, admin: Person, user_id: int, **body: Any) -> httpx2.Response:
    path = f"/api/users/{user_id}/restore"
    return await world.client.post(path, json=body or None, headers=admin.headers)


async def test_exactly_what_went_with_it(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    long_gone = await world.deleted_post(ada)
    kept = await world.post(ada)
    deletion_id = await deleted(world, ada)
    answer = await restore(world, admin, ada.id)
    assert answer.status_code == 200
    assert (answer.json()["username"], answer.json()["email"]) == ("ada", ada.email)
    live = await world.execute("SELECT id FROM posts WHERE deleted_at IS NULL")
    assert live == [(kept["id"],)]
    assert (await world.client.get(f"/api/posts/{long_gone['id']}")).status_code == 404
    [(undone,)] = await world.execute("SELECT undone_at FROM deletions WHERE id = %s", deletion_id)
    assert undone is not None
    assert (await world.client.get("/api/users/me", headers=ada.headers)).status_code == 401
    assert (await world.tokens("ada")).status_code == 200


async def test_a_live_or_unknown_account(world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    answer = await restore(world, admin, ada.id)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_deleted")
    assert (await restore(world, admin, 99_999)).status_code == 404


@pytest.mark.parametrize(
    ("rival", "code", "way_out"),
    [
        (("ADA", "rival@example.com"), "username_taken", {"username": "countess"}),
        (("rival", "ADA@example.com"), "email_taken", {"email": "a@example.com"}),
    ],
)
async def test_name_taken_in_between(
    world: World, rival: tuple[str, str], code: str, way_out: dict[str, str]
) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await deleted(world, ada)
    await world.user(rival[0], email=rival[1])
    answer = await restore(world, admin, ada.id)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    skipped = await restore(world, admin, ada.id, on_conflict="skip")
    assert skipped.status_code == 409, "the account itself cannot be skipped"
    answer = await restore(world, admin, ada.id, **way_out)
    assert answer.status_code == 200
    assert answer.json() == answer.json() | way_out


async def test_given_name_that_is_taken_too(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await deleted(world, ada)
    answer = await restore(world, admin, ada.id, username=admin.username)
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    answer = await restore(world, admin, ada.id, email=admin.email)
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert (await restore(world, admin, ada.id)).json()["username"] == "ada", "nothing was changed"


async def test_user_name_numbered_on_request(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await deleted(world, ada)
    await world.user("ada", email="rival@example.com")
    answer = await restore(world, admin, ada.id, on_conflict="rename")
    assert (answer.status_code, answer.json()["username"]) == (200, "ada-2")


async def test_another_address_is_unverified(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    await world.execute("UPDATE users SET email_verified = true")
    await deleted(world, ada)
    answer = await restore(world, admin, ada.id, email="new@example.com")
    assert (answer.json()["email"], answer.json()["email_verified"]) == ("new@example.com", False)
    messages = await world.execute("SELECT kind FROM outbox WHERE recipient = 'new@example.com'")
    assert messages == [("verify_email",)], "with a token that proves it"


async def test_slugs_of_its_posts_taken_in_between(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    post, other = await world.post(ada, slug="mine"), await world.post(ada, slug="free")
    await deleted(world, ada)
    await world.post(slug="mine")
    answer = await restore(world, admin, ada.id)
    assert (answer.status_code, answer.json()["code"]) == (409, "restore_conflicts")
    assert answer.json()["conflicts"] == [
        {"type": "post", "id": post["id"], "code": "slug_taken", "suggested_slug": "mine-2"}
    ]
    assert (await world.client.get(f"/api/users/{ada.id}")).status_code == 404
    assert (await restore(world, admin, ada.id, on_conflict="skip")).status_code == 200
    assert (await world.client.get(f"/api/posts/{post['id']}")).status_code == 404
    assert (await world.client.get(f"/api/posts/{other['id']}")).status_code == 200


async def test_slugs_of_its_posts_numbered_on_request(world: World) -> None:
    admin, ada = await world.admin(), await world.user("ada")
    post = await world.post(ada, slug="mine")
    await deleted(world, ada)
    await world.post(slug="mine")
    assert (await restore(world, admin, ada.id, on_conflict="rename")).status_code == 200
    assert (await world.client.get(f"/api/posts/{post['id']}")).json()["slug"] == "mine-2"


async def test_more_posts_than_one_statement_takes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without conflicts all are restored; with a slug taken, only the free ones."""
    monkeypatch.setattr(batches, "AT_ONCE", 3)
    monkeypatch.setattr(restoring, "MANY", 8)
    admin, ada = await world.admin(), await world.user("ada")
    posts = [await world.post(ada, slug=f"p{n}", tags=["news"]) for n in range(8)]
    for on_conflict, back in (("fail", 8), ("skip", 7)):
        deletion_id = await deleted(world, ada)
        counted = (await world.client.get("/api/tags")).json()["items"]
        assert counted == []
        counts = "SELECT post_count, undone_at IS NULL FROM deletions WHERE id = %s"
        assert await world.execute(counts, deletion_id) == [(8, True)]
        if on_conflict == "skip":
            await world.post(slug="p4")
        assert (await restore(world, admin, ada.id, on_conflict=on_conflict)).status_code == 200
        live = await world.execute(
            "SELECT id FROM posts WHERE author_id = %s AND deleted_at IS NULL ORDER BY id", ada.id
        )
        expected = [(post["id"],) for n, post in enumerate(posts) if back == 8 or n != 4]
        assert live == expected
        counted = (await world.client.get("/api/tags")).json()["items"]
        assert [(tag["name"], tag["post_count"]) for tag in counted] == [("news", back)]
        assert await world.execute(counts, deletion_id) == [(8, back != 8)]
        ada = await world.log_in(ada.id, "ada", ada.email)


async def test_refusals(world: World) -> None:
    admin, ada, grace = await world.admin(), await world.user(), await world.user()
    await deleted(world, ada)
    assert (await restore(world, grace, ada.id)).json()["code"] == "admin_only"
    for body in ({"username": "x"}, {"on_conflict": "force"}, {"role": "root"}):
        assert (await restore(world, admin, ada.id, **body)).status_code == 422


async def promote(world: World, person: Person) -> None:
    await world.execute("UPDATE users SET role = 'admin' WHERE id = %s", person.id)


@pytest.mark.parametrize(("body", "role"), [({}, "user"), ({"role": "admin"}, "admin")])
async def test_an_administrator_comes_back_as_a_user_unless_asked(
    world: World, body: dict[str, str], role: str
) -> None:
    admin, ada = await world.admin(), await world.user()
    await promote(world, ada)
    await deleted(world, ada)
    answer = await restore(world, admin, ada.id, **body)
    assert (answer.status_code, answer.json()["role"]) == (200, role)
    assert answer.json()["not_restored"] == ([] if role == "admin" else ["role"])


async def test_a_user_loses_nothing(world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    await deleted(world, ada)
    assert (await restore(world, admin, ada.id)).json()["not_restored"] == []


async def test_an_undone_deletion_makes_nobody_an_administrator(world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    await promote(world, ada)
    deletion_id = await deleted(world, ada)
    path = f"/api/deletions/{deletion_id}/undo"
    answer = await world.client.post(path, json={}, headers=admin.headers)
    assert answer.json()["restored"]["users"] == 1
    assert await world.execute("SELECT role FROM users WHERE id = %s", ada.id) == [("user",)]


async def test_an_official_name_comes_back_with_its_role_only(world: World) -> None:
    admin, root = await world.admin(), await world.admin("root")
    await deleted(world, root)
    refused = await restore(world, admin, root.id)
    assert (refused.status_code, refused.json()["code"]) == (409, "username_taken")
    listed = await world.client.get("/api/trash/users", headers=admin.headers)
    assert listed.json()["items"][0]["conflicts"] == ["username_taken"]
    for name in ("r00t", "supp0rt", admin.username.replace("i", "1")):
        refused = await restore(world, admin, root.id, username=name)
        assert (refused.status_code, refused.json()["code"]) == (409, "username_taken")
    answer = await restore(world, admin, root.id, role="admin")
    assert (answer.status_code, answer.json()["username"]) == (200, "root")


async def test_another_spelling_of_the_address_is_another_mailbox(world: World) -> None:
    """Some database locales fold `İ` to `i`; mail servers need not."""
    admin, ian = await world.admin(), await world.user()
    await world.execute(
        "UPDATE users SET email_verified = true, email = %s WHERE id = %s",
        "\u0130an@example.com",
        ian.id,
    )
    await deleted(world, ian)
    answer = await restore(world, admin, ian.id, email="ian@example.com")
    assert (answer.status_code, answer.json()["email_verified"]) == (200, False)
