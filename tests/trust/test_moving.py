"""Moving a blog: paths of images, ids of feed entries and the issuer of tokens survive."""

import httpx2
from jose import jwt

from tests.factories import Person, World
from tests.pictures import draw
from tests.trust.conftest import Opening

OLD, NEW = "http://127.0.0.1:8000", "https://blog.example/journal"


async def upload(client: httpx2.AsyncClient, person: Person, method: str, path: str) -> str:
    """Return the path of an image."""
    files = {"file": ("a.png", draw(7), "image/png")}
    answer = await client.request(method, path, files=files, headers=person.headers)
    assert answer.status_code in {200, 201}, answer.text
    answered = answer.json()
    return str(answered.get("url") or answered["avatar_url"])


async def test_rows_hold_no_host(client: httpx2.AsyncClient, world: World) -> None:
    ada = await world.user("ada")
    avatar = await upload(client, ada, "PUT", "/api/users/me/avatar")
    image = await upload(client, ada, "POST", "/api/media")
    post = await world.post(ada, image_url=image)
    assert avatar.startswith(f"{OLD}/media/")
    assert post["image_url"] == image
    change = {"image_url": image, "title": "Changed"}
    answer = await client.patch(f"/api/posts/{post['id']}", json=change, headers=ada.headers)
    assert answer.json()["image_url"] == image
    (kept_avatar,) = (await world.execute("SELECT avatar_url FROM users"))[0]
    (kept_image,) = (await world.execute("SELECT image_url FROM posts"))[0]
    assert [kept_avatar, kept_image] == [url.removeprefix(OLD) for url in (avatar, image)]


async def test_answers_follow_the_public_url(
    client: httpx2.AsyncClient, world: World, open_world: Opening
) -> None:
    ada = await world.user("ada")
    avatar = await upload(client, ada, "PUT", "/api/users/me/avatar")
    image = await upload(client, ada, "POST", "/api/media")
    post = await world.post(ada, image_url=image)
    async with open_world(public_url=NEW) as moved:
        found = (await moved.client.get(f"/api/posts/{post['id']}")).json()
        assert found["image_url"] == image.replace(OLD, NEW)
        assert found["author"]["avatar_url"] == avatar.replace(OLD, NEW)
        profile = (await moved.client.get(f"/api/users/{ada.id}")).json()
        assert profile["avatar_url"] == avatar.replace(OLD, NEW)


async def test_other_peoples_images_stay_as_they_are(world: World) -> None:
    for image in ("https://elsewhere.example/media/a.png", "http://127.0.0.1/media/a.png"):
        post = await world.post(image_url=image)
        assert post["image_url"] == image
        assert await world.execute("SELECT image_url FROM posts WHERE id = %s", post["id"]) == [
            (image,)
        ]


async def test_ids_of_feed_entries_survive(world: World, open_world: Opening) -> None:
    await world.post()
    before = (await world.client.get("/feed.json")).json()
    async with open_world(public_url=NEW) as moved:
        after = (await moved.client.get("/feed.json")).json()
        atom = (await moved.client.get("/feed.atom")).text
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
    assert before["items"][0]["id"].startswith("urn:uuid:")
    assert f"<id>{before['items'][0]['id']}</id>" in atom
    assert after["feed_url"] == f"{NEW}/feed.json"


async def test_tokens_survive(world: World, open_world: Opening) -> None:
    ada = await world.user("ada")
    async with open_world(public_url=NEW) as moved:
        assert (await moved.client.get("/api/users/me", headers=ada.headers)).status_code == 200
        form = {"grant_type": "refresh_token", "refresh_token": ada.refresh_token}
        answer = await moved.client.post("/api/auth/refresh", data=form)
        assert answer.status_code == 200
        claims = jwt.get_unverified_claims(answer.json()["access_token"])
        assert claims["iss"] == NEW


async def test_tokens_of_a_former_issuer_end(world: World, open_world: Opening) -> None:
    ada = await world.user("ada")
    async with open_world(public_url=NEW) as moved:
        await moved.user("bob")
        over = "UPDATE token_issuers SET replaced_at = now() - interval '15 days' WHERE issuer = %s"
        await moved.execute(over, OLD)
        async with open_world(public_url=NEW) as later:
            answer = await later.client.get("/api/users/me", headers=ada.headers)
            assert answer.status_code == 401


async def test_the_home_of_feeds_leads_somewhere(world: World, open_world: Opening) -> None:
    home = (await world.client.get("/feed.json")).json()["home_page_url"]
    assert home == f"{OLD}/"
    assert (await world.client.get(home.removeprefix(OLD))).status_code == 200
    async with open_world(post_page_url="https://blog.example/p/{slug}") as other:
        feed = (await other.client.get("/feed.json")).json()
        assert feed["home_page_url"] == "https://blog.example/"


async def test_the_home_page_speaks_to_people_and_programs(client: httpx2.AsyncClient) -> None:
    index = await client.get("/")
    assert index.json()["docs"] == f"{OLD}/docs"
    for url in index.json().values():
        if url.startswith(OLD):
            there = await client.get(url.removeprefix(OLD), follow_redirects=True)
            assert there.status_code == (401 if url.endswith("/studio") else 200)
    page = await client.get("/", headers={"Accept": "text/html,*/*"})
    assert "<h1>Blog</h1>" in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
