"""Old slugs: a former slug of a live post redirects to its present one."""

import httpx2

from tests.factories import Person, World


async def rename(client: httpx2.AsyncClient, author: Person, post_id: int, slug: str) -> None:
    answer = await client.patch(
        f"/api/posts/{post_id}", json={"slug": slug}, headers=author.headers
    )
    assert answer.status_code == 200, answer.text


async def follow(
    client: httpx2.AsyncClient, slug: str, headers: dict[str, str] | None = None
) -> tuple[int, str | None]:
    """Return status and Location of the response for a slug."""
    answer = await client.get(f"/api/posts/slug/{slug}", headers=headers)
    return answer.status_code, answer.headers.get("location")


async def test_every_slug_a_post_bore_leads_to_its_present_one(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    post = await world.post(author, slug="first")
    for slug in ("second", "third"):
        await rename(client, author, post["id"], slug)
    for old in ("first", "second"):
        assert await follow(client, old) == (308, "/api/posts/slug/third")
    assert (await follow(client, "third"))[0] == 200
    assert (await follow(client, "fourth"))[0] == 404


async def test_a_redirect_keeps_the_query(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    post = await world.post(author, slug="before")
    await rename(client, author, post["id"], "after")
    answer = await client.get("/api/posts/slug/before?render=html&x=%2F")
    assert answer.headers["location"] == "/api/posts/slug/after?render=html&x=%2F"


async def test_a_post_may_take_its_old_slug_back(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    post = await world.post(author, slug="there")
    await rename(client, author, post["id"], "and")
    await rename(client, author, post["id"], "there")
    assert (await follow(client, "there"))[0] == 200
    assert await follow(client, "and") == (308, "/api/posts/slug/there")


async def test_another_live_post_takes_the_slug_over(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    post = await world.post(author, slug="wanted")
    await rename(client, author, post["id"], "given-up")
    taker = await world.post(slug="wanted", title="Mine now")
    assert (await client.get("/api/posts/slug/wanted")).json()["id"] == taker["id"]
    await world.execute("UPDATE posts SET status = 'draft' WHERE id = %s", taker["id"])
    assert (await follow(client, "wanted"))[0] == 404
    admin = await world.admin()
    await client.delete(f"/api/posts/{taker['id']}", headers=admin.headers)
    assert await follow(client, "wanted") == (308, "/api/posts/slug/given-up")


async def test_the_last_who_bore_a_slug_has_its_links(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    one, two = await world.post(author, slug="shared"), await world.post(author, slug="other")
    await rename(client, author, one["id"], "one")
    await rename(client, author, two["id"], "shared")
    await rename(client, author, two["id"], "two")
    assert await follow(client, "shared") == (308, "/api/posts/slug/two")
    await client.delete(f"/api/posts/{two['id']}", headers=author.headers)
    assert await follow(client, "shared") == (308, "/api/posts/slug/one")


async def test_a_redirect_tells_nothing_of_what_is_hidden(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(author, slug="public-name")
    await rename(client, author, post["id"], "secret-name")
    hiding: dict[str, object] = {"status": "draft"}
    await client.patch(f"/api/posts/{post['id']}", json=hiding, headers=author.headers)
    for headers in (None, stranger.headers):
        assert (await follow(client, "public-name", headers))[0] == 404
    for person in (author, admin):
        assert (await follow(client, "public-name", person.headers))[0] == 308
    scheduled = {"status": "published", "published_at": "2999-01-01T00:00:00Z"}
    await client.patch(f"/api/posts/{post['id']}", json=scheduled, headers=author.headers)
    assert (await follow(client, "public-name"))[0] == 404


async def test_drafts_that_bore_a_slug_since_do_not_bury_its_links(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, stranger, admin = await world.user(), await world.user(), await world.admin()
    post = await world.post(author, slug="famous")
    await rename(client, author, post["id"], "still-famous")
    for number in range(25):
        draft = await world.post(stranger, slug="famous", status="draft")
        await rename(client, stranger, draft["id"], f"draft-{number}")
    for headers in (None, author.headers):
        assert await follow(client, "famous", headers) == (308, "/api/posts/slug/still-famous")
    for person in (stranger, admin):
        assert await follow(client, "famous", person.headers) == (308, "/api/posts/slug/draft-24")


async def test_trash_hides_and_restore_brings_back(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, admin = await world.user(), await world.admin()
    post = await world.post(author, slug="old")
    await rename(client, author, post["id"], "new")
    await client.delete(f"/api/posts/{post['id']}", headers=author.headers)
    for person in (author, admin):
        assert (await follow(client, "old", person.headers))[0] == 404
    await client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    assert await follow(client, "old") == (308, "/api/posts/slug/new")


async def test_a_post_restored_under_another_name_keeps_its_links(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    post = await world.deleted_post(slug="mine")
    taker = await world.post(slug="mine")
    answer = await client.post(
        f"/api/posts/{post['id']}/restore", json={"on_conflict": "rename"}, headers=admin.headers
    )
    assert answer.json()["slug"] == "mine-2"
    assert (await follow(client, "mine"))[0] == 200
    await client.delete(f"/api/posts/{taker['id']}", headers=admin.headers)
    assert await follow(client, "mine") == (308, "/api/posts/slug/mine-2")


async def test_a_slug_that_was_only_asked_for_is_no_old_link(
    client: httpx2.AsyncClient, world: World
) -> None:
    admin = await world.admin()
    post = await world.deleted_post(slug="mine")
    holder = await world.post(slug="taken")
    body = {"slug": "taken", "on_conflict": "rename"}
    url = f"/api/posts/{post['id']}/restore"
    restored = await client.post(url, json=body, headers=admin.headers)
    assert restored.json()["slug"] == "taken-2"
    await client.delete(f"/api/posts/{holder['id']}", headers=admin.headers)
    assert (await follow(client, "taken"))[0] == 404
    assert await follow(client, "mine") == (308, "/api/posts/slug/taken-2")


async def test_a_hard_delete_forgets(client: httpx2.AsyncClient, world: World) -> None:
    author, admin = await world.user(), await world.admin()
    post = await world.post(author, slug="old")
    await rename(client, author, post["id"], "new")
    url = f"/api/posts/{post['id']}?hard_delete=true"
    assert (await client.delete(url, headers=admin.headers)).status_code == 204
    assert (await follow(client, "old", admin.headers))[0] == 404
    assert await world.execute("SELECT * FROM post_slugs") == []
