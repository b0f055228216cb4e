"""Conflicts in the editor, without scripts: decided hunk by hunk."""

from typing import Any

from tests.factories import Person, World
from tests.studio.browser import Browser, Page
from tests.studio.conftest import SignIn

TEXT = "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n"


async def change(world: World, author: Person, post: dict[str, Any], **fields: Any) -> None:
    path = f"/api/posts/{post['id']}"
    answer = await world.client.patch(path, json=fields, headers=author.headers)
    assert answer.status_code == 200, answer.text


async def text_of(world: World, author: Person, post: dict[str, Any]) -> str:
    answer = await world.client.get(f"/api/posts/{post['id']}", headers=author.headers)
    return str(answer.json()["content"])


async def conflicting(
    world: World, browser: Browser, author: Person, theirs: str, yours: str
) -> tuple[dict[str, Any], Page]:
    """Return a post that was changed while its author had it open, and the page after saving."""
    post = await world.post(author, content=TEXT)
    page = await browser.get(f"/studio/posts/{post['id']}")
    await change(world, author, post, content=theirs)
    return post, await browser.submit(page, page.path, then="save", content=yours)


async def test_changes_of_different_lines_are_merged(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    browser = await signed_in(author)
    theirs, yours = TEXT.replace("One", "First"), TEXT.replace("Five", "Last")
    post, page = await conflicting(world, browser, author, theirs, yours)
    assert "Saved. The post is public." in page.text
    assert await text_of(world, author, post) == theirs.replace("Five", "Last")


async def test_each_conflict_is_decided(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    browser = await signed_in(author)
    theirs = TEXT.replace("One", "Uno").replace("Three", "Tres <b>").replace("Two", "Dos")
    theirs = theirs.replace("Five", "Cinco")
    yours = TEXT.replace("One", "Eins").replace("Five", "Fünf")
    post, page = await conflicting(world, browser, author, theirs, yours)
    assert page.status == 412
    assert "1 of 2 · Text" in page.text
    assert "Uno" in page.text
    path = f"/studio/posts/{post['id']}/merge"
    open_one = await browser.submit(page, path, **{"keep-hunk-0": "yours"})
    assert open_one.status == 412
    assert "Choose which words stay." in open_one.text
    decided = {"keep-hunk-0": "yours", "keep-hunk-1": "own", "own-hunk-1": "Both <i>\n"}
    page = await browser.submit(open_one, path, **decided)
    assert page.path == f"/studio/posts/{post['id']}"
    assert "Saved. The post is public." in page.text
    kept = await text_of(world, author, post)
    assert kept.endswith("Both <i>\n")
    assert kept.startswith("Eins.")
    assert "unpublished changes" not in page.text


async def test_a_text_that_is_too_long_after_a_decision_is_named(
    world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    browser = await signed_in(author)
    theirs, yours = TEXT.replace("One", "Uno"), TEXT.replace("One", "Eins")
    post, page = await conflicting(world, browser, author, theirs, yours)
    path = f"/studio/posts/{post['id']}/merge"
    decided = {"keep-hunk-0": "own", "own-hunk-0": "x" * 100_001}
    page = await browser.submit(page, path, **decided)
    assert page.status == 412
    assert "<li>Text: Use at most 100000 characters.</li>" in page.response.text


async def test_words_in_conflict_are_kept_and_escaped(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    browser = await signed_in(author)
    theirs, yours = TEXT.replace("One", "<script>1"), TEXT.replace("One", "<script>2")
    post, page = await conflicting(world, browser, author, theirs, yours)
    assert "<script>1" not in page.response.text
    assert "<script>2" not in page.response.text
    page = await browser.get(f"/studio/posts/{post['id']}")
    assert "You have unpublished changes" in page.text
    assert dict(page.form(page.path).fields)["content"] == yours


async def test_fields_conflict_one_by_one(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    browser = await signed_in(author)
    post = await world.post(author, title="Old", content=TEXT)
    page = await browser.get(f"/studio/posts/{post['id']}")
    await change(world, author, post, title="Theirs", category="News")
    page = await browser.submit(page, page.path, then="save", title="Yours")
    assert "1 of 1 · Title" in page.text
    path = f"/studio/posts/{post['id']}/merge"
    page = await browser.submit(page, path, **{"keep-title": "yours"})
    fields = dict(page.form(page.path).fields)
    assert (fields["title"], fields["category"]) == ("Yours", "News")


async def test_a_further_change_asks_again(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    browser = await signed_in(author)
    theirs, yours = TEXT.replace("One", "Uno"), TEXT.replace("One", "Eins")
    post, page = await conflicting(world, browser, author, theirs, yours)
    await change(world, author, post, content=TEXT.replace("One", "Un"))
    path = f"/studio/posts/{post['id']}/merge"
    page = await browser.submit(page, path, **{"keep-hunk-0": "theirs"})
    assert page.status == 412
    assert "The post was changed once more." in page.text
    page = await browser.submit(page, path, **{"keep-hunk-0": "both"})
    assert await text_of(world, author, post) == TEXT.replace("One.\n", "Eins.\nUn.\n")
