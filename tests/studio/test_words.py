"""Errors in words: a sentence for each, in the language of the page."""

import pytest

from blog_api.auth.devices import PROGRAMS, SYSTEMS
from blog_api.errors import AppError
from blog_api.studio.devices import WORDS, device_in
from blog_api.studio.languages import languages
from blog_api.studio.words import SENTENCES
from tests.factories import World
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn

# Errors that no page shows: programs get them, or a page asks instead.
NOT_SHOWN = {
    *("unauthenticated", "invalid_token", "confirmation_required", "merge_conflicts"),
    *("idempotency_key_reused", "idempotency_in_progress", "idempotency_target_gone"),
    *("precondition_required", "invalid_request", "unsupported_grant_type"),
    *("token_not_allowed", "insufficient_scope"),
}
ENGLISH = ("value", "should", "must", "input", "character", "malformed")


def codes_below(kind: type[AppError]) -> set[str]:
    below = {code for each in kind.__subclasses__() for code in codes_below(each)}
    return below | ({kind.code} if getattr(kind, "code", None) else set())


def test_each_error_of_a_page_has_a_sentence() -> None:
    codes = {code for code in codes_below(AppError) if not code.startswith("test")}
    assert len(codes) > 50
    assert sorted(codes - SENTENCES.keys() - NOT_SHOWN) == []


async def test_an_unknown_value_is_said_in_words(world: World, signed_in: SignIn) -> None:
    browser = await signed_in(await world.user())
    page = await browser.get("/studio/posts?status=none")
    assert page.status == 422
    assert "a value that this page does not know" in page.text
    browser.client.headers["Accept-Language"] = "de"
    page = await browser.get("/studio/posts?status=none")
    assert "einen Wert, den diese Seite nicht kennt" in page.text


def faults_of(text: str) -> str:
    return text.partition('class="error-summary"')[2].partition("</ul>")[0].lower()


FORMS = [
    ("/studio/account", {"username": "a b", "name": "x\u200b", "bio": "x" * 9000}),
    ("/studio/account/email", {"email": "x@", "current_password": "y"}),
    ("/studio/account/email", {"email": "Ada <ada@example.com>", "current_password": "y"}),
    ("/studio/account/tokens/new", {"name": "x", "days": "90", "scopes": "nonsense"}),
    ("/studio/posts/new", {"title": "x", "content": "x", "tags": "!", "slug": "A B"}),
]


@pytest.mark.parametrize(("path", "fields"), FORMS)
async def test_german_faults_have_no_english(
    world: World, signed_in: SignIn, path: str, fields: dict[str, str]
) -> None:
    browser = await signed_in(await world.user())
    browser.client.headers["Accept-Language"] = "de"
    page = await browser.post(path, fields)
    assert page.status == 422
    told = faults_of(page.response.text)
    assert told
    assert [word for word in ENGLISH if word in told] == []


async def test_an_email_address_is_asked_for_in_words(browser: Browser) -> None:
    page = await browser.post("/studio/forgot", {"email": "x@"})
    assert "Write an email address, such as name@example.com." in page.text


def test_devices_are_named_in_the_language() -> None:
    german = languages()["de"]
    mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Gecko/20100101 Firefox/120.0"
    assert device_in(german, mac) == "Firefox auf macOS"
    assert device_in(german, "node") == "ein Node.js-Programm"
    assert device_in(german, None) == "ein anderes Programm"
    assert device_in(languages()["en"], mac) == "Firefox on macOS"
    words = {name for _, name in PROGRAMS + SYSTEMS if name.startswith(("a ", "an "))}
    assert words <= WORDS.keys()
