"""People: list, profile, changes, deletion and restore of accounts."""

import pytest

from tests.factories import PASSWORD, World
from tests.studio.conftest import SignIn


@pytest.mark.parametrize("rest", ["", "/1", "/1/delete", "/1/second-factor"])
async def test_only_administrators_see_people(world: World, signed_in: SignIn, rest: str) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get(f"/studio/people{rest}")
    assert page.status == 403
    assert "/studio/people" not in page.links


@pytest.mark.parametrize("act", ["profile", "role", "activity", "delete", "second-factor"])
async def test_users_change_no_one(world: World, signed_in: SignIn, act: str) -> None:
    other = await world.user()
    browser = await signed_in(await world.user())
    page = await browser.post(f"/studio/people/{other.id}/{act}", {"role": "admin"})
    assert page.status == 403
    state = "SELECT role, deleted_at FROM users WHERE id = %s"
    assert await world.execute(state, other.id) == [("user", None)]


async def test_people_are_searched_and_filtered(world: World, signed_in: SignIn) -> None:
    await world.user("zoe", name="<i>Zoe</i>")
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/people?search=zo&role=&active=")
    assert "<i>Zoe</i> @zoe zoe@example.com" in page.text
    assert "<i>Zoe" not in page.response.text
    assert "@zoe" not in (await browser.get("/studio/people?role=admin")).text
    page = await browser.get("/studio/people?active=no")
    assert "No one found" in page.text
    assert (await browser.get("/studio/people?role=boss")).status == 422


async def test_a_profile_keeps_what_was_typed(world: World, signed_in: SignIn) -> None:
    await world.user("taken")
    person = await world.user("ann", name="Ann")
    browser = await signed_in(await world.admin())
    path = f"/studio/people/{person.id}"
    page = await browser.submit(await browser.get(path), f"{path}/profile", username="taken")
    assert page.status == 422
    assert "Another account has this user name." in page.text
    assert ("username", "taken") in page.form(f"{path}/profile").fields
    page = await browser.submit(page, f"{path}/profile", username="anna", name="")
    assert "The profile is changed." in page.text
    state = "SELECT username, name, email FROM users WHERE id = %s"
    assert await world.execute(state, person.id) == [("anna", None, person.email)]


async def test_roles_and_activity(world: World, signed_in: SignIn) -> None:
    admin, person = await world.admin(), await world.user()
    browser = await signed_in(admin)
    path = f"/studio/people/{person.id}"
    page = await browser.post(f"{path}/role", {"role": "admin"})
    assert "The role is changed." in page.text
    assert "Make an author" in page.text
    page = await browser.post(f"{path}/role", {"role": "user"})
    page = await browser.post(f"{path}/activity", {"is_active": "false"})
    assert "signed out everywhere" in page.text
    assert (await world.client.get("/api/users/me", headers=person.headers)).status_code == 401
    page = await browser.post(f"{path}/activity", {"is_active": "true"})
    assert "The account is active again." in page.text
    page = await browser.post(f"/studio/people/{admin.id}/role", {"role": "user"})
    assert page.status == 422
    assert "This is the last administrator." in page.text


async def test_a_role_needs_a_confirmed_session(world: World, signed_in: SignIn) -> None:
    admin, person = await world.admin(), await world.user()
    browser = await signed_in(admin)
    await world.execute("UPDATE sessions SET confirmed_at = NULL WHERE user_id = %s", admin.id)
    path = f"/studio/people/{person.id}/role"
    page = await browser.post(path, {"role": "admin"})
    assert page.status == 403
    page = await browser.submit(page, path, confirm_password=PASSWORD)
    assert "The role is changed." in page.text


async def test_deleting_with_its_preview_and_a_new_author(world: World, signed_in: SignIn) -> None:
    person, heir = await world.user(), await world.user("heir")
    post = await world.post(person, title="Kept", status="published")
    browser = await signed_in(await world.admin())
    path = f"/studio/people/{person.id}/delete"
    page = await browser.get(path)
    assert "1 post (1 published)" in page.text
    page = await browser.post(path, {"posts": "transfer", "to": ""})
    assert page.status == 422
    assert "Name another account that is active" in page.text
    page = await browser.post(path, {"posts": "transfer", "to": "nobody-here"})
    assert page.status == 422
    assert ("to", "nobody-here") in page.form(path).fields
    page = await browser.post(path, {"posts": "transfer", "to": "heir"})
    assert page.path == "/studio/people"
    assert "is in the trash." in page.text
    owner = "SELECT author_id, deleted_at FROM posts WHERE id = %s"
    assert await world.execute(owner, post["id"]) == [(heir.id, None)]
    (undo,) = [form.action for form in page.forms if form.action.endswith("/undo")]
    page = await browser.post(undo)
    assert "Restored: 1 account." in page.text
    assert await world.execute(owner, post["id"]) == [(person.id, None)]


async def test_an_account_whose_names_are_taken_is_restored(
    world: World, signed_in: SignIn
) -> None:
    person = await world.user("eve")
    post = await world.post(person)
    await world.delete("/api/users/me", person)
    await world.user("eve")
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/trash?kind=accounts")
    assert "Another account has its email address now." in page.text
    path = f"/studio/trash/accounts/{person.id}"
    page = await browser.get(path)
    page = await browser.submit(page, f"{path}/restore", email="not an address")
    assert page.status == 422
    assert ("email", "not an address") in page.form(f"{path}/restore").fields
    page = await browser.submit(page, f"{path}/restore", email="eve2@example.com", username="eve2")
    assert page.path == f"/studio/people/{person.id}"
    assert "The account of eve2 is restored." in page.text
    assert (await world.client.get(f"/api/posts/{post['id']}")).json()["author"]["id"] == person.id


async def test_second_factors_of_others_are_reset(world: World, signed_in: SignIn) -> None:
    admin, person = await world.admin(), await world.user()
    browser = await signed_in(admin)
    path = f"/studio/people/{person.id}/second-factor"
    page = await browser.get(path)
    assert "the password alone signs in" in page.text
    page = await browser.submit(page, path)
    assert "The second factors are removed." in page.text
    resets = "SELECT target_id FROM audit_entries WHERE action = 'mfa.reset'"
    assert await world.execute(resets) == [(person.id,)]
    assert (await browser.post(f"/studio/people/{admin.id}/second-factor")).status == 403
