"""No page has a password in its HTML: what needs one after a confirmation asks for it again."""

import re
from pathlib import Path

import pytest

from blog_api.studio.forms import is_secret
from tests.factories import PASSWORD, Person, World
from tests.second_factor.app import enrol
from tests.studio.account import unconfirm
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn
from tests.studio.routes import fill, routes
from tests.studio.test_every_page import ENDS_THE_SESSION, NUMBERS
from tests.trust.conftest import Opening, open_world

__all__ = ["open_world"]

TEMPLATES = Path(__file__).parents[2] / "blog_api" / "studio" / "templates"
INPUT = re.compile(r'ui\.input\("(\w+)"[^\n]*type="password"')
ANY_INPUT = re.compile(r'type="password"')
CANARY = "canary <in> the & coal mine"
EMAIL = "/studio/account/email"
SECURITY = "/studio/account/security"
CHANGE = "/studio/account/password"


def password_fields() -> set[str]:
    return {name for path in TEMPLATES.glob("*.html") for name in INPUT.findall(path.read_text())}


def test_every_password_field_is_known_as_a_secret() -> None:
    texts = [path.read_text() for path in TEMPLATES.glob("*.html")]
    inputs = [len(ANY_INPUT.findall(text)) for text in texts]
    assert inputs == [len(INPUT.findall(text)) for text in texts]  # each is made by the macro
    assert {name for name in password_fields() if not is_secret(name)} == set()
    assert len(password_fields()) > 3


def has_canary(page: Page) -> bool:
    return any(word in page.response.text for word in ("canary", "coal mine"))


async def answers_with_canaries(browser: Browser, numbers: dict[str, str]) -> list[str]:
    """Send each form with a password in every field that takes one; return the paths it is in."""
    proofs = ("confirm_password",)
    typed = dict.fromkeys(password_fields(), CANARY)
    common = {"login": "ada", "email": "ada@example.com", "title": "Title", "next": "/studio/posts"}
    found = []
    for path in routes("POST"):
        for fields in (typed, {name: typed[name] for name in typed if name not in proofs}):
            if path not in ENDS_THE_SESSION:
                page = await browser.post(fill(path, numbers), common | fields)
                found += [path] if has_canary(page) else []
    return found


@pytest.mark.parametrize("state", ["stranger", "confirmed", "unconfirmed", "second factor"])
async def test_no_form_is_answered_with_a_password(
    world: World, browser: Browser, signed_in: SignIn, state: str
) -> None:
    admin = await world.admin()
    numbers = NUMBERS | {"post_id": str((await world.post(admin))["id"])}
    visitor = browser if state == "stranger" else await signed_in(admin)
    if state == "second factor":
        await enrol(world, admin)
    if state in {"unconfirmed", "second factor"}:
        await unconfirm(world, admin)
    assert await answers_with_canaries(visitor, numbers) == []


