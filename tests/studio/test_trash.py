"""The trash: lists, restoring one or many, asking for it back, and removing for good."""

import pytest

from tests.factories import Person, World
from tests.studio.conftest import SignIn

TAKEN = "Another post has the address “summer” now."


async def taken_post(world: World, author: Person) -> int:
    """Delete a post, and give its slug to another one."""
    post = await world.post(author, title="Summer", slug="summer")
    await world.delete(f"/api/posts/{post['id']}", author)
    await world.post(author, title="Summer again", slug="summer")
    number: int = post["id"]
    return number


async def is_live(world: World, table: str, item_id: int) -> bool:
    rows = await world.execute(f"SELECT deleted_at IS NULL FROM {table} WHERE id = %s", item_id)
    return rows == [(True,)]


async def test_each_sees_their_own_trash(world: World, signed_in: SignIn) -> None:
    mine, other = await world.user(), await world.user()
    await world.deleted_post(mine, title="My mistake")
    await world.deleted_post(other, title="Their mistake")
    page = await (await signed_in(mine)).get("/studio/trash")
    assert "My mistake" in page.text
    assert f"Deleted by {mine.username}" in page.text
    assert "30 days left" in page.text
    assert "Their mistake" not in page.text
    page = await (await signed_in(await world.admin())).get("/studio/trash")
    assert "My mistake" in page.text
    assert "Their mistake" in page.text


