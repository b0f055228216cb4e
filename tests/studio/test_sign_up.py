"""Opening an account, confirming its address, and choosing another password."""

import hashlib

import pytest

from tests.factories import PASSWORD, World
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn
from tests.trust.conftest import Opening, open_world

__all__ = ["open_world"]
SIGN_UP = "/studio/sign-up"
GIVEN = {"email": "new@example.com", "username": "newcomer", "password": "some other words"}
NEW_PASSWORD = "quite another sentence"


async def plant(world: World, user_id: int, purpose: str, token: str) -> None:
    """Store a one-time token, as the mail worker does when it sends one."""
    await world.execute(
        "INSERT INTO one_time_tokens (user_id, purpose, email, token_hash, expires_at) "
        "SELECT id, %s, email, %s, now() + interval '1 hour' FROM users WHERE id = %s",
        purpose,
        hashlib.sha256(token.encode()).digest(),
        user_id,
    )


async def test_an_account_is_opened(world: World, browser: Browser) -> None:
    page = await browser.get("/studio/sign-in")
    assert SIGN_UP in page.links
    page = await browser.submit(await browser.get(SIGN_UP), SIGN_UP, **GIVEN)
    assert "We sent an email to new@example.com." in page.text
    form = {"login": GIVEN["username"], "password": GIVEN["password"]}
    assert (await browser.post("/studio/sign-in", form)).path == "/studio/overview"


async def test_a_taken_address_is_not_told(world: World, browser: Browser) -> None:
    person = await world.user()
    fresh = await browser.post(SIGN_UP, GIVEN)
    taken = await browser.post(SIGN_UP, GIVEN | {"email": person.email, "username": "other"})
    assert fresh.status == taken.status == 200
    assert fresh.text.replace(GIVEN["email"], person.email) == taken.text
    names = await world.execute("SELECT username FROM users WHERE username = 'other'")
    assert names == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"email": "nonsense"}, "There is a problem"),
        ({"username": "a b"}, "This does not have the right form."),
        ({"password": "123"}, "too easy to guess"),
        ({"username": "taken"}, "Another account has this user name."),
    ],
)
async def test_faults_keep_what_was_typed(
    world: World, browser: Browser, wrong: dict[str, str], message: str
) -> None:
    await world.user("taken")
    page = await browser.post(SIGN_UP, GIVEN | wrong | {"name": "Kept"})
    assert page.status == 422
    assert message in page.text
    assert ("name", "Kept") in page.form(SIGN_UP).fields
    assert GIVEN["password"] not in page.response.text


async def test_closed_registration_has_no_page(open_world: Opening) -> None:
    async with open_world(registration="closed") as world:
        browser = Browser(world.app)
        assert SIGN_UP not in (await browser.get("/studio/sign-in")).links
        assert (await browser.get(SIGN_UP)).status == 403
        assert "This blog takes no new accounts." in (await browser.post(SIGN_UP, GIVEN)).text
        assert await world.execute("SELECT id FROM users") == []
        await browser.client.aclose()


async def test_an_address_is_confirmed(world: World, browser: Browser) -> None:
    person = await world.user()
    await plant(world, person.id, "verify_email", "right")
    page = await browser.submit(await browser.get("/studio/verify"), "/studio/verify", token="no")
    assert page.status == 422
    assert "This link was used already, or is too old." in page.text
    page = await browser.submit(page, "/studio/verify", token="right")
    assert "Your email address is confirmed." in page.text
    me = await world.client.get("/api/users/me", headers=person.headers)
    assert me.json()["email_verified"] is True


async def test_every_address_gets_the_same_answer(world: World, browser: Browser) -> None:
    person = await world.user()
    texts = set()
    for email in (person.email, "nobody@example.com"):
        page = await browser.post("/studio/forgot", {"email": email})
        texts.add(page.text.replace(email, "…"))
    assert len(texts) == 1
    assert (await browser.post("/studio/forgot", {"email": "nonsense"})).status == 422


async def test_a_new_password_is_chosen(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await plant(world, person.id, "reset_password", "right")
    page = await browser.get("/studio/reset")
    page = await browser.submit(page, "/studio/reset", token="right", new_password="123")
    assert "too easy to guess" in page.text
    assert ("token", "right") in page.form("/studio/reset").fields
    page = await browser.submit(page, "/studio/reset", token="no", new_password=NEW_PASSWORD)
    assert page.status == 422
    page = await browser.submit(page, "/studio/reset", token="right", new_password=NEW_PASSWORD)
    assert "Your password is changed. Sign in with it." in page.text
    assert (await world.tokens(person.username, PASSWORD)).status_code == 400
    assert (await world.tokens(person.username, NEW_PASSWORD)).status_code == 200
