"""Deletions: their list and content, and undoing them with the plan first."""

from fastapi import FastAPI

from tests.factories import World
from tests.studio.conftest import SignIn


async def bulk(world: World, ids: list[int], reason: str | None = None) -> int:
    admin = await world.admin()
    body = {"ids": ids, "reason": reason}
    answer = await world.client.post("/api/posts/bulk-delete", json=body, headers=admin.headers)
    number: int = answer.json()["deletion_id"]
    return number


async def test_only_administrators_see_deletions(world: World, signed_in: SignIn) -> None:
    post = await world.post(await world.user(), title="Spam <i>x</i>")
    deletion = await bulk(world, [post["id"]], "Advertising")
    browser = await signed_in(await world.user())
    for path in ("/studio/deletions", f"/studio/deletions/{deletion}"):
        assert (await browser.get(path)).status == 403
    assert (await browser.get(f"/studio/deletions/{deletion}/undo")).status == 403
    assert (await browser.post(f"/studio/deletions/{deletion}/undo")).status == 403
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/deletions")
    assert f"Spam <i>x</i> Deletion {deletion}: One post" in page.text
    assert "Reason: Advertising" in page.text
    page = await browser.get("/studio/deletions?kind=account")
    assert "No deletions here" in page.text
    page = await browser.get(f"/studio/deletions/{deletion}")
    assert "Spam <i>x</i>" in page.text
    assert f"/studio/trash/posts/{post['id']}" in page.links
    assert (await browser.get("/studio/deletions/999999")).status == 404


async def test_a_deletion_is_named_by_what_it_took(world: World, signed_in: SignIn) -> None:
    ada, ben = await world.user("ada"), await world.user("ben")
    several = [(await world.post(ben, title=title))["id"] for title in ("שלום", "Other", "Last")]
    deletions = [await bulk(world, several)]
    for title in ("long " * 40, "\u200b"):
        post = await world.post(ben, title=title)
        deletions.append(await world.delete(f"/api/posts/{post['id']}", ben))
    await world.comment(ada)
    deletions.append(await world.delete(f"/api/users/{ada.id}", await world.admin()))
    browser = await signed_in(await world.admin())
    page = await browser.get("/studio/deletions")
    assert f"ada and 1 more Deletion {deletions[3]}: An account" in page.text
    assert f'/{deletions[2]}">Deletion {deletions[2]}: One post</a>' in page.response.text
    assert f"... Deletion {deletions[1]}: One post" in page.text
    assert f"שלום and 2 more Deletion {deletions[0]}: Many at once" in page.text
    assert "<bdi>שלום</bdi>" in page.response.text
    await browser.post(f"/studio/deletions/{deletions[0]}/undo", {"on_conflict": "fail"})
    page = await browser.get("/studio/deletions")
    assert f"שלום and 2 more Deletion {deletions[0]}: Many at once" in page.text, "undone"
    page = await browser.get(f"/studio/deletions/{deletions[0]}")
    assert "What שלום and 2 more Kind Many at once" in page.text
    assert "All of it is back: 3 posts. שלום and 2 more" in page.text
    assert f"/studio/posts/{several[0]}" in page.links
    page = await browser.get("/studio/audit?action=post.delete")
    assert "3 posts: deleted" in page.text


