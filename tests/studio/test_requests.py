"""Restore requests: plans, decisions and their history."""

from tests.factories import Person, World
from tests.studio.conftest import SignIn


async def asked(world: World, author: Person, post_id: int, note: str) -> int:
    path = f"/api/trash/posts/{post_id}/restore-request"
    answer = await world.client.post(path, json={"note": note}, headers=author.headers)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


async def test_authors_see_their_own_and_decide_nothing(world: World, signed_in: SignIn) -> None:
    mine, other = await world.user(), await world.user()
    first = await asked(world, mine, (await world.deleted_post(mine, title="Mine"))["id"], "a")
    theirs = (await world.deleted_post(other, title="Theirs"))["id"]
    second = await asked(world, other, theirs, "b")
    browser = await signed_in(mine)
    page = await browser.get("/studio/requests")
    assert "Mine" in page.text
    assert "Theirs" not in page.text
    assert (await browser.get(f"/studio/requests/{second}")).status == 404
    for verb in ("approve", "decline"):
        assert (await browser.post(f"/studio/requests/{first}/{verb}")).status == 403
    assert (await browser.post(f"/studio/requests/{second}/withdraw")).status == 404
    page = await browser.post(f"/studio/requests/{first}/withdraw")
    assert "The request is withdrawn." in page.text
    assert "No open requests" in page.text
    assert "To ask, open a deleted post or comment in the trash." in page.text
    assert "When an author asks" not in page.text
    page = await browser.post(f"/studio/requests/{first}/withdraw")
    assert "This request is decided already." in page.text


async def test_a_request_with_a_taken_slug_is_approved(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author, title="Summer", slug="summer")
    await world.delete(f"/api/posts/{post['id']}", author)
    request = await asked(world, author, post["id"], "<b>Please</b>")
    await world.post(author, title="Other", slug="summer")
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/requests")
    assert "<b>Please</b>" in page.text
    assert "Its old address is taken" in page.text
    path = f"/studio/requests/{request}"
    page = await browser.get(path)
    assert ("slug", "summer-2") in page.form(f"{path}/approve").fields
    page = await browser.submit(page, f"{path}/approve", slug="summer")
    assert page.status == 422
    assert "Another post has this address." in page.text
    page = await browser.submit(page, f"{path}/approve", slug="summer-2")
    assert page.path == "/studio/requests"
    assert "Restored. Its author gets an email. Open the post" in page.text
    assert f"/studio/posts/{post['id']}" in page.links
    page = await browser.get("/studio/requests?state=approved")
    assert "Summer" in page.text
    live = "SELECT slug FROM posts WHERE id = %s AND deleted_at IS NULL"
    assert await world.execute(live, post["id"]) == [("summer-2",)]


async def test_declining_needs_a_reason(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    request = await asked(world, author, (await world.deleted_post(author))["id"], "Please")
    browser = await signed_in(await world.admin())
    path = f"/studio/requests/{request}"
    page = await browser.submit(await browser.get(path), f"{path}/decline", reason="  ")
    assert page.status == 422
    assert "There is a problem" in page.text
    page = await browser.submit(page, f"{path}/decline", reason="It was advertising.")
    assert "Declined. Its author gets an email with the reason." in page.text
    page = await (await signed_in(author)).get("/studio/requests?state=declined")
    assert "Declined: It was advertising." in page.text
    page = await browser.post(f"{path}/approve")
    assert "This request is decided already." in page.text


async def test_what_came_back_in_another_way_is_restored(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author, title="Summer", slug="summer")
    comment = await world.comment(author, (await world.post(author))["id"])
    await world.delete(f"/api/posts/{post['id']}", author)
    await world.delete(f"/api/comments/{comment['id']}", author)
    request = await asked(world, author, post["id"], "Please")
    path = f"/api/trash/comments/{comment['id']}/restore-request"
    assert (await world.client.post(path, json={}, headers=author.headers)).status_code == 201
    browser = await signed_in(await world.admin())
    item = f"/studio/trash/posts/{post['id']}"
    assert "settles the request without an email" in (await browser.get(item)).text
    await browser.post(f"{item}/restore", {"slug": "autumn"})
    await browser.post(f"/studio/trash/comments/{comment['id']}/restore")
    authors = await signed_in(author)
    for place in ("?state=all", "?state=obsolete", f"/{request}"):
        page = await authors.get(f"/studio/requests{place}")
        assert "Open the post Address: autumn" in page.text
        assert f"/studio/posts/{post['id']}" in page.links
    page = await authors.get("/studio/requests?state=obsolete")
    assert page.text.count("Restored, ") == 2
    assert f"/studio/comments?post={comment['post_id']}" in page.links
    await world.delete(f"/api/posts/{post['id']}", author)
    page = await authors.get(f"/studio/requests/{request}")
    assert "Settled otherwise" in page.text
    assert "Open the post" not in page.text


async def test_an_approved_request_names_who_restored(world: World, signed_in: SignIn) -> None:
    author, admin = await world.user(), await world.admin()
    post = await world.deleted_post(author)
    request = await asked(world, author, post["id"], "Please")
    browser = await signed_in(admin)
    await browser.post(f"/studio/requests/{request}/approve")
    page = await (await signed_in(author)).get("/studio/requests?state=approved")
    assert f"Restored by {admin.username}, " in page.text
    assert f"/studio/posts/{post['id']}" in page.links
