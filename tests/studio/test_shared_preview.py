"""Page that preview links lead to: open to everyone with the token, and to nobody else."""

from typing import Any

from tests.factories import Person, World
from tests.studio.browser import Browser


async def shared(world: World, author: Person, **fields: str) -> tuple[dict[str, Any], str]:
    """Return a draft, and the token of a link to it."""
    post = await world.post(author, status="draft", **fields)
    path = f"/api/posts/{post['id']}/previews"
    made = await world.client.post(path, json={}, headers=author.headers)
    assert made.json()["url"].endswith(f"/studio/preview#{made.json()['token']}")
    return post, made.json()["token"]


async def test_a_draft_is_shown_without_an_account(world: World, browser: Browser) -> None:
    content = "Words *before* they are public. ![x](https://elsewhere.example/x.png)"
    _, token = await shared(world, await world.user(), title="A <b>draft</b>", content=content)
    page = await browser.get("/studio/preview")
    assert "please open it from your message once more. Type it in by hand" in page.text
    page = await browser.submit(page, "/studio/preview", token=token)
    assert (page.status, "Words <em>before</em> they" in page.response.text) == (200, True)
    assert "A <b>draft</b>" in page.text
    assert "<img" not in page.response.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Content-Security-Policy"].startswith("sandbox")


async def test_an_ended_link_shows_nothing(world: World, browser: Browser) -> None:
    author = await world.user()
    post, token = await shared(world, author, title="Secret title")
    await world.delete(f"/api/posts/{post['id']}", author)
    for wrong in (token, "", "x" * 200):
        page = await browser.post("/studio/preview", {"token": wrong})
        assert (page.status, "Secret title" in page.text) == (404, False)
        assert "shows nothing any more" in page.text
        assert "<details open>" in page.response.text
