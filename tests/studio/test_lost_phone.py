"""Signing in with a second factor, also without the phone."""

from typing import Any

from tests.factories import PASSWORD, World
from tests.second_factor.app import enrol
from tests.studio.browser import Browser, Page

CODE = "/studio/sign-in/code"
OPEN = '<details class="other" open>'


def fields_of(page: Page) -> list[tuple[str, Any]]:
    """Return the hidden fields, which the forms of both codes have."""
    form = next(form for form in page.forms if form.action == CODE)
    return [(name, value) for name, value in form.fields if name != "otp"]


async def test_a_recovery_code_signs_in_and_says_what_to_do_next(
    world: World, browser: Browser
) -> None:
    person = await world.user()
    app = await enrol(world, person)
    page = await browser.post("/studio/sign-in", {"login": person.username, "password": PASSWORD})
    assert "Lost your phone or key?" in page.text
    assert "ask an administrator of this blog to reset your second factor" in page.text
    assert OPEN not in page.response.text
    given = fields_of(page)
    page = await browser.post(CODE, [*given, ("recovery_code", "wrong")])
    assert page.status == 422
    assert "The recovery code is wrong, or was used before." in page.text
    assert 'id="recovery_code-fault"' in page.response.text, "the fault is at its field"
    assert 'id="otp-fault"' not in page.response.text
    assert OPEN in page.response.text
    page = await browser.post(CODE, [*given, ("recovery_code", app.recovery_codes[0])])
    assert page.path == "/studio/overview"
    assert "If your phone is lost, remove its app or passkey under Account, Sign-in" in page.text


async def test_the_code_of_the_app_signs_in_without_a_word(world: World, browser: Browser) -> None:
    person = await world.user()
    app = await enrol(world, person)
    page = await browser.post("/studio/sign-in", {"login": person.username, "password": PASSWORD})
    given = fields_of(page)
    page = await browser.post(CODE, [*given, ("otp", app.wrong())])
    assert 'id="otp-fault"' in page.response.text
    page = await browser.post(CODE, [*given, ("otp", app.code())])
    assert page.path == "/studio/overview"
    assert "recovery code" not in page.text
