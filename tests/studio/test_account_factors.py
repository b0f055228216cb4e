"""Account: authenticator app and recovery codes."""

import re

from tests.factories import World
from tests.second_factor.app import App, enrol
from tests.studio.account import unconfirm
from tests.studio.conftest import SignIn

SECURITY = "/studio/account/security"
APP = f"{SECURITY}/app"


async def test_an_app_is_added_with_its_first_code(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    page = await browser.submit(await browser.get(SECURITY), APP)
    assert page.path == APP
    assert "<svg" in page.response.text
    (secret,) = re.findall(r'id="key">([A-Z2-7]+)<', page.response.text)
    app = App(person, secret)
    page = await browser.submit(page, f"{APP}/confirm", otp=app.wrong())
    assert page.status == 422
    assert "The code is wrong" in page.text
    assert secret in page.text
    code = app.code()
    spaced = f"{code[:3]} {code[3:]}"
    page = await browser.submit(page, f"{APP}/confirm", otp=spaced)
    assert page.status == 200
    (codes,) = re.findall(r'<pre class="codes" id="codes">([^<]+)</pre>', page.response.text)
    assert len(codes.split()) == 10
    page = await browser.get(SECURITY)
    assert "10 codes are left." in page.text
    assert codes.split()[0] not in page.text


async def test_without_an_enrolment_there_is_nothing_to_show(
    world: World, signed_in: SignIn
) -> None:
    browser = await signed_in(await world.user())
    assert (await browser.get(APP)).path == SECURITY
    assert (await browser.post(f"{APP}/confirm", {"otp": "123456"})).path == SECURITY


async def test_factors_need_a_confirmed_session(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await browser.post(APP)
    await unconfirm(world, person)
    assert (await browser.get(APP)).path.startswith("/studio/confirm")
    for path in (APP, f"{APP}/confirm", f"{APP}/remove", f"{SECURITY}/recovery-codes"):
        assert (await browser.post(path, {"otp": "123456"})).status == 403


async def test_codes_are_replaced_and_the_app_is_removed(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    app = await enrol(world, person)
    await unconfirm(world, person)
    page = await browser.submit(await browser.get(SECURITY), f"{SECURITY}/recovery-codes")
    page = await browser.submit(page, f"{SECURITY}/recovery-codes", confirm_otp=app.code())
    assert "The codes from before do not work any more." in page.text
    assert app.recovery_codes[0] not in page.text
    page = await browser.submit(await browser.get(SECURITY), f"{APP}/remove")
    assert "The authenticator app is removed." in page.text
    assert "Recovery codes" not in page.text
