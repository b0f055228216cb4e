"""Tags and categories: counts, renaming, merging, undoing."""

from tests.factories import World
from tests.studio.conftest import SignIn

RENAME = "/studio/tags/rename"


async def tags_of(world: World, post_id: int) -> list[str]:
    answer = await world.client.get(f"/api/posts/{post_id}")
    return list(answer.json()["tags"])


async def test_only_administrators_rename(world: World, signed_in: SignIn) -> None:
    post = await world.post(tags=["old"])
    browser = await signed_in(await world.user())
    assert "/studio/tags" not in (await browser.get("/studio/posts")).links
    for path in ("/studio/tags", f"{RENAME}?kind=tag&name=old", "/studio/tags/changes"):
        assert (await browser.get(path)).status == 403
    form = {"kind": "tag", "old_name": "old", "name": "new"}
    assert (await browser.post(RENAME, form)).status == 403
    assert (await browser.post("/studio/tags/changes/1/undo")).status == 403
    assert await tags_of(world, post["id"]) == ["old"]


async def test_a_rename_is_undone_from_its_message(world: World, signed_in: SignIn) -> None:
    post = await world.post(tags=["c#"])
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/tags")
    assert "c# 1 public post" in page.text
    (rename,) = [link for link in page.links if link.startswith(RENAME)]
    page = await browser.get(rename)
    page = await browser.submit(page, RENAME, name=" ")
    assert page.status == 422
    page = await browser.submit(page, RENAME, name="csharp")
    assert "“c#” is now “csharp” in 1 post." in page.text
    assert await tags_of(world, post["id"]) == ["csharp"]
    (undo,) = [form.action for form in page.forms if form.action.endswith("/undo")]
    page = await browser.post(undo)
    assert "1 post has its former name again." in page.text
    assert "c# → csharp Tag renamed 1 post" in page.text
    assert await tags_of(world, post["id"]) == ["c#"]


async def test_a_merge_is_said_before_it_is_done(world: World, signed_in: SignIn) -> None:
    first, second = await world.post(tags=["js"]), await world.post(tags=["javascript"])
    browser = await signed_in(await world.admin())
    page = await browser.get(f"{RENAME}?kind=tag&name=js")
    page = await browser.submit(page, RENAME, name="JavaScript")
    assert "This merges two into one" in page.text
    assert await tags_of(world, first["id"]) == ["js"]
    page = await browser.submit(page, RENAME)
    assert "“js” is now “javascript” in 1 post." in page.text
    assert await tags_of(world, first["id"]) == await tags_of(world, second["id"])


async def test_categories_may_have_any_name(world: World, signed_in: SignIn) -> None:
    await world.post(category="Bits/<b>Bytes</b>")
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/tags?kind=category&search=bytes")
    assert "Bits/<b>Bytes</b> 1 public post" in page.text
    assert "<b>Bytes" not in page.response.text
    (rename,) = [link for link in page.links if link.startswith(RENAME)]
    page = await browser.submit(await browser.get(rename), RENAME, name="Bits")
    assert "Bits 1 public post" in page.text
    assert "Nothing found" in (await browser.get("/studio/tags?search=zebra")).text


async def test_an_unknown_name_is_said(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.admin())
    page = await browser.post(RENAME, {"kind": "tag", "old_name": "gone", "name": "here"})
    assert page.status == 422
    assert "No post has this name any more." in page.text
    assert "No changes yet" in (await browser.get("/studio/tags/changes")).text


async def test_a_merge_into_a_rare_tag_is_said_too(world: World, signed_in: SignIn) -> None:
    """A rare tag is not among the 1,000 most used ones."""
    post = await world.post(tags=["common"])
    await world.post(tags=["zz-rare"])
    await world.execute(
        "INSERT INTO term_counts (kind, name, post_count) "
        "SELECT 'tag', 'tag-' || n, 2 FROM generate_series(1, 1000) AS n"
    )
    browser = await signed_in(await world.admin())
    page = await browser.get(f"{RENAME}?kind=tag&name=common")
    page = await browser.submit(page, RENAME, name="zz-rare")
    assert "This merges two into one" in page.text
    assert await tags_of(world, post["id"]) == ["common"]
