"""Signing in and out: cookies, redirects, and what is kept."""

import asyncio

import httpx2
import pytest

from tests.factories import PASSWORD, World
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn

COOKIES = {"studio-access-8000", "studio-refresh-8000"}


async def test_signing_in_makes_an_ordinary_session(world: World, browser: Browser) -> None:
    person = await world.user()
    page = await browser.sign_in(person)
    assert page.path == "/studio/overview"
    sessions = await world.client.get("/api/auth/sessions", headers=person.headers)
    agents = [each["user_agent"] for each in sessions.json()["items"]]
    assert "Test browser" in agents


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    world: World, browser: Browser
) -> None:
    person = await world.user()
    form = {"login": person.username, "password": PASSWORD}
    page = await browser.post("/studio/sign-in", form, follow=False)
    lines = page.response.headers.get_list("set-cookie")
    assert {line.partition("=")[0] for line in lines} == COOKIES
    for line in lines:
        parts = {part.strip().lower() for part in line.split(";")}
        assert {"httponly", "samesite=strict", "path=/studio"} <= parts


async def test_a_wrong_password_and_an_unknown_name_look_alike(
    world: World, browser: Browser
) -> None:
    person = await world.user()
    texts = set()
    for login in (person.username, "nobody"):
        page = await browser.post("/studio/sign-in", {"login": login, "password": "wrong"})
        assert page.status == 422
        assert login in dict(page.form("/studio/sign-in").fields).values()
        texts.add(page.text)
    assert len(texts) == 1
    assert browser.cookies == {}


async def test_a_page_asks_to_sign_in_and_then_opens(world: World, browser: Browser) -> None:
    person = await world.user()
    page = await browser.get("/studio/posts?status=draft")
    assert page.path.startswith("/studio/sign-in?next=")
    page = await browser.submit(page, "/studio/sign-in", login=person.email, password=PASSWORD)
    assert page.path == "/studio/posts?status=draft"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/studio/",
        "/\\evil.example",
        "/studio/..//evil.example",
        "/studio//evil.example",
        "/studiofake",
        "/api/posts",
        "javascript:alert(1)",
        "/studio/\tposts",
        "/studio/%2e%2E/api/posts",
        "/studio/.%2e/%2e./docs",
        "/studio@evil.example",
    ],
)
async def test_next_leads_nowhere_else(world: World, browser: Browser, elsewhere: str) -> None:
    person = await world.user()
    form = {
        "login": person.username,
        "password": PASSWORD,
        "next": elsewhere,
    }
    page = await browser.post("/studio/sign-in", form, follow=False)
    assert page.response.headers["location"] == "/studio/overview"
    page = await browser.get(f"/studio/sign-in?{httpx2.QueryParams({'next': elsewhere})}")
    assert page.path == "/studio/overview"


async def test_a_link_from_elsewhere_loads_the_page_once_more(browser: Browser) -> None:
    page = await browser.get("/studio/posts?status=draft", site="cross-site", follow=False)
    assert page.status == 200
    assert 'http-equiv="refresh" content="0; url=/studio/posts?status=draft"' in page.response.text
    page = await browser.get("/studio/posts?status=draft", site="same-origin", follow=False)
    assert page.status == 303


async def test_signing_in_replaces_the_session_that_was_there(
    world: World, signed_in: SignIn
) -> None:
    """Session fixation: no cookie from before is valid afterwards, or becomes another user's."""
    first, second = await world.user(), await world.user()
    browser = await signed_in(first)
    before = browser.cookies
    form = {"login": second.username, "password": PASSWORD}
    await browser.post("/studio/sign-in", form)
    assert not {*before.values()} & {*browser.cookies.values()}
    cookie = "; ".join(f"{name}={value}" for name, value in before.items())
    headers = {"Cookie": cookie, "Accept": "text/html"}
    answer = await world.client.get("/studio/posts", headers=headers)
    assert answer.status_code == 303


async def test_signing_out_ends_the_session(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    browser = await signed_in(person)
    access = browser.cookies["studio-access-8000"]
    page = await browser.post("/studio/sign-out")
    assert "You are signed out." in page.text
    assert not COOKIES & set(browser.cookies)
    headers = {"Authorization": f"Bearer {access}"}
    assert (await world.client.get("/api/users/me", headers=headers)).status_code == 401


async def test_the_api_takes_no_cookie(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookie}
    assert (await world.client.get("/api/users/me", headers=headers)).status_code == 401


def expire(browser: Browser) -> None:
    browser.client.cookies.delete("studio-access-8000")


async def test_an_expired_access_token_is_refreshed_once(world: World, signed_in: SignIn) -> None:
    """Requests at the same time take the cookies of the first, and none ends the session."""
    browser = await signed_in(await world.user())
    expire(browser)
    refresh = browser.cookies["studio-refresh-8000"]
    pages: list[Page] = await asyncio.gather(
        *(browser.get("/studio/posts", follow=False) for _ in range(8))
    )
    assert [page.status for page in pages] == [200] * 8
    given = {
        line.partition(";")[0]
        for page in pages
        for line in page.response.headers.get_list("set-cookie")
        if line.startswith("studio-refresh")
    }
    assert len(given) == 1
    assert browser.cookies["studio-refresh-8000"] != refresh
    assert (await browser.get("/studio/posts", follow=False)).status == 200


async def test_a_session_that_ended_elsewhere_asks_to_sign_in(
    world: World, signed_in: SignIn
) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.client.delete("/api/auth/sessions", headers=person.headers)
    page = await browser.get("/studio/posts")
    assert page.path.startswith("/studio/sign-in")
    assert not COOKIES & set(browser.cookies)


async def test_what_was_typed_survives_the_end_of_the_session(
    world: World, signed_in: SignIn
) -> None:
    person = await world.user()
    browser = await signed_in(person)
    await world.client.delete("/api/auth/sessions", headers=person.headers)
    page = await browser.post("/studio/confirm", {"next": "/studio/posts?status=draft"})
    assert page.status == 401
    page = await browser.submit(
        page,
        "/studio/sign-in",
        login=person.username,
        password=PASSWORD,
    )
    assert "still here" in page.text
    page = await browser.submit(page, "/studio/confirm")
    assert page.path == "/studio/posts?status=draft"


async def test_the_first_administrator_is_explained(world: World, browser: Browser) -> None:
    assert "blog-api create-admin" in (await browser.get("/studio/sign-in")).text
    await world.admin()
    assert "create-admin" not in (await browser.get("/studio/sign-in")).text
