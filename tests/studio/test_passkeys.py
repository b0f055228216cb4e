"""Passkeys: added, used to sign in and as the second step, and to confirm."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.authenticator import Authenticator
from tests.factories import PASSWORD, Person, World
from tests.second_factor.app import enrol
from tests.studio.account import unconfirm
from tests.studio.browser import Browser, Page
from tests.trust.conftest import Opening, open_world

__all__ = ["open_world"]
SECURITY = "/studio/account/security"
NEW = f"{SECURITY}/passkeys/new"
ASK = "/studio/sign-in/passkey/options"
SIGN_IN = "/studio/sign-in/passkey"


@pytest.fixture
async def world(open_world: Opening) -> AsyncIterator[World]:
    """Yield a server at localhost, where passkeys are possible."""
    async with open_world(public_url="http://localhost:8000") as world:
        yield world


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    browser = Browser(world.app)
    yield browser
    await browser.client.aclose()


async def options_of(browser: Browser, path: str, **fields: str) -> dict[str, Any]:
    """Send what passkey.js sends."""
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = str(httpx2.QueryParams(fields))
    answer = await browser.client.post(path, content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    given: dict[str, Any] = answer.json()
    return given


async def add(browser: Browser, device: Authenticator, name: str = "Laptop") -> Page:
    options = (await options_of(browser, f"{SECURITY}/passkeys/options"))["options"]
    credential = json.dumps(device.create(options))
    return await browser.submit(await browser.get(NEW), NEW, credential=credential, name=name)


async def enrolled(world: World, browser: Browser) -> tuple[Person, Authenticator]:
    """Add a passkey, and sign out."""
    person, device = await world.user(), Authenticator()
    await browser.sign_in(person)
    assert (await add(browser, device)).status == 200
    await browser.post("/studio/sign-out")
    return person, device


async def test_the_first_one_comes_with_recovery_codes(world: World, browser: Browser) -> None:
    await browser.sign_in(await world.user())
    page = await add(browser, Authenticator(), "<u>Key</u>")
    assert "The passkey is added." in page.text
    assert 'id="codes"' in page.response.text
    page = await add(browser, Authenticator(), "Second")
    assert page.path == SECURITY
    assert "Second" in page.text
    assert "<u>" not in page.response.text
    (remove,) = [form.action for form in page.forms if form.action.endswith("/remove")][:1]
    page = await browser.submit(page, remove)
    assert "The passkey is removed." in page.text


async def test_what_no_device_made_is_refused(world: World, browser: Browser) -> None:
    await browser.sign_in(await world.user())
    page = await browser.submit(await browser.get(NEW), NEW, credential="{}", name="Phone")
    assert page.status == 422
    assert "The passkey did not fit." in page.text
    assert ("name", "Phone") in page.form(NEW).fields


async def test_a_passkey_signs_in_without_a_password(world: World, browser: Browser) -> None:
    _, device = await enrolled(world, browser)
    page = await browser.get("/studio/account/sessions")
    asked = await options_of(browser, ASK)
    page = await browser.submit(
        page,
        SIGN_IN,
        credential=json.dumps(device.get(asked["options"])),
        challenge_token=asked["challenge_token"],
    )
    assert page.path == "/studio/account/sessions"


async def test_an_unknown_passkey_is_refused(world: World, browser: Browser) -> None:
    await enrolled(world, browser)
    asked = await options_of(browser, ASK)
    stranger = Authenticator()
    stranger.create(asked["options"] | {"user": {"id": "AA"}})
    page = await browser.submit(
        await browser.get("/studio/sign-in"),
        SIGN_IN,
        credential=json.dumps(stranger.get(asked["options"])),
        challenge_token=asked["challenge_token"],
    )
    assert page.status == 422
    assert "That passkey does not open an account here." in page.text
    assert not [name for name in browser.cookies if "access" in name]


async def test_a_passkey_is_the_second_step(world: World, browser: Browser) -> None:
    person, device = await enrolled(world, browser)
    page = await browser.sign_in(person)
    fields = dict(page.form(SIGN_IN).fields)
    asked = await options_of(browser, ASK, mfa_token=fields["mfa_token"])
    wrong = await browser.submit(page, SIGN_IN, credential="{}")
    assert "That passkey does not open an account here." in wrong.text
    credential = json.dumps(device.get(asked["options"]))
    page = await browser.submit(wrong, SIGN_IN, credential=credential)
    assert page.path == "/studio/overview"


async def test_a_passkey_confirms(world: World, browser: Browser) -> None:
    person, device = await world.user(), Authenticator()
    await browser.sign_in(person)
    await add(browser, device)
    await unconfirm(world, person)
    page = await browser.get("/studio/confirm?next=/studio/account/tokens/new")
    assert "Password" not in page.text
    assert "Six digits" not in page.text
    asked = await options_of(browser, "/studio/confirm/passkey/options")
    credential = json.dumps(device.get(asked["options"]))
    page = await browser.submit(page, "/studio/confirm", confirm_credential=credential)
    assert page.path == "/studio/account/tokens/new"


async def test_the_confirm_page_asks_for_what_fits(world: World, browser: Browser) -> None:
    person = await world.user()
    await browser.sign_in(person)
    page = await browser.get("/studio/confirm")
    assert "Password" in page.text
    assert "Six digits" not in page.text
    app = await enrol(world, person)
    await unconfirm(world, person)
    page = await browser.get("/studio/confirm?next=/studio/account/tokens/new")
    assert "Password" not in page.text
    assert "passkey" not in page.text
    code = app.recovery_codes[0]
    page = await browser.submit(page, "/studio/confirm", confirm_recovery_code=code)
    assert page.path == "/studio/account/tokens/new"
    assert (await world.tokens(person.username, PASSWORD)).status_code == 400
