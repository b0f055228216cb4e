"""The history of a post: versions, comparing, restoring, removing words."""

import re
from typing import Any

import pytest

from tests.factories import PASSWORD, Person, World
from tests.studio.conftest import SignIn


async def edited(world: World, person: Person, **changes: Any) -> dict[str, Any]:
    """Return a post with a second version."""
    post = await world.post(person, title="First title", content="One line.\nThe *old* word.\n")
    body = {"content": "One line.\nThe *new* word.\n", "note": "Why <b>not</b>"} | changes
    url = f"/api/posts/{post['id']}"
    answer = await world.client.patch(url, json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return post


async def test_each_version_says_who_how_and_why(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await edited(world, person)
    browser = await signed_in(person)
    page = await browser.get(f"/studio/posts/{post['id']}/history")
    when = r"\d+ \w+ \d+, \d\d:\d\d UTC"  # comes first, as people look for it
    assert re.search(f"Version 2 current Why <b>not</b> {when} Edited {person.username}", page.text)
    assert re.search(f"{when} First version {person.username}", page.text)
    assert "less" not in page.text
    longer = {"content": "One line.\nThe *new* word, and more.\n"}
    url = f"/api/posts/{post['id']}"
    await world.client.patch(url, json=longer, headers=person.headers)
    page = await browser.get(f"/studio/posts/{post['id']}/history")
    assert "10 characters more" in page.text
    assert "<b>not</b>" not in page.response.text
    assert f"/studio/posts/{post['id']}/history/1/restore" in page.links
    assert f"/studio/posts/{post['id']}/history/3/restore" not in page.links


async def test_a_comparison_marks_words(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await edited(world, person, title="Second title")
    browser = await signed_in(person)
    page = await browser.get(f"/studio/posts/{post['id']}/history/compare?before=2&after=1")
    assert "Version 1 and version 2" in page.text
    assert "The *<del>old</del>* word." in page.response.text
    assert "The *<ins>new</ins>* word." in page.response.text
    assert "First title Second title" in page.text


async def test_only_the_chosen_parts_are_restored(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await edited(world, person, title="Second title")
    browser = await signed_in(person)
    path = f"/studio/posts/{post['id']}/history/1/restore"
    page = await browser.get(path)
    assert re.search(f"20\\d\\d, \\d\\d:\\d\\d UTC {person.username} What you tick", page.text)
    fields = [value for name, value in page.form(path).fields if name == "fields"]
    assert {"title", "content"} <= set(fields)
    assert fields[0] == "content"
    seen = dict(page.form(path).fields)["seen"]
    page = await browser.post(path, {"fields": "title", "seen": seen})
    assert "Back from version 1: Title. Open the post" in page.text
    assert f"/studio/posts/{post['id']}" in page.links
    assert "Version 1 restored" in page.text
    answer = await world.client.get(f"/api/posts/{post['id']}")
    assert answer.json()["title"] == "First title"
    assert "new" in answer.json()["content"]


async def test_a_restore_says_what_is_wrong(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await edited(world, person)
    browser = await signed_in(person)
    path = f"/studio/posts/{post['id']}/history/1/restore"
    page = await browser.post(path, {"seen": "2"})
    assert page.status == 422
    assert "There is a problem" in page.text
    page = await browser.post(path, {"fields": "content", "seen": "1"})
    assert page.status == 422
    assert "Someone changed this while you had it open." in page.text


async def test_others_get_no_history(world: World, signed_in: SignIn) -> None:
    post = await edited(world, await world.user())
    browser = await signed_in(await world.user())
    for path in ("history", "history/1", "history/compare?before=1&after=2", "history/1/restore"):
        assert (await browser.get(f"/studio/posts/{post['id']}/{path}")).status == 403
    page = await browser.post(f"/studio/posts/{post['id']}/history/1/restore", {"seen": "2"})
    assert page.status in {403, 422}
    assert "old" not in (await world.client.get(f"/api/posts/{post['id']}")).json()["content"]


@pytest.mark.parametrize("path", ["history/1/redact", "redact"])
async def test_only_administrators_remove_words(world: World, signed_in: SignIn, path: str) -> None:
    person = await world.user()
    post = await edited(world, person)
    browser = await signed_in(person)
    url = f"/studio/posts/{post['id']}/{path}"
    assert (await browser.get(url)).status == 403
    form = {"reason": "x", "match": "old", "planned": "old"}
    assert (await browser.post(url, form)).status == 403
    page = await browser.get(f"/studio/posts/{post['id']}/history/1")
    assert "The *old* word." in page.text


async def test_removing_words_asks_to_confirm_and_a_reason(world: World, signed_in: SignIn) -> None:
    post = await edited(world, await world.user())
    admin = await world.admin()
    browser = await signed_in(admin)
    await world.execute("UPDATE sessions SET confirmed_at = NULL WHERE user_id = %s", admin.id)
    path = f"/studio/posts/{post['id']}/history/1/redact"
    page = await browser.get(path)
    assert "This cannot be undone" in page.text
    page = await browser.post(path, {"reason": "Password"})
    assert page.status == 403
    page = await browser.submit(page, path, confirm_password=PASSWORD)
    assert "The words of version 1 are removed." in page.text
    assert "words removed" in page.text
    page = await browser.get(f"/studio/posts/{post['id']}/history/compare?before=1&after=2")
    assert page.status == 409
    assert "The words of this version were removed." in page.text


async def test_words_are_found_before_they_are_removed(world: World, signed_in: SignIn) -> None:
    post = await edited(world, await world.user())
    browser = await signed_in(await world.admin())
    path = f"/studio/posts/{post['id']}/redact"
    page = await browser.post(path, {"match": "*old*", "reason": ""})
    assert page.status == 422
    page = await browser.post(path, {"match": "*old*", "reason": "A secret"})
    assert "1 version contains the words: 1." in page.text
    changed = await browser.submit(page, path, match="*new*")
    assert "No earlier version contains the words." in changed.text
    page = await browser.submit(page, path)
    assert "The words of 1 version are removed." in page.text
