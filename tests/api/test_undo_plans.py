"""The dry run of an undo says what the undo then does, and locks nothing."""

from typing import Any

import httpx2
import pytest

from tests.api.test_deletions import bulk_delete
from tests.api.test_undo import undo
from tests.factories import Person, World
from tests.statements import record

LOCKS = (" FOR UPDATE", " FOR NO KEY", " FOR SHARE", " FOR KEY", "UPDATE ", "INSERT ", "DELETE ")
MODES = ["fail", "rename", "skip"]


async def many_of_one_name(world: World, admin: Person) -> int:
    """Delete posts of which two have one slug, one its next form, and one no author any more."""
    first, second, third = [await world.post(slug=slug) for slug in ("same", "same-2", "other")]
    ada = await world.user()
    lost = await world.post(ada, slug="lost")
    deletion_id = await bulk_delete(world.client, admin, [first, second, third, lost])
    await world.execute("UPDATE posts SET slug = 'same' WHERE id = %s", third["id"])
    await world.delete(f"/api/users/{ada.id}", admin)
    for slug in ("same", "same-3"):  # the next free form is beyond both
        await world.post(slug=slug)
    return deletion_id


async def an_account(world: World, admin: Person) -> int:
    """Delete an account with posts and comments; a slug and its user name are taken since."""
    ada, ben = await world.user("ada"), await world.user("ben")
    await world.post(ada, slug="free")
    taken, other = await world.post(ada, slug="taken"), await world.post(ben)
    await world.comment(ada, taken["id"])
    await world.comment(ada, other["id"])
    deletion_id = await world.delete(f"/api/users/{ada.id}", admin)
    await world.user("ADA", email="another@example.com")
    await world.post(ben, slug="taken")
    return deletion_id


async def an_account_without_its_address(world: World, admin: Person) -> int:
    """Delete an account whose email address another account has now: nothing comes back."""
    ada = await world.user("ada")
    post = await world.post(ada)
    await world.comment(ada, post["id"])
    deletion_id = await world.delete(f"/api/users/{ada.id}", admin)
    await world.user("eve", email=ada.email)
    return deletion_id


def told(answer: httpx2.Response) -> Any:
    return answer.json()["conflicts"] if answer.status_code == 409 else answer.json()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("make", [many_of_one_name, an_account, an_account_without_its_address])
async def test_the_undo_does_what_the_dry_run_says(world: World, make: Any, mode: str) -> None:
    admin = await world.admin()
    deletion_id = await make(world, admin)
    said = await undo(world.client, admin, deletion_id, on_conflict=mode, dry_run=True)
    done = await undo(world.client, admin, deletion_id, on_conflict=mode)
    assert said.json()["conflicts"]
    if mode == "fail":
        assert (done.status_code, told(done)) == (409, said.json()["conflicts"])
        assert said.json()["restored"] == {"posts": 0, "comments": 0, "users": 0}
    else:
        assert (done.status_code, told(done)) == (200, said.json())


async def test_the_dry_run_locks_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await world.admin()
    deletion_id = await an_account(world, admin)
    sent = record(monkeypatch)
    await undo(world.client, admin, deletion_id, on_conflict="rename", dry_run=True)
    assert [each for each in sent if any(word in each for word in LOCKS)] == []
    await undo(world.client, admin, deletion_id, on_conflict="rename")
    assert any(word in each for each in sent for word in LOCKS)
