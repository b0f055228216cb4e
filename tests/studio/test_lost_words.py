"""Errors in the middle of an act: what was typed is still there, and secrets are not."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from blog_api.errors import BusyError
from tests.factories import PASSWORD, World
from tests.studio.account import unconfirm
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn
from tests.trust.conftest import Opening, open_world

__all__ = ["open_world"]

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
TOKENS = "/studio/account/tokens/new"
TOKEN = {"name": "Deploy", "scopes": "posts:read", "days": "30"}


@pytest.mark.parametrize(
    "wrong",
    [{"confirm_otp": "abc"}, {"confirm_password": "x" * 300}, {"confirm_credential": "nonsense"}],
)
async def test_a_malformed_confirmation_keeps_the_form(
    world: World, signed_in: SignIn, wrong: dict[str, str]
) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await unconfirm(world, person)
    page = await browser.post(TOKENS, TOKEN | wrong)
    assert page.status == 403
    page = await browser.submit(page, TOKENS, confirm_password=PASSWORD)
    assert "Copy the token now" in page.text


async def test_too_many_writes_keep_the_form(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=True) as world:
        browser = Browser(world.app)
        await browser.sign_in(await world.user())
        await browser.post("/studio/account/notices")
        await world.execute("UPDATE throttles SET full_at = now() + interval '1 hour'")
        form = {"title": "Long", "content": "Many words"}
        page = await browser.post("/studio/posts/new", form)
        assert page.status == 429
        assert int(page.response.headers["retry-after"]) > 0
        await world.execute("DELETE FROM throttles")
        page = await browser.submit(page, "/studio/posts/new")
        assert page.status == 200
        assert await world.execute("SELECT content FROM posts") == [("Many words",)]
        await browser.client.aclose()


async def test_words_for_a_post_that_is_gone_are_shown(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author)
    browser = await signed_in(author)
    await world.delete(f"/api/posts/{post['id']}", author)
    form = {"base_version": "1", "title": "Mine", "content": "Words of <b>hours</b>"}
    page = await browser.post(f"/studio/posts/{post['id']}", form)
    assert page.status == 404
    assert "It was not saved. Copy it before you leave this page." in page.text
    assert "Words of <b>hours</b>" in page.text
    assert "Look in the trash" in page.text


async def test_the_page_of_a_deleted_post_leads_to_the_trash(
    world: World, signed_in: SignIn, browser: Browser
) -> None:
    author = await world.user()
    post = await world.deleted_post(author, title="Gone")
    page = await (await signed_in(author)).get(f"/studio/posts/{post['id']}")
    assert page.status == 404
    assert "Was it deleted? Look in the trash" in page.text
    assert "/studio/trash" in page.links
    page = await browser.post("/studio/nowhere")
    assert page.status == 404
    assert "Was it deleted?" not in page.text


async def test_a_page_that_fails_for_a_moment_is_asked_for_again(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise BusyError

    browser = await signed_in(await world.user())
    monkeypatch.setattr("blog_api.studio.pages.overview.get_overview", fail)
    page = await browser.get("/studio/overview?x=1")
    assert page.status == 503
    assert "Try again" in page.text
    assert "/studio/overview?x=1" in page.links


async def test_new_passwords_are_not_carried_through_a_sign_in(browser: Browser) -> None:
    secrets = {"current_password": "one", "new_password": "two words", "repeated": "two words"}
    page = await browser.post("/studio/account/password", secrets | {"other": "kept"})
    assert page.status == 401
    assert "two words" not in page.response.text
    assert "kept" in page.response.text


async def test_a_session_that_ended_while_the_form_arrived_writes_nothing(
    world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    browser = await signed_in(author)

    async def body() -> AsyncIterator[bytes]:
        yield b"title=Long&con"
        await world.execute("DELETE FROM sessions WHERE user_id = %s", author.id)
        await asyncio.sleep(0.1)
        yield b"tent=words"

    answer = await browser.client.post("/studio/posts/new", content=body(), headers=FORM)
    assert answer.status_code == 401
    assert "Your session has ended." in answer.text
    assert await world.execute("SELECT 1 FROM posts") == []


async def test_a_method_that_a_page_lacks_names_the_others(signed_in: SignIn, world: World) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get("/studio/sign-out")
    assert page.status == 405
    assert page.response.headers["allow"] == "POST"