async def test_no_password_is_kept_through_a_sign_in(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.execute("DELETE FROM sessions WHERE user_id = %s", person.id)
    typed = dict.fromkeys(password_fields(), CANARY) | {"email": "new@example.com"}
    page = await browser.post(EMAIL, typed)
    assert (page.status, has_canary(page)) == (401, False)
    page = await browser.submit(page, "/studio/sign-in", login=person.username, password=PASSWORD)
    assert ("You are signed in" in page.text, has_canary(page)) == (True, False)
    page = await browser.submit(page, EMAIL)
    assert "Type your password once more" in page.text
    assert ("email", "new@example.com") in page.form(EMAIL).fields


async def test_no_password_is_kept_to_be_sent_again(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=True) as world:
        browser = Browser(world.app)
        await browser.sign_in(await world.user())
        await browser.post("/studio/account/notices")
        await world.execute("UPDATE throttles SET full_at = now() + interval '1 hour'")
        page = await browser.post(CHANGE, dict.fromkeys(password_fields(), CANARY))
        assert (page.status, has_canary(page)) == (429, False)
        await browser.client.aclose()


def asks_again(page: Page, field: str) -> bool:
    """Return whether the page asks for the password, and has the focus there."""
    is_focused = re.search(rf'<input id="{field}"[^>]* data-focus', page.response.text)
    return is_focused is not None and "Type your password once more" in page.text


@pytest.mark.parametrize(
    ("path", "kept", "secret"),
    [
        ("/studio/sign-up", {"email": "new@example.com", "username": "newcomer"}, "password"),
        ("/studio/reset", {"token": "a token", "keep_tokens": "true"}, "new_password"),
        (EMAIL, {"email": "new@example.com"}, "current_password"),
        (CHANGE, {}, "current_password"),
    ],
)
async def test_a_form_that_is_sent_again_asks_for_its_password(
    open_world: Opening, path: str, kept: dict[str, str], secret: str
) -> None:
    async with open_world(rate_limits_enabled=True) as world:
        browser = Browser(world.app)
        if path.startswith("/studio/account"):
            await browser.sign_in(await world.user())
        await browser.post(path, kept)
        await world.execute("UPDATE throttles SET full_at = now() + interval '1 hour'")
        page = await browser.post(path, kept | {secret: CANARY})
        assert (page.status, has_canary(page)) == (429, False)
        assert "The passwords that you typed are not kept." in page.text
        await world.execute("DELETE FROM throttles")
        page = await browser.submit(page, path)
        assert (page.status, asks_again(page, secret)) == (422, True)
        assert kept.items() <= dict(page.form(path).fields).items()
        await browser.client.aclose()


async def test_signing_in_again_asks_for_the_password(browser: Browser) -> None:
    """As after a page that says that too many passwords are being checked."""
    page = await browser.post("/studio/sign-in", {"login": "ada", "next": "/studio/comments"})
    assert (page.status, asks_again(page, "password")) == (422, True)
    assert "The user name or password is wrong." not in page.text
    given = {"login": "ada", "next": "/studio/comments"}
    assert given.items() <= dict(page.form("/studio/sign-in").fields).items()


async def with_factor(world: World, signed_in: SignIn) -> tuple[Person, Browser, str]:
    """Return an account with a second factor, its browser unconfirmed, and a code."""
    person = await world.user()
    browser = await signed_in(person)
    app = await enrol(world, person)
    await unconfirm(world, person)
    return person, browser, app.code()


async def test_a_new_password_is_typed_after_the_confirmation(
    world: World, signed_in: SignIn
) -> None:
    _, browser, code = await with_factor(world, signed_in)
    page = await browser.get(SECURITY)
    assert CHANGE not in [form.action for form in page.forms]
    assert f"/studio/confirm?next={SECURITY}" in page.links
    page = await browser.get(f"/studio/confirm?next={SECURITY}")
    page = await browser.submit(page, "/studio/confirm", confirm_otp=code)
    new = {"new_password": "quite another", "repeated": "quite another"}
    page = await browser.submit(page, CHANGE, current_password=PASSWORD, **new)
    assert "Your password is changed." in page.text


async def test_a_confirmation_that_ended_keeps_what_is_no_password(
    world: World, signed_in: SignIn
) -> None:
    """The page was open for longer than a confirmation lasts."""
    _, browser, code = await with_factor(world, signed_in)
    given = {"email": "new@example.com", "current_password": CANARY}
    page = await browser.post(EMAIL, given)
    assert (page.status, has_canary(page)) == (403, False)
    assert "The passwords that you typed are not kept." in page.text
    page = await browser.submit(page, EMAIL, confirm_otp="000000")
    assert (page.status, "The code is wrong" in page.text) == (403, True)
    page = await browser.submit(page, EMAIL, confirm_otp=code)
    assert (page.status, "Type your password once more" in page.text) == (422, True)
    page = await browser.submit(page, EMAIL, current_password=PASSWORD)
    assert "We sent an email to new@example.com." in page.text