async def test_the_plan_says_what_collides_and_changes_nothing(
    world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    taken = await world.post(author, title="Summer", slug="summer")
    plain = await world.post(author, title="Winter", slug="winter")
    deletion = await bulk(world, [taken["id"], plain["id"]], "Out of season")
    await world.post(author, title="Other", slug="summer")
    browser = await signed_in(await world.admin())
    assert "/studio/deletions" in (await browser.get("/studio/trash")).links
    assert f"Deletion {deletion}: Many at once" in (await browser.get("/studio/deletions")).text
    path = f"/studio/deletions/{deletion}/undo"
    page = await browser.get(path)
    assert "Nothing has changed yet." in page.text
    assert "Bring back 2 posts (“Out of season”)?" in page.text
    assert "Comes back 2 posts" in page.text
    assert "Winter Published winter" in page.text
    assert "Summer Published summer-2" in page.text
    assert "1 post comes back at another address" in page.text
    assert "Undo, with new addresses" in page.text
    assert "Summer : another post has its address; its new one is summer-2" in page.text
    assert "Restore only the one without a conflict" in page.text
    gone = "SELECT count(*) FROM posts WHERE deleted_at IS NOT NULL"
    assert await world.execute(gone) == [(2,)]
    page = await browser.post(path)
    assert page.status == 409
    assert "Nothing has changed yet." in page.text
    page = await browser.post(path, {"on_conflict": "skip"})
    assert "Restored: 1 post." in page.text
    page = await browser.post(path, {"on_conflict": "rename"})
    assert page.path == f"/studio/deletions/{deletion}?back={taken['id']}"
    assert "Restored: 1 post." in page.text
    assert "Took 2 posts Undone" in page.text
    assert "All of it is back: 2 posts. Summer" in page.text
    assert f"/studio/posts/{taken['id']}" in page.links
    assert "Nothing to undo" in (await browser.get(path)).text


async def test_what_was_removed_for_good_is_not_said_to_be_back(
    world: World, signed_in: SignIn
) -> None:
    author, admin = await world.user(), await world.admin()
    kept, gone = [(await world.post(author))["id"] for _ in range(2)]
    deletion = await bulk(world, [kept, gone])
    await world.client.delete(f"/api/trash/posts/{gone}", headers=admin.headers)
    browser = await signed_in(admin)
    path = f"/studio/deletions/{deletion}"
    page = await browser.post(f"{path}/undo", {"on_conflict": "fail"})
    assert "Back with the undo: 1 post. The rest was restored by itself" in page.text
    again = await world.delete(f"/api/posts/{kept}", author)
    await browser.post(f"/studio/trash/posts/{kept}/restore")
    page = await browser.get(f"/studio/deletions/{again}")
    assert "It was restored piece by piece, or removed for good." in page.text
    assert (await browser.get(f"{path}?back=x")).status == 422


async def test_what_stays_is_said_with_its_way_out(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author, title="Orphan")
    deletion = await bulk(world, [post["id"]])
    await world.delete(f"/api/users/{author.id}", await world.admin())
    browser = await signed_in(await world.admin())
    page = await browser.get(f"/studio/deletions/{deletion}/undo")
    assert "1 stays as it is" in page.text
    assert "the account of its author is deleted; restore that first" in page.text


async def test_the_undo_bar_returns_to_its_page(world: World, signed_in: SignIn) -> None:
    post = await world.post(await world.user())
    deletion = await bulk(world, [post["id"]])
    browser = await signed_in(await world.admin())
    browser.client.headers["Referer"] = "http://127.0.0.1:8000/studio/posts?whose=all"
    page = await browser.post(f"/studio/deletions/{deletion}/undo")
    assert page.path == "/studio/posts?whose=all"
    assert "The deletion is undone. Restored: 1 post." in page.text
    browser.client.headers["Referer"] = "https://evil.example/"
    page = await browser.post(f"/studio/deletions/{deletion}/undo")
    assert page.path == "/studio/overview"
    assert "There was nothing left to undo." in page.text


async def test_authors_undo_their_own_while_the_time_runs(
    app: FastAPI, world: World, signed_in: SignIn
) -> None:
    author = await world.user()
    post = await world.post(author)
    deletion = await world.delete(f"/api/posts/{post['id']}", author)
    browser = await signed_in(author)
    path = f"/studio/deletions/{deletion}/undo"
    assert (await browser.post(path)).status == 403
    settings = app.state.settings
    app.state.settings = settings.model_copy(update={"author_undo_seconds": 600})
    try:
        page = await browser.get(path)
        assert "Comes back 1 post" in page.text
        page = await browser.post(path)
    finally:
        app.state.settings = settings
    assert "The deletion is undone." in page.text