async def test_strangers_sign_in_first(browser_path: str, world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    await browser.post("/studio/sign-out")
    page = await browser.get(browser_path)
    assert page.path.startswith("/studio/sign-in?next=")


@pytest.fixture(params=["/studio/trash", "/studio/trash/posts/1", "/studio/trash/posts/1/purge"])
def browser_path(request: pytest.FixtureRequest) -> str:
    path: str = request.param
    return path


async def test_a_post_whose_slug_was_taken_is_restored_by_one_button(
    world: World, signed_in: SignIn
) -> None:
    post_id = await taken_post(world, await world.user())
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/trash")
    assert TAKEN.removesuffix(".") in page.text
    assert "Restore at “summer-2”" in page.text
    page = await browser.post(f"/studio/trash/posts/{post_id}/restore", {"slug": "summer-2"})
    assert page.path == "/studio/trash"
    assert "“Summer” is restored, at the address “summer-2”. Open the post" in page.text
    assert f"/studio/posts/{post_id}" in page.links
    assert await is_live(world, "posts", post_id)


async def test_the_post_that_has_the_address_is_named(world: World, signed_in: SignIn) -> None:
    author, other = await world.user(), await world.user()
    post = await world.post(author, title="Summer", slug="summer")
    await world.delete(f"/api/posts/{post['id']}", author)
    holder = await world.post(other, title="Plans", slug="summer", status="draft")
    path = f"/studio/trash/posts/{post['id']}"
    page = await (await signed_in(await world.admin())).get(path)
    assert f"“Plans” by {other.username} has the address “summer” now" in page.text
    assert f"/studio/posts/{holder['id']}" in page.links
    page = await (await signed_in(author)).get(path)
    assert TAKEN.removesuffix(".") in page.text
    assert "Plans" not in page.text


async def test_a_chosen_address_that_is_taken_stays_in_the_form(
    world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    post_id = await taken_post(world, author)
    await world.post(author, title="Autumn", slug="autumn")
    browser = await signed_in(await world.admin())
    path = f"/studio/trash/posts/{post_id}"
    page = await browser.get(path)
    page = await browser.submit(page, f"{path}/restore", slug="autumn")
    assert page.status == 422
    assert "Another post has this address." in page.text
    assert ("slug", "autumn") in page.form(f"{path}/restore").fields
    page = await browser.submit(page, f"{path}/restore", slug="not a slug")
    assert page.status == 422
    page = await browser.submit(page, f"{path}/restore", slug="late-summer")
    assert "late-summer" in page.text
    assert await is_live(world, "posts", post_id)


async def test_users_restore_nothing(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.deleted_post(author)
    browser = await signed_in(author)
    for path, fields in (
        (f"/studio/trash/posts/{post['id']}/restore", {}),
        (f"/studio/trash/posts/{post['id']}/purge", {}),
        ("/studio/trash/posts/restore", {"id": post["id"]}),
    ):
        page = await browser.post(path, fields)
        assert page.status == 403
        assert "Only an administrator" in page.text
    assert not await is_live(world, "posts", post["id"])
    assert (await browser.get("/studio/trash?kind=accounts")).status == 403


async def test_the_trash_of_others_is_not_found(world: World, signed_in: SignIn) -> None:
    post = await world.deleted_post(await world.user(), title="Private")
    browser = await signed_in(await world.user())
    page = await browser.get(f"/studio/trash/posts/{post['id']}")
    assert page.status == 404
    assert "Private" not in page.text


async def test_many_with_a_conflict_are_asked_about_first(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    taken = await taken_post(world, author)
    plain = (await world.deleted_post(author, title="Plain"))["id"]
    browser = await signed_in(await world.admin())
    chosen = [("id", str(taken)), ("id", str(plain))]
    page = await browser.post("/studio/trash/posts/restore", chosen)
    assert page.status == 409
    assert "Nothing is restored yet." in page.text
    assert "Summer → summer-2" in page.text
    assert not await is_live(world, "posts", plain)
    page = await browser.post("/studio/trash/posts/restore", [*chosen, ("on_conflict", "skip")])
    assert "1 item is restored. 1 stays in the trash." in page.text
    page = await browser.post("/studio/trash/posts/restore", [*chosen, ("on_conflict", "rename")])
    assert "1 item is restored." in page.text
    assert await is_live(world, "posts", taken)


async def test_nothing_selected_is_said(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.admin())
    page = await browser.post("/studio/trash/comments/restore", {})
    assert "Nothing was selected." in page.text
    assert (await browser.post("/studio/trash/posts/restore", {"id": "x"})).status == 400


async def test_a_comment_below_a_deleted_post_says_what_to_do(
    world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    post = await world.post(author, status="published")
    comment = await world.comment(author, post["id"])
    await world.delete(f"/api/comments/{comment['id']}", author)
    await world.delete(f"/api/posts/{post['id']}", author)
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/trash?kind=comments")
    assert "First restore the post" in page.text
    assert f"/studio/trash/posts/{post['id']}" in page.links
    page = await browser.post(f"/studio/trash/comments/{comment['id']}/restore")
    assert page.status == 422
    assert "Restore the post first." in page.text
    await browser.post(f"/studio/trash/posts/{post['id']}/restore")
    page = await browser.post(f"/studio/trash/comments/{comment['id']}/restore")
    assert "The comment is restored." in page.text


async def test_asking_for_it_back_and_its_state(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.deleted_post(author, title="Sorry")
    browser = await signed_in(author)
    path = f"/studio/trash/posts/{post['id']}"
    page = await browser.get(path)
    assert "Send the request" in page.text
    assert "longer" not in page.text
    page = await browser.submit(page, f"{path}/ask", note="x" * 501)
    assert page.status == 422
    assert ("note", "x" * 501) in page.form(f"{path}/ask").fields
    page = await browser.submit(page, f"{path}/ask", note="It was <b>good</b>.")
    assert page.path == path
    assert "An administrator will decide" in page.text
    assert "It was <b>good</b>." in page.text
    assert "with up to 30 days for the open request" in page.text
    assert "You have asked for it back." in (await browser.get("/studio/trash")).text
    page = await browser.post(f"{path}/ask", {"note": "again"})
    assert "You have asked for this already." in page.text
    page = await (await signed_in(await world.admin())).get(path)
    assert f"{author.username} asks for it back." in page.text
    assert [link for link in page.links if link.startswith("/studio/requests/")]


async def test_purging_needs_a_confirmed_session(world: World, signed_in: SignIn) -> None:
    post = await world.deleted_post(await world.user(), title="Gone")
    admin = await world.admin()
    browser = await signed_in(admin)
    await world.execute("UPDATE sessions SET confirmed_at = NULL WHERE user_id = %s", admin.id)
    path = f"/studio/trash/posts/{post['id']}/purge"
    page = await browser.get(path)
    assert "This cannot be undone" in page.text
    page = await browser.submit(page, path)
    assert "Confirm that it is you" in page.text
    assert await world.execute("SELECT 1 FROM posts WHERE id = %s", post["id"]) == [(1,)]
    page = await browser.submit(page, path, confirm_password="correct horse battery staple")
    assert "The post is gone for good." in page.text
    assert await world.execute("SELECT 1 FROM posts WHERE id = %s", post["id"]) == []


async def test_empty_and_escaped(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    browser = await signed_in(author)
    assert "No posts in the trash" in (await browser.get("/studio/trash")).text
    post = await world.deleted_post(author, title="<script>alert(1)</script>")
    for path in ("/studio/trash", f"/studio/trash/posts/{post['id']}"):
        page = await browser.get(path)
        assert "<script>alert(1)</script>" in page.text
        assert "<script>alert" not in page.response.text
    assert "Nothing found" in (await browser.get("/studio/trash?search=zebra")).text


async def test_what_has_nothing_to_see_still_has_words_to_click(
    world: World, signed_in: SignIn
) -> None:
    admin = await world.admin()
    post = await world.post(admin, title="\u200b")
    browser = await signed_in(admin)
    page = await browser.get("/studio/posts")
    assert f'<a href="/studio/posts/{post["id"]}">(no visible text)</a>' in page.response.text
    await world.delete(f"/api/posts/{post['id']}", admin)
    path = f"/studio/trash/posts/{post['id']}"
    page = await browser.get("/studio/trash")
    assert f'<a href="{path}">(no visible text)</a>' in page.response.text
    for each in (path, f"{path}/purge"):
        assert "(no visible text)" in (await browser.get(each)).response.text
