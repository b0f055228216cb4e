"""Several posts at once, and the page that deletes one."""

from typing import Any

import pytest

from tests.factories import World
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn

CHANGE = "/studio/posts/selected/change"


async def plan(browser: Browser, do: str, *posts: dict[str, Any]) -> Page:
    ids = "".join(f"&id={post['id']}" for post in posts)
    return await browser.get(f"{CHANGE}?do={do}{ids}&back=/studio/posts%3Fsort=oldest")


async def test_the_list_offers_its_posts(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(person, title='"Quoted"')
    browser = await signed_in(person)
    page = await browser.get("/studio/posts")
    assert f'name="id" value="{post["id"]}"' in page.response.text
    assert 'aria-label="Select &#34;Quoted&#34;"' in page.response.text
    assert page.form(CHANGE).method == "get"


async def test_a_deletion_is_shown_first_and_can_be_undone(world: World, signed_in: SignIn) -> None:
    first, second = await world.post(title="One"), await world.post(title="Two <i>")
    browser = await signed_in(await world.admin())
    page = await plan(browser, "delete", first, second)
    assert "2 posts go to the trash" in page.text
    assert "You can undo it under Deletions." in page.text
    assert "<i>" not in page.response.text
    assert (await world.client.get(f"/api/posts/{first['id']}")).status_code == 200
    page = await browser.submit(page, CHANGE, reason="Spam")
    assert page.path == "/studio/posts?sort=oldest"
    assert "2 posts are in the trash." in page.text
    assert (await world.client.get(f"/api/posts/{first['id']}")).status_code == 404
    (undo,) = [form.action for form in page.forms if form.action.endswith("/undo")]
    ((reason, count),) = await world.execute(
        "SELECT reason, post_count FROM deletions WHERE id = %s", int(undo.split("/")[-2])
    )
    assert (reason, count) == ("Spam", 2)


async def test_authors_delete_their_own_and_only_those(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    own, other = await world.post(person, title="Own"), await world.post(title="Other")
    browser = await signed_in(person)
    page = await plan(browser, "delete", own, other)
    assert "1 post goes to the trash" in page.text
    assert "An administrator can bring everything back as it was." in page.text
    assert "These stay as they are" in page.text
    assert ("id", str(other["id"])) not in page.form(CHANGE).fields
    form = [("do", "delete"), ("id", str(own["id"])), ("id", str(other["id"]))]
    assert (await browser.post(CHANGE, form)).status == 403
    assert (await world.client.get(f"/api/posts/{own['id']}")).status_code == 200
    page = await browser.submit(page, CHANGE)
    assert "1 post is in the trash." in page.text
    assert "/undo" not in page.response.text
    assert (await world.client.get(f"/api/posts/{other['id']}")).status_code == 200


async def test_archiving_and_tags(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    posts = [await world.post(person, tags=["old"]) for _ in range(2)]
    browser = await signed_in(person)
    page = await plan(browser, "add_tag", *posts)
    page = await browser.submit(page, CHANGE, tag="  ")
    assert page.status == 422
    page = await browser.submit(page, CHANGE, tag="Fresh Air")
    assert "2 posts are changed." in page.text
    page = await browser.submit(await plan(browser, "remove_tag", *posts), CHANGE, tag="old")
    answer = await world.client.get(f"/api/posts/{posts[0]['id']}")
    assert answer.json()["tags"] == ["fresh-air"]
    page = await browser.submit(await plan(browser, "archive", *posts), CHANGE)
    assert "2 posts are changed." in page.text
    page = await plan(browser, "archive", *posts)
    assert "Nothing to change" in page.text


async def test_handing_over_offers_or_transfers(world: World, signed_in: SignIn) -> None:
    person, receiver = await world.user(), await world.user()
    posts = [await world.post(person) for _ in range(2)]
    await world.execute("UPDATE users SET email_verified = true WHERE id = %s", person.id)
    browser = await signed_in(person)
    page = await browser.submit(await plan(browser, "transfer", *posts), CHANGE, to="nobody-here")
    assert page.status == 422
    assert "No account has this name." in page.text
    page = await browser.submit(page, CHANGE, to=receiver.username)
    assert f"2 posts are offered to {receiver.username}." in page.text
    browser = await signed_in(await world.admin())
    page = await browser.submit(
        await plan(browser, "transfer", *posts), CHANGE, to=receiver.username
    )
    assert f"2 posts belong to {receiver.username} now." in page.text


@pytest.mark.parametrize("query", ["do=delete", "do=purge&id=1", "do=delete&id=x"])
async def test_what_cannot_be_done_is_said(world: World, signed_in: SignIn, query: str) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get(f"{CHANGE}?{query}")
    wrong = {"do=delete": "Choose at least one post first."}.get(query, "Please check")
    assert wrong in page.text or page.status == 400


async def test_one_post_is_deleted_by_its_page(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(person, title="Gone <b>")
    path = f"/studio/posts/{post['id']}/delete"
    strangers = await signed_in(await world.user())
    assert (await strangers.get(path)).status == 403
    assert (await strangers.post(path)).status == 403
    browser = await signed_in(person)
    page = await browser.get(path)
    assert "The post goes to the trash." in page.text
    assert "After 30 days in the trash it is removed for good." in page.text
    page = await browser.submit(page, path)
    assert "“Gone <b>” is in the trash." in page.text
    assert "<b>" not in page.response.text


async def test_administrators_give_a_reason_and_may_undo(world: World, signed_in: SignIn) -> None:
    post = await world.post()
    browser = await signed_in(await world.admin())
    path = f"/studio/posts/{post['id']}/delete"
    page = await browser.post(path, {"reason": "x" * 501})
    assert page.status == 422
    assert "Use at most 500 characters." in page.text
    page = await browser.post(path, {"reason": "Off topic"})
    (undo,) = [form.action for form in page.forms if form.action.endswith("/undo")]
    assert await world.execute(
        "SELECT reason FROM deletions WHERE id = %s", int(undo.split("/")[-2])
    ) == [("Off topic",)]
