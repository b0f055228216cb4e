"""SLUGS=unicode: slugs in the script of their title, and links that every client can follow."""

import unicodedata
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx2
import pytest
from fastapi import FastAPI

from blog_api.main import create_app
from blog_api.settings import Settings
from blog_api.slugs import PATTERN, UNICODE_MAX_BYTES
from tests.clients import CheckingTransport
from tests.factories import World


@pytest.fixture(scope="module")
def unicode_app(settings: Settings) -> FastAPI:
    """An application with the setting, made once: that takes longer than most of these tests."""
    return create_app(settings.model_copy(update={"slugs": "unicode"}))


@pytest.fixture
async def unicode_world(unicode_app: FastAPI, clean: None) -> AsyncIterator[World]:
    """Yield the factory of that application."""
    app = unicode_app
    async with app.router.lifespan_context(app):
        transport = CheckingTransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            yield World(client, app)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("Café – ÉTÉ", "café-été"),
        ("cafe\u0301", "café"),
        ("हिन्दी में", "हिन्दी-में"),
        ("a\u200bb \u3164 \ufe0f", "ab"),
        ("💩", "post"),
        ("漢" * 200, "漢" * 200),
        ("\U00020000" * 200, "\U00020000" * 150),
    ],
)
async def test_slug_of_a_title(unicode_world: World, title: str, slug: str) -> None:
    first = await unicode_world.post(title=title)
    second = await unicode_world.post(title=title)
    draft = await unicode_world.post(title=title, status="draft")
    assert first["slug"] == slug
    assert second["slug"].endswith("-2")
    for post in (first, second, draft):
        assert len(post["slug"].encode()) <= 600
        assert unicodedata.is_normalized("NFC", post["slug"])
        admin = await unicode_world.admin()
        answer = await unicode_world.client.get(
            f"/api/posts/slug/{quote(post['slug'])}", headers=admin.headers
        )
        assert answer.json()["id"] == post["id"]


BAD = ["Ä", "a b", "cafe\u0301", "-ä", "a--ä", "ä_b", "a\u200b", "💩", "", "\u0301", "ä" * 301]


@pytest.mark.parametrize("slug", BAD)
async def test_a_given_slug_of_another_form_is_refused(unicode_world: World, slug: str) -> None:
    author = await unicode_world.user()
    body = {"title": "t", "content": "c", "slug": slug}
    answer = await unicode_world.client.post("/api/posts", json=body, headers=author.headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "slug"]


async def test_the_document_describes_them(unicode_world: World, world: World) -> None:
    described = (await unicode_world.client.get("/openapi.json")).json()
    slug = described["components"]["schemas"]["PostPatch"]["properties"]["slug"]
    ascii_only = (await world.client.get("/openapi.json")).json()
    assert PATTERN in str(ascii_only)
    assert PATTERN not in str(described)
    assert f"'maxLength': {UNICODE_MAX_BYTES}" in str(slug)


async def test_links_are_percent_encoded(unicode_world: World) -> None:
    client, author = unicode_world.client, await unicode_world.user()
    post = await unicode_world.post(author, slug="früher")
    url = f"/api/posts/{post['id']}"
    answer = await client.patch(url, json={"slug": "später-日本"}, headers=author.headers)
    assert answer.json()["slug"] == "später-日本"
    moved = await client.get(f"/api/posts/slug/{quote('früher')}")
    encoded = f"/api/posts/slug/{quote('später-日本')}"
    assert (moved.status_code, moved.headers["location"]) == (308, encoded)
    assert (await client.get(moved.headers["location"])).json()["id"] == post["id"]
    for path in ("/feed.atom", "/feed.json", "/sitemap.xml"):
        assert encoded in (await client.get(path)).text, path


async def test_a_slug_that_is_taken(unicode_world: World) -> None:
    author = await unicode_world.user()
    slug = "漢" * 200
    await unicode_world.post(slug=slug)
    body = {"title": "t", "content": "c", "slug": slug}
    answer = await unicode_world.client.post("/api/posts", json=body, headers=author.headers)
    assert answer.json()["code"] == "slug_taken"
    suggested = {**body, "slug": answer.json()["suggested_slug"]}
    made = await unicode_world.client.post("/api/posts", json=suggested, headers=author.headers)
    assert made.status_code == 201
