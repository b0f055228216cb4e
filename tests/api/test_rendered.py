"""`render=html`: stored on write, rendered when missing, and never stale."""

import httpx2
import pytest

from blog_api.fair_share import Budget
from blog_api.rendering import renderer
from blog_api.rendering.renderer import RENDERER
from tests.factories import World

KEPT = "SELECT html, renderer FROM post_html WHERE post_id = %s"


async def html(client: httpx2.AsyncClient, place: str | int, **headers: str) -> str:
    answer = await client.get(f"/api/posts/{place}", params={"render": "html"}, headers=headers)
    assert answer.status_code == 200, answer.text
    content_html: str = answer.json()["content_html"]
    return content_html


async def test_is_there_only_when_asked_for(client: httpx2.AsyncClient, world: World) -> None:
    post = await world.post(content="*Hello*")
    assert "content_html" not in post
    assert "content_html" not in (await client.get(f"/api/posts/{post['id']}")).json()
    assert await html(client, post["id"]) == "<p><em>Hello</em></p>\n"
    assert await html(client, f"slug/{post['slug']}") == "<p><em>Hello</em></p>\n"
    answer = await client.get(f"/api/posts/{post['id']}?render=pdf")
    assert answer.status_code == 422


async def test_is_kept_when_it_is_written(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    post = await world.post(author, content="one")
    url = f"/api/posts/{post['id']}"
    assert await world.execute(KEPT, post["id"]) == [("<p>one</p>\n", RENDERER)]
    await client.patch(url, json={"content": "two"}, headers=author.headers)
    assert await world.execute(KEPT, post["id"]) == [("<p>two</p>\n", RENDERER)]
    await client.put(url, json={"title": "T", "content": "three"}, headers=author.headers)
    assert await world.execute(KEPT, post["id"]) == [("<p>three</p>\n", RENDERER)]
    await client.patch(url, json={"title": "Only the title"}, headers=author.headers)
    assert await html(client, post["id"]) == "<p>three</p>\n"


async def test_a_refused_write_keeps_nothing(client: httpx2.AsyncClient, world: World) -> None:
    post = await world.post(content="mine")
    other = await world.user()
    answer = await client.patch(
        f"/api/posts/{post['id']}", json={"content": "yours"}, headers=other.headers
    )
    assert answer.status_code == 403
    assert await html(client, post["id"]) == "<p>mine</p>\n"


@pytest.mark.parametrize(
    "meddling",
    [
        "DELETE FROM post_html",
        "UPDATE posts SET content = 'Changed'",
        "UPDATE post_html SET renderer = 0, html = 'of an older release'",
    ],
)
async def test_stale_html_is_rendered_again(
    client: httpx2.AsyncClient, world: World, meddling: str
) -> None:
    post = await world.post(content="Changed")
    await world.execute(meddling)
    await world.execute("UPDATE post_html SET html = 'never this' WHERE renderer = 0")
    assert await html(client, post["id"]) == "<p>Changed</p>\n"
    assert await world.execute(KEPT, post["id"]) == [("<p>Changed</p>\n", RENDERER)]


async def test_content_by_another_way_is_rendered_when_read(
    client: httpx2.AsyncClient, world: World
) -> None:
    post = await world.post(content="Old")
    await world.execute("UPDATE posts SET content = '**New**'")
    assert await html(client, post["id"]) == "<p><strong>New</strong></p>\n"


async def test_the_etag_tells_renderings_apart_and_names_the_version(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    post = await world.post(author)
    url = f"/api/posts/{post['id']}"
    tag = (await client.get(f"{url}?render=html")).headers["etag"]
    assert (await client.get(url, headers={"If-None-Match": tag})).status_code == 200
    changed = await client.patch(
        url, json={"title": "New"}, headers={**author.headers, "If-Match": tag}
    )
    assert changed.status_code == 200


async def test_a_draft_is_rendered_for_its_author_only(
    client: httpx2.AsyncClient, world: World
) -> None:
    author = await world.user()
    post = await world.post(author, status="draft", content="x")
    assert await html(client, post["id"], **author.headers) == "<p>x</p>\n"
    assert (await client.get(f"/api/posts/{post['id']}?render=html")).status_code == 404


async def test_purging_a_post_takes_its_html_and_document_along(
    client: httpx2.AsyncClient, world: World
) -> None:
    post, admin = await world.post(), await world.admin()
    url = f"/api/posts/{post['id']}?hard_delete=true"
    assert (await client.delete(url, headers=admin.headers)).status_code == 204
    assert await world.execute("SELECT 1 FROM post_html") == []
    assert await world.execute("SELECT 1 FROM post_search") == []


COMPLEX = "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "x\n" * 330 + "\n<script>"


async def test_a_text_beyond_the_bounds_is_taken_and_shown_as_plain_text(
    client: httpx2.AsyncClient, world: World
) -> None:
    """Its tables took a second each; 100,000 characters of them 70 s and 45 MB."""
    author = await world.user()
    post = await world.post(author, content=COMPLEX)
    assert post["content"] == COMPLEX
    escaped = COMPLEX.replace("<", "&lt;").replace(">", "&gt;")
    assert await html(client, post["id"]) == f"<pre>{escaped}</pre>\n"


async def test_rendering_has_a_budget_for_each_author(
    client: httpx2.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = Budget(burst=0.001, per_second=0.001)
    monkeypatch.setattr(renderer, "BUDGET", budget)
    author, other = await world.user(), await world.user()
    long = "*word* " * 2_000
    post = await world.post(author, content=long)
    url = f"/api/posts/{post['id']}"
    for method, path, body in (
        ("POST", "/api/posts", {"title": "T", "content": long}),
        ("PUT", url, {"title": "T", "content": long}),
        ("PATCH", url, {"content": long}),
    ):
        answer = await client.request(method, path, json=body, headers=author.headers)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert int(answer.headers["retry-after"]) >= 1
    await world.post(other, content=long)
    await world.post(author, content="short")
    await world.execute("DELETE FROM post_html")
    assert (await html(client, post["id"])).startswith("<p><em>word</em>")
