"""Comments: lists, filters, deleting and restoring many."""

import pytest

from tests.factories import World
from tests.statements import record
from tests.studio.conftest import SignIn

DELETE = "/studio/comments/selected/delete"
RESTORE = "/studio/comments/selected/restore"


async def test_users_see_their_own_comments(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(title="A post")
    await world.comment(person, post["id"], "Mine <script>")
    await world.comment(post_id=post["id"], content="Of another")
    browser = await signed_in(person)
    page = await browser.get("/studio/comments")
    assert f"Mine <script> {person.username} on A post" in page.text
    assert "<script>" not in page.response.text
    assert "Of another" not in page.text
    page = await browser.get(f"/studio/comments?post={post['id']}&search=nothing")
    assert "Nothing found" in page.text


async def test_administrators_find_comments(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    first, second = await world.post(title="First"), await world.post(title="Second")
    await world.comment(person, first["id"], "Green apples")
    await world.comment(None, second["id"], "Red apples")
    browser = await signed_in(await world.admin())
    shown = (await browser.get("/studio/comments?search=apples")).text
    assert shown.index("Red apples") < shown.index("Green apples")
    shown = (await browser.get(f"/studio/comments?author={person.username}")).text
    assert "Green apples" in shown
    assert "Red apples" not in shown
    page = await browser.get(f"/studio/comments?post={second['id']}")
    assert "On the post “Second”" in page.text
    assert "Green apples" not in page.text
    assert (await browser.get("/studio/comments?post=x")).status == 422


async def test_many_are_deleted_and_restored(world: World, signed_in: SignIn) -> None:
    post = await world.post()
    ids = [(await world.comment(post_id=post["id"], content=f"Spam {n}"))["id"] for n in range(3)]
    browser = await signed_in(await world.admin())
    assert "Choose at least one comment first." in (await browser.get(DELETE)).text
    page = await browser.get(f"{DELETE}?id={ids[0]}&id={ids[1]}&back=/studio/comments")
    assert "2 comments go to the trash." in page.text
    page = await browser.submit(page, DELETE, reason="Advertising")
    assert "2 comments are in the trash." in page.text
    assert "Spam 2" in page.text
    assert "Spam 1" not in page.text
    assert any(form.action.endswith("/undo") for form in page.forms)
    page = await browser.get("/studio/comments?where=trash")
    assert "“Advertising”" in page.text
    assert page.response.text.count("<time") == 2  # when each was deleted, and no other date
    page = await browser.post(RESTORE, [("id", str(key)) for key in ids[:2]])
    assert "2 comments are back." in page.text
    assert "Spam 1" in (await browser.get("/studio/comments")).text


async def test_a_comment_of_a_deleted_post_stays(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author)
    comment = await world.comment(author, post["id"])
    await world.delete(f"/api/comments/{comment['id']}", author)
    await world.delete(f"/api/posts/{post['id']}", author)
    browser = await signed_in(await world.admin())
    assert "its post is in the trash" in (await browser.get("/studio/comments?where=trash")).text
    page = await browser.post(RESTORE, {"id": str(comment["id"])})
    assert "0 comments are back. 1 stays: restore its post" in page.text


async def test_authors_delete_only_their_own(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post()
    own = await world.comment(person, post["id"], "Own words")
    other = await world.comment(post_id=post["id"], content="Other words")
    browser = await signed_in(person)
    page = await browser.get(f"{DELETE}?id={own['id']}&id={other['id']}")
    assert "1 comment goes to the trash." in page.text
    assert "Other words" not in page.text
    form = [("id", str(own["id"])), ("id", str(other["id"]))]
    assert (await browser.post(DELETE, form)).status == 403
    page = await browser.submit(page, DELETE)
    assert "1 comment is in the trash." in page.text
    assert (await browser.post(RESTORE, {"id": str(own["id"])})).status == 403
    page = await browser.get("/studio/comments?where=trash")
    assert "Own words" in page.text


async def test_many_comments_are_planned_by_one_statement(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await world.user()
    post = await world.post(author)
    ids = [(await world.comment(author, post["id"], f"No. {n}"))["id"] for n in range(12)]
    browser = await signed_in(author)
    sent = record(monkeypatch)
    path = "/studio/comments/selected/delete?" + "&".join(f"id={each}" for each in ids)
    page = await browser.get(path)
    assert "No. 0" in page.text
    assert "No. 11" in page.text
    assert len(sent) <= 4
