"""Languages: complete catalogues, and the choice of one."""

import re

import pytest

from blog_api.studio.languages import choose_language, languages
from tests.studio.browser import Browser, Page
from tests.studio.messages import STUDIO, messages, missing, unused

VALUE = re.compile(r"%\((\w+)\)s")
# A block tag at the end of a line takes the newline with it, `+%}` does not: text would follow
# a sentence without a space.
JOINED = re.compile(
    r"(?:_|ngettext)\([^\n]*\) \}\}(?:\{% (?:endif|else|elif [^%\n]*) %\})+\n\s*"
    r"(?:\{% if [^%\n]*%\})?(?:\{\{ (?:_|ngettext)\(|<a |\w)"
)
CATALOGUES = sorted((STUDIO / "locale").glob("*.po"))


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_complete(catalogue: str) -> None:
    text = (STUDIO / "locale" / catalogue).read_text()
    assert len(messages()) > 50
    assert missing(text) == []
    assert unused(text) == []


def test_a_space_follows_a_sentence() -> None:
    sources = {path.name: path.read_text() for path in (STUDIO / "templates").glob("*.html")}
    found = [(name, match[0]) for name, text in sources.items() for match in JOINED.finditer(text)]
    assert found == []


def test_a_translation_keeps_the_values_of_its_message() -> None:
    for key in messages():
        singular, _, plural = key.partition("\0")
        values = dict.fromkeys(VALUE.findall(key), "7")
        for language in languages().values():
            translated = language.translations.gettext(singular)
            assert (singular % values == singular) == (translated % values == translated)
            if plural:
                others = {name: value for name, value in values.items() if name != "number"}
                assert "7" in language.ngettext(singular, plural, 7, **others)


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("en;q=0.5, de;q=0.9", "de"),
        ("fr, de;q=0.1", "de"),
        ("de;q=0", "en"),
        ("de;q=nonsense", "en"),
        ("*", "en"),
    ],
)
def test_accept_language_chooses(accepted: str, code: str) -> None:
    assert choose_language(None, accepted).code == code


def test_plurals_and_numbers_follow_the_language() -> None:
    german = languages()["de"]
    assert german.ngettext("%(number)s view", "%(number)s views", 1) == "1 Aufruf"
    assert german.ngettext("%(number)s view", "%(number)s views", 1234) == "1.234 Aufrufe"


async def test_a_chosen_language_stays(browser: Browser) -> None:
    page = await browser.get("/studio/sign-in")
    assert "Sign in" in page.text
    page = await browser.post("/studio/language", {"language": "de", "next": "/studio/sign-in"})
    assert "Anmelden" in page.text
    assert '<html lang="de">' in page.response.text


async def test_a_language_is_chosen_after_a_form_that_failed(browser: Browser) -> None:
    """The path of a form may have no page."""
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": "http://127.0.0.1:8000/studio/tags?a=b"}
    answer = await browser.client.post("/studio/sign-in/code", headers=headers)
    assert answer.status_code == 415
    page = Page(answer)
    assert ("next", "/studio/tags?a=b") in page.form("/studio/language").fields
