"""Account: profile, picture, email, password, sessions, export and deletion."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.factories import PASSWORD, World
from tests.pictures import draw
from tests.second_factor.app import enrol
from tests.studio.account import unconfirm
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn

ACCOUNT = "/studio/account"
PAGES = [
    ACCOUNT,
    *(f"{ACCOUNT}/{name}" for name in ("email", "security", "sessions", "tokens", "data")),
    f"{ACCOUNT}/data/delete",
    f"{ACCOUNT}/tokens/new",
]
NEW_PASSWORD = "quite another sentence"  # of a test


@pytest.mark.parametrize("path", PAGES)
async def test_strangers_sign_in_first(browser: Browser, path: str) -> None:
    page = await browser.get(path)
    assert page.path.startswith("/studio/sign-in?next=")


@pytest.mark.parametrize("path", PAGES)
async def test_users_have_every_section(world: World, signed_in: SignIn, path: str) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get(path)
    assert page.status == 200
    assert {ACCOUNT, f"{ACCOUNT}/email", f"{ACCOUNT}/tokens"} <= set(page.links)


async def test_the_profile_is_saved_and_escaped(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    page = await browser.get(ACCOUNT)
    typed = {"name": "<b>Ada</b>", "bio": "Numbers\nand engines"}
    page = await browser.submit(page, ACCOUNT, username="countess", **typed)
    assert "Your profile is saved." in page.text
    assert "<b>Ada" not in page.response.text
    me = (await world.client.get("/api/users/me", headers=person.headers)).json()
    assert (me["username"], me["name"], me["bio"]) == ("countess", *typed.values())
    page = await browser.submit(page, ACCOUNT, name="", bio="")
    me = (await world.client.get("/api/users/me", headers=person.headers)).json()
    assert (me["name"], me["bio"]) == (None, None)


async def test_a_taken_user_name_keeps_what_was_typed(world: World, signed_in: SignIn) -> None:
    other = await world.user()
    browser = await signed_in(await world.user())
    page = await browser.get(ACCOUNT)
    page = await browser.submit(page, ACCOUNT, username=other.username, bio="Kept words")
    assert page.status == 422
    assert "Another account has this user name." in page.text
    assert ("bio", "Kept words") in page.form(ACCOUNT).fields


async def upload(browser: Browser, data: bytes) -> Page:
    files = {"file": ("me.png", data, "image/png")}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return Page(
        await browser.client.post(
            f"{ACCOUNT}/avatar", files=files, headers=headers, follow_redirects=True
        )
    )


async def test_a_picture_is_uploaded_and_removed(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await upload(browser, draw())
    assert "Your picture is saved." in page.text
    assert '<img src="/media/' in page.response.text
    page = await browser.submit(page, f"{ACCOUNT}/avatar/delete")
    assert "Your picture is removed." in page.text
    assert "<img" not in page.response.text


async def test_a_file_that_is_no_picture(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await upload(browser, b"not a picture")
    assert page.status == 422
    assert "This file is no picture that we can read." in page.text
    page = await upload(browser, b"")
    assert page.status == 422


async def test_an_upload_after_the_session_leads_to_signing_in(
    world: World, signed_in: SignIn
) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.client.delete("/api/auth/sessions", headers=person.headers)
    page = await upload(browser, draw())
    assert page.path.startswith("/studio/sign-in")
    page = await browser.submit(page, "/studio/sign-in", login=person.email, password=PASSWORD)
    assert page.path == ACCOUNT


async def test_the_address_changes_with_the_password(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    page = await browser.get(f"{ACCOUNT}/email")
    assert person.email in page.text
    assert "Not confirmed yet" in page.text
    action = f"{ACCOUNT}/email"
    page = await browser.submit(page, action, email="new@example.com", current_password="wrong")
    assert page.status == 422
    assert "The password is wrong." in page.text
    assert ("email", "new@example.com") in page.form(action).fields
    page = await browser.submit(page, action, email="nonsense", current_password=PASSWORD)
    assert page.status == 422
    page = await browser.submit(page, action, email="new@example.com", current_password=PASSWORD)
    assert "We sent an email to new@example.com." in page.text
    page = await browser.submit(page, f"{ACCOUNT}/email/verify")
    assert "A mail is on its way" in page.text


async def test_a_taken_address_is_said_where_it_was_typed(world: World, signed_in: SignIn) -> None:
    other = await world.user()
    browser = await signed_in(await world.user())
    given = {"email": other.email, "current_password": PASSWORD}
    page = await browser.post(f"{ACCOUNT}/email", given)
    assert page.status == 422
    assert "Another account has this email address." in page.text
    assert "#email" in page.links


async def test_with_a_second_factor_the_address_needs_it_too(
    world: World, signed_in: SignIn
) -> None:
    person = await world.user()
    browser = await signed_in(person)
    app = await enrol(world, person)
    await unconfirm(world, person)
    page = await browser.get(f"{ACCOUNT}/email")
    assert "Your account has a second factor. Use it first" in page.text
    assert f"{ACCOUNT}/email" not in [form.action for form in page.forms]
    page = await browser.get(f"/studio/confirm?next={ACCOUNT}/email")
    page = await browser.submit(page, "/studio/confirm", confirm_otp=app.code())
    given = {"email": "new@example.com", "current_password": PASSWORD}
    page = await browser.submit(page, f"{ACCOUNT}/email", **given)
    assert "We sent an email to new@example.com." in page.text


async def test_notices_of_sign_ins_are_switched(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    for fields, is_on in (({}, False), ({"new_login": "true"}, True)):
        await browser.post(f"{ACCOUNT}/notices", fields)
        me = await world.client.get("/api/users/me", headers=person.headers)
        assert me.json()["notices"] == {"new_login": is_on}


async def test_a_new_password_ends_other_sessions(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    page = await browser.get(f"{ACCOUNT}/security")
    action = f"{ACCOUNT}/password"
    right = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    for wrong, message in (
        ({"current_password": "wrong"}, "The password is wrong."),
        ({"repeated": "other"}, "The two new passwords differ."),
        ({"new_password": "123", "repeated": "123"}, "too easy to guess"),
    ):
        page = await browser.submit(page, action, **(right | wrong))
        assert page.status == 422
        assert message in page.text
        assert NEW_PASSWORD not in page.response.text
    page = await browser.submit(page, action, **right)
    assert "Your password is changed." in page.text
    me = await world.client.get("/api/users/me", headers=person.headers)
    assert me.status_code == 401
    assert (await world.tokens(person.username, NEW_PASSWORD)).status_code == 200


async def test_sessions_end_one_by_one_and_all_at_once(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.tokens(person.username)
    page = await browser.get(f"{ACCOUNT}/sessions")
    ends = [form.action for form in page.forms if form.action.endswith("/end")]
    assert len(ends) == 2
    page = await browser.submit(page, ends[0])
    assert "The session has ended." in page.text
    page = await browser.post(ends[0])
    assert "This session had ended already." in page.text
    page = await browser.submit(page, f"{ACCOUNT}/sessions/end-others")
    assert not [form for form in page.forms if form.action.endswith("/end")]
    assert (await browser.get(ACCOUNT)).path == ACCOUNT


async def test_a_session_of_someone_else_goes_on(world: World, signed_in: SignIn) -> None:
    other = await world.user()
    browser = await signed_in(await world.user())
    [(session_id,)] = await world.execute("SELECT id FROM sessions WHERE user_id = %s", other.id)
    await browser.post(f"{ACCOUNT}/sessions/{session_id}/end")
    assert (await world.client.get("/api/users/me", headers=other.headers)).status_code == 200


async def test_the_export_is_a_zip(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person, title="To take along")
    browser = await signed_in(person)
    page = await browser.get(f"{ACCOUNT}/data")
    assert f"{ACCOUNT}/export" in page.links
    answer = await browser.client.get(f"{ACCOUNT}/export")
    assert answer.headers["content-type"] == "application/zip"
    assert ZipFile(BytesIO(answer.content)).namelist()


async def test_deleting_shows_what_goes_and_signs_out(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person)
    browser = await signed_in(person)
    await unconfirm(world, person)
    page = await browser.get(f"{ACCOUNT}/data/delete")
    assert "Published posts 1" in page.text
    page = await browser.submit(page, f"{ACCOUNT}/data/delete")
    assert page.status == 403
    page = await browser.submit(page, f"{ACCOUNT}/data/delete", confirm_password=PASSWORD)
    assert "Your account is deleted." in page.text
    assert (await browser.get(ACCOUNT)).path.startswith("/studio/sign-in")
    [(deleted,)] = await world.execute(
        "SELECT deleted_at IS NOT NULL FROM users WHERE id = %s", person.id
    )
    assert deleted is True


async def test_the_last_administrator_stays(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.admin())
    page = await browser.get(f"{ACCOUNT}/data/delete")
    page = await browser.submit(page, f"{ACCOUNT}/data/delete")
    assert page.status == 409
    assert "This is the last administrator." in page.text
