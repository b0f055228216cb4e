"""Browsers of the studio, signed in and not."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from tests.factories import Person, World
from tests.studio.browser import Browser

SignIn = Callable[[Person], Awaitable[Browser]]


@pytest.fixture
async def browser(app: FastAPI, clean: None) -> AsyncIterator[Browser]:
    browser = Browser(app)
    yield browser
    await browser.client.aclose()


@pytest.fixture
async def signed_in(app: FastAPI, world: World) -> AsyncIterator[SignIn]:
    """Return a browser in which a person is signed in."""
    opened: list[Browser] = []

    async def sign_in(person: Person) -> Browser:
        browser = Browser(app)
        opened.append(browser)
        page = await browser.sign_in(person)
        assert page.status == 200, page.text
        return browser

    yield sign_in
    for each in opened:
        await each.client.aclose()
