"""Requests of the editor's scripts: autosave, preview, images and tags."""

from typing import Any

import httpx2
import pytest

from blog_api.studio.middleware import DIRECTIVES
from tests.factories import World
from tests.pictures import draw
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn

PREVIEW = "/studio/editor/preview"
AUTOSAVE = "/studio/editor/autosave"


async def ask(browser: Browser, path: str, site: str = "same-origin", **given: Any) -> Any:
    headers = {"Accept": "application/json", "Sec-Fetch-Site": site}
    return await browser.client.post(path, headers=headers, **given)


def words(**fields: str) -> dict[str, Any]:
    empty = dict.fromkeys(("excerpt", "category", "tags", "image_url", "slug", "copy_tag"), "")
    return {"data": empty | {"title": "T", "content": "C"} | fields}


async def test_the_first_words_make_one_draft(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    given = words(title="", content="Hello", key="new-1")
    answer = await ask(browser, AUTOSAVE, **given)
    assert answer.status_code == 201
    assert answer.json()["base_version"] == 1
    again = await ask(browser, AUTOSAVE, **given)
    assert again.json()["id"] == answer.json()["id"]
    page = await browser.get(f"/studio/posts/{answer.json()['id']}")
    assert dict(page.form(page.path).fields)["title"] == "Untitled"
    assert "Draft" in page.text


async def test_autosave_refuses_words_of_another_window(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author)
    browser = await signed_in(author)
    path = f"{AUTOSAVE}/{post['id']}"
    first = await ask(browser, path, **words(base_version="1", content="One"))
    assert first.json()["is_stale"] is False
    stale = await ask(browser, path, **words(base_version="1", content="Two"))
    assert stale.status_code == 412
    tag = stale.json()["current_etag"]
    assert tag == first.json()["copy_tag"]
    saved = await ask(browser, path, **words(base_version="1", content="Two", copy_tag=tag))
    assert saved.status_code == 200
    assert (await world.client.get(f"/api/posts/{post['id']}")).json()["content"] != "Two"


async def test_autosave_says_that_the_post_was_changed(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    post = await world.post(author)
    change = {"title": "Changed elsewhere"}
    await world.client.patch(f"/api/posts/{post['id']}", json=change, headers=author.headers)
    browser = await signed_in(author)
    answer = await ask(browser, f"{AUTOSAVE}/{post['id']}", **words(base_version="1"))
    assert answer.json()["is_stale"] is True


@pytest.mark.parametrize("path", [AUTOSAVE, f"{AUTOSAVE}/1", PREVIEW, "/studio/editor/images"])
async def test_no_other_site_writes(world: World, signed_in: SignIn, path: str) -> None:
    browser = await signed_in(await world.user())
    answer = await ask(browser, path, site="cross-site", **words(base_version="1"))
    assert answer.status_code == 403
    assert answer.json()["code"] == "cross_site"


async def test_strangers_get_a_401_in_json(browser: Browser) -> None:
    assert (await ask(browser, AUTOSAVE, **words())).status_code == 401


async def test_others_cannot_save_words_for_a_post(world: World, signed_in: SignIn) -> None:
    post = await world.post()
    browser = await signed_in(await world.user())
    answer = await ask(browser, f"{AUTOSAVE}/{post['id']}", **words(base_version="1"))
    assert answer.status_code == 403


async def test_texts_beyond_the_limit_are_refused_with_the_field(
    world: World, signed_in: SignIn
) -> None:
    browser = await signed_in(await world.user())
    answer = await ask(browser, AUTOSAVE, **words(content="x" * 100_001))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "content"]
    answer = await ask(browser, AUTOSAVE, **words(content="ä" * 100_000))
    assert answer.status_code == 201
    answer = await ask(browser, AUTOSAVE, **words(content="x" * 5_000_000))
    assert answer.status_code == 413


async def preview(browser: Browser, content: str, **fields: str) -> httpx2.Response:
    page = await browser.post(PREVIEW, {"title": "A & B", "content": content, **fields})
    assert page.status == 200
    return page.response


async def test_the_preview_is_sanitised_and_sandboxed(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    shown = await preview(browser, "*Hi*<script>alert(1)</script> <b onclick=x>&lt;c></b>")
    assert "<em>Hi</em>" in shown.text
    assert "<script" not in shown.text
    assert "onclick" not in shown.text
    assert "<h1>A &amp; B</h1>" in shown.text
    policy = shown.headers["content-security-policy"].split("; ")
    assert policy[0].startswith("sandbox")
    assert "allow-scripts" not in policy[0]
    assert "allow-same-origin" not in policy[0]
    assert {"default-src 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"


async def test_foreign_images_are_hidden_until_asked_for(world: World, signed_in: SignIn) -> None:
    author = await world.user()
    own = f"http://127.0.0.1:8000/media/{await world.picture(author, 3)}"
    browser = await signed_in(author)
    text = f"![own]({own}) ![spy](https://spy.example/p.png?a=1&b=2) [![in](https://a.example/i)](https://b.example)"
    shown = await preview(browser, text)
    assert shown.text.count("<img") == 1
    assert f'src="{own}"' in shown.text
    assert 'href="https://spy.example/p.png?a=1&amp;b=2"' in shown.text
    assert "Image from spy.example, not loaded" in shown.text
    assert "img-src 'self'" in shown.headers["content-security-policy"]
    assert "https:;" not in shown.headers["content-security-policy"]
    shown = await preview(browser, text, shows_images="true")
    assert shown.text.count("<img") == 3
    assert "img-src https: http:" in shown.headers["content-security-policy"]


async def test_addresses_of_images_cannot_leave_their_attribute(
    world: World, signed_in: SignIn
) -> None:
    browser = await signed_in(await world.user())
    shown = await preview(browser, '<img src="https://[x" alt="<b>&quot;><i>">')
    assert "<i>" not in shown.text.partition("<main>")[2]
    assert "<img" not in shown.text


async def test_a_preview_without_a_session_says_so(browser: Browser) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "iframe"}
    answer = await browser.client.post(PREVIEW, headers=headers, data={"content": "x"})
    assert "Sign in again to see the preview." in answer.text


async def test_an_image_is_uploaded(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    files = {"file": ("a.png", draw(1), "image/png")}
    answer = await ask(browser, "/studio/editor/images", files=files)
    assert answer.status_code == 201
    shown = await world.client.get(answer.json()["url"])
    assert shown.headers["content-type"] == "image/png"
    files = {"file": ("a.png", b"no image", "image/png")}
    answer = await ask(browser, "/studio/editor/images", files=files)
    assert answer.status_code == 422


async def test_tags_of_public_posts_are_suggested(world: World, signed_in: SignIn) -> None:
    await world.post(tags=["rivers"])
    await world.post(tags=["secret"], status="draft")
    browser = await signed_in(await world.user())
    answer = await browser.client.get("/studio/editor/tags")
    assert answer.json() == ["rivers"]


def test_pages_may_hold_frames_of_this_server_alone() -> None:
    assert "frame-src 'self'" in DIRECTIVES
