"""Preview links: making, showing once, ending."""

import re

from tests.factories import World
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn


async def read_by(browser: Browser, token: str) -> int:
    answer = await browser.client.post("/api/previews", json={"token": token})
    return int(answer.status_code)


async def test_a_link_is_shown_once_and_can_be_ended(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(person, status="draft")
    browser = await signed_in(person)
    path = f"/studio/posts/{post['id']}/previews"
    page = await browser.get(path)
    assert "No links yet" in page.text
    typed = {"label": "For <i>Grace</i>", "show": "current", "expires_in": "86400"}
    page = await browser.submit(page, path, **typed)
    assert "It is shown only this once" in page.text
    assert page.response.request.method == "GET"
    assert re.search(f"made by {person.username}, [0-9]+ [A-Z][a-z]+ 20", page.text)
    found = re.search(r'value="[^"]*/studio/preview#([\w-]+)"', page.response.text)
    assert found is not None
    assert await read_by(browser, found[1]) == 200
    page = await browser.get(path)
    assert "For <i>Grace</i> The saved post" in page.text
    assert found[1] not in page.response.text
    assert "<i>Grace" not in page.response.text
    (end,) = [form.action for form in page.forms if form.action.endswith("/revoke")]
    page = await browser.post(end)
    assert "The link is ended." in page.text
    assert await read_by(browser, found[1]) == 404


async def test_a_version_is_asked_for_by_its_number(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(person, status="draft")
    browser = await signed_in(person)
    path = f"/studio/posts/{post['id']}/previews"
    form = {"label": "Mine", "show": "version", "version": "9", "expires_in": "3600"}
    page = await browser.post(path, form)
    assert page.status == 422
    assert "This post has no version with this number." in page.text
    assert ("label", "Mine") in page.form(path).fields
    page = await browser.post(path, form | {"version": "", "show": "version"})
    assert page.status == 422
    page = await browser.post(path, form | {"version": "1"})
    assert "Mine Version 1" in page.text


async def test_others_get_no_links(world: World, signed_in: SignIn) -> None:
    post = await world.post()
    browser = await signed_in(await world.user())
    path = f"/studio/posts/{post['id']}/previews"
    assert (await browser.get(path)).status == 403
    page = await browser.post(path, {"show": "current", "expires_in": "3600"})
    assert page.status == 403


async def test_changes_that_a_link_does_not_show_are_said(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(person, status="draft")
    browser = await signed_in(person)
    path = f"/studio/posts/{post['id']}/previews"
    warning = "You have changes that the first choice does not show."
    assert warning not in (await browser.get(path)).text
    copy = {"base_version": 1, "content": "Not saved yet"}
    kept = await world.client.put(
        f"/api/posts/{post['id']}/working-copy", json=copy, headers=person.headers
    )
    assert kept.is_success, kept.text
    assert warning in (await browser.get(path)).text
    page = await browser.post(path, {"show": "working-copy", "expires_in": "3600"})
    assert f"Also unsaved changes of {person.username}" in page.text
