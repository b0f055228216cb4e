"""Cross-site requests, headers, and escaping."""

import pytest
from fastapi import FastAPI

from blog_api.scopes import Scope
from blog_api.settings import Settings
from blog_api.studio.csrf import is_forged
from tests.access_tokens import make_token
from tests.factories import World
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn

UNSAFE = ["/studio/sign-in", "/studio/sign-out", "/studio/confirm", "/studio/language"]


@pytest.mark.parametrize("path", UNSAFE)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "nonsense"])
async def test_a_form_of_another_site_is_refused(
    world: World, signed_in: SignIn, path: str, site: str
) -> None:
    browser = await signed_in(await world.user())
    before = browser.cookies
    page = await browser.post(path, {"next": "/studio/posts"}, site=site)
    assert page.status == 403
    assert "another site" in page.text
    assert browser.cookies == before


@pytest.mark.parametrize(
    ("origin", "is_refused"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("http://127.0.0.1:9000", True),
        ("https://127.0.0.1:8000", True),
        ("https://evil.example", True),
        ("null", True),
        (None, True),
    ],
)
async def test_without_fetch_metadata_the_origin_decides(
    browser: Browser, origin: str | None, *, is_refused: bool
) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = await browser.client.post("/studio/sign-out", headers=headers)
    assert (answer.status_code == 403) is is_refused


@pytest.mark.parametrize("cookie", ["access", "refresh"])
async def test_a_personal_access_token_is_no_cookie(
    world: World, browser: Browser, cookie: str
) -> None:
    """The pages know no scopes: such a token belongs in `Authorization` alone."""
    ada = await world.user()
    post = await world.post(ada)
    token = await make_token(world, ada, *[scope for scope in Scope if not scope.is_admin])
    browser.client.cookies.set(f"studio-{cookie}-8000", token.text, path="/studio")
    for path in ("/studio/posts", "/studio/account/sessions", f"/studio/posts/{post['id']}"):
        page = await browser.get(path)
        assert page.path.startswith("/studio/sign-in?"), page.path
    page = await browser.post("/studio/account", {"name": "Mallory"})
    assert page.status == 401


def test_the_host_header_is_no_evidence(settings: Settings) -> None:
    """DNS rebinding: `Host` and `Origin` agree, and both are the attacker's."""
    headers = [(b"host", b"evil.example:8000"), (b"origin", b"http://evil.example:8000")]
    scope = {"method": "POST", "headers": headers, "server": ("127.0.0.1", 8000)}
    assert is_forged(scope, settings)


def test_behind_a_host_name_its_origin_alone_is_taken(settings: Settings) -> None:
    named = settings.model_copy(update={"public_url": "https://blog.example/sub"})
    for origin, is_refused in ((b"https://blog.example", False), (b"http://127.0.0.1:8000", True)):
        headers = [(b"origin", origin)]
        scope = {"method": "POST", "headers": headers, "server": ("127.0.0.1", 8000)}
        assert is_forged(scope, named) is is_refused


@pytest.mark.parametrize("path", ["/studio/sign-in", "/studio/nothing", "/studio/posts"])
async def test_every_response_has_the_security_headers(browser: Browser, path: str) -> None:
    headers = (await browser.get(path, follow=False)).response.headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers.get_list("content-security-policy")) == 1


async def test_titles_are_escaped(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    await world.post(person, title='<img src=x onerror="alert(1)">')
    browser = await signed_in(person)
    page = await browser.get("/studio/posts")
    assert "<img" not in page.response.text
    assert '<img src=x onerror="alert(1)">' in page.text


async def test_what_is_searched_for_is_escaped(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get("/studio/posts?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page.response.text


async def test_the_studio_is_not_in_the_document(app: FastAPI) -> None:
    assert not [path for path in app.openapi()["paths"] if "studio" in path]


async def test_static_files_are_cached_for_good(browser: Browser) -> None:
    page = await browser.get("/studio/sign-in")
    sheet = page.response.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = await browser.client.get(sheet)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    tag = answer.headers["etag"]
    again = await browser.client.get(sheet, headers={"If-None-Match": tag})
    assert again.status_code == 304
    digest = sheet.split("/")[3]
    old = await browser.client.get(sheet.replace(digest, "0" * 16))
    assert old.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("br, GZIP;q=0.5", "gzip"),
        ("gzip;q=0, br", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_only_static_files_are_compressed(
    browser: Browser, accepted: str, coding: str | None
) -> None:
    """A compressed page would tell the length of its secrets to the author of a part of it."""
    headers = {"Accept-Encoding": accepted}
    page = await browser.client.get("/studio/sign-in", headers=headers)
    assert "content-encoding" not in page.headers
    sheet = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    plain = await browser.client.get(sheet, headers={"Accept-Encoding": "identity"})
    answer = await browser.client.get(sheet, headers=headers)
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.text == plain.text
    assert (answer.headers["etag"] == plain.headers["etag"]) == (coding is None)


async def test_a_forged_flash_is_not_shown(browser: Browser) -> None:
    browser.client.cookies.set("studio-flash-8000", "e" * 60, path="/studio", domain="127.0.0.1")
    page = await browser.get("/studio/sign-in")
    assert page.status == 200
    assert "studio-flash-8000" not in browser.cookies


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Blog.Example", b"https://blog.example"),
        ("https://blog.example:443", b"https://blog.example"),
        ("http://blog.example:80", b"http://blog.example"),
        ("https://blog.example:8443/sub", b"https://blog.example:8443"),
    ],
)
def test_the_origin_is_compared_as_browsers_send_it(
    settings: Settings, url: str, origin: bytes
) -> None:
    named = settings.model_copy(update={"public_url": url})
    scope = {"method": "POST", "headers": [(b"origin", origin)], "server": ("127.0.0.1", 8000)}
    assert not is_forged(scope, named)
