"""`render=html`: kept when it is written, made when it is missing, and never of other content."""

import httpx2
import pytest

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
async def test_what_does_not_fit_is_made_anew(
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


async def test_the_etag_is_that_of_the_post(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    post = await world.post(author)
    url = f"/api/posts/{post['id']}"
    tag = (await client.get(f"{url}?render=html")).headers["etag"]
    assert (await client.get(url, headers={"If-None-Match": tag})).status_code == 304
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
