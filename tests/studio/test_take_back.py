"""Taking an email address back, by the link of the mail about its change."""

import hashlib

import pytest

from tests.factories import PASSWORD, Person, World
from tests.second_factor.app import enrol
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn

REVERT = "/studio/revert"
TOKEN = "a-token-of-the-mail"
PLANT = """
INSERT INTO one_time_tokens (user_id, purpose, email, token_hash, expires_at, email_change_id)
SELECT user_id, 'revert_email', old_email, %s, now() + interval '1 hour', id FROM email_changes
"""


async def move(world: World, person: Person) -> None:
    """Change the address, and store the token of the mail to the former one."""
    body = {"email": "thief@example.com", "current_password": PASSWORD}
    answer = await world.client.patch("/api/users/me", json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    await world.execute(PLANT, hashlib.sha256(TOKEN.encode()).digest())


async def owner(world: World) -> Person:
    person = await world.user()
    await world.execute("UPDATE users SET email_verified = true")
    return person


async def email_of(world: World, person: Person) -> str:
    [(email,)] = await world.execute("SELECT email FROM users WHERE id = %s", person.id)
    return str(email)


async def test_the_page_says_what_happens_and_a_form_does_it(
    world: World, browser: Browser
) -> None:
    ada = await owner(world)
    await move(world, ada)
    page = await browser.get(REVERT, site="cross-site")
    assert "Everyone is signed out, you too" in page.text
    assert await email_of(world, ada) == "thief@example.com"
    page = await browser.submit(page, REVERT, token=f" {TOKEN} ")
    assert page.path == "/studio/sign-in"
    assert "The address is yours again" in page.text
    assert await email_of(world, ada) == ada.email
    assert (await world.client.get("/api/users/me", headers=ada.headers)).status_code == 401


async def test_who_is_signed_in_is_signed_out(world: World, signed_in: SignIn) -> None:
    ada = await owner(world)
    browser = await signed_in(ada)
    await move(world, ada)
    page = await browser.post(REVERT, {"token": TOKEN})
    assert page.path == "/studio/sign-in"
    assert "The address is yours again" in page.text


@pytest.mark.parametrize("token", ["", "wrong", "x" * 300, "\0"])
async def test_a_bad_token_is_said_at_its_field(browser: Browser, token: str) -> None:
    page = await browser.post(REVERT, {"token": token})
    assert page.status == 422
    assert 'id="token-fault"' in page.response.text


@pytest.mark.parametrize("kind", ["otp", "recovery_code"])
async def test_a_second_factor_from_before_is_asked_for(
    world: World, browser: Browser, kind: str
) -> None:
    ada = await owner(world)
    app = await enrol(world, ada)
    await move(world, ada)
    page = await browser.submit(await browser.get(REVERT), REVERT, token=TOKEN)
    assert "Show it, and the address is yours again." in page.text
    wrong = app.wrong() if kind == "otp" else "abcdef-abcdef-abcdef-abcdef"
    page = await browser.submit(page, REVERT, **{kind: wrong})
    assert page.status == 422
    assert "The code is wrong" in page.text
    assert await email_of(world, ada) == "thief@example.com"
    right = app.code() if kind == "otp" else app.recovery_codes[0]
    page = await browser.submit(page, REVERT, **{kind: right})
    assert "The address is yours again" in page.text
    assert await email_of(world, ada) == ada.email


async def test_it_speaks_german(browser: Browser) -> None:
    browser.client.headers["Accept-Language"] = "de"
    page = await browser.get(REVERT)
    assert "Alle werden abgemeldet, auch du" in page.text
