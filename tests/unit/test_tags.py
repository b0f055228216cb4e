"""The one form of a tag."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog_api.posts.tags import (
    TAG_MAX_LENGTH,
    cut_tag,
    merge_duplicates,
    normalise_tag,
    possible_forms,
    tag_form,
)
from blog_api.slugs import slugify

SCALARS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(SCALARS)
def test_a_tag_is_its_own_form_or_refused(tag: str) -> None:
    form = tag_form(tag)
    assert tag_form(form) == form
    assert unicodedata.is_normalized("NFKC", form)
    assert cut_tag(form) == cut_tag(tag)
    if not form:
        with pytest.raises(ValueError, match="letter or a digit"):
            normalise_tag(tag)
    elif len(form) > TAG_MAX_LENGTH:
        with pytest.raises(ValueError, match="50 characters"):
            normalise_tag(tag)
    else:
        assert normalise_tag(tag) == normalise_tag(form) == form


@given(SCALARS)
def test_tags_of_earlier_releases_are_valid_as_they_are(tag: str) -> None:
    before = slugify(tag, TAG_MAX_LENGTH)
    assert tag_form(before) == before


@pytest.mark.parametrize(
    ("tag", "form"),
    [
        ("C", "c"),
        ("C++", "c++"),
        ("C#", "c#"),
        (".NET", ".net"),
        ("日本語", "日本語"),
        ("d_x", "d_x"),
        ("#News", "news"),
        ("## News", "news"),
        (" Web  Dev ", "web-dev"),
        ("rock & roll", "rock-roll"),
        ("rock - pop", "rock-pop"),
        ("ﾃｽﾄ", "テスト"),
        ("Ⅳ", "iv"),
        ("हिन्दी", "हिन्दी"),
        ("cafe\u0301", "café"),
        ("a\u200bb\ufe0f", "ab"),
        ("💩", ""),
        ("\u3164", ""),
        ("+#._-", ""),
        ("\u0301", ""),
    ],
)
def test_tag_form(tag: str, form: str) -> None:
    assert tag_form(tag) == form


def test_a_tag_that_grows_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="50 characters"):
        normalise_tag("\ufdfa" * 4)


@pytest.mark.parametrize(
    ("asked", "forms"),
    [
        ("python", ["python"]),
        ("C  ", ["c++", "c"]),
        ("C++", ["c++", "c"]),
        (".NET", [".net", "net"]),
        ("?!", [""]),
    ],
)
def test_possible_forms(asked: str, forms: list[str]) -> None:
    assert possible_forms(asked) == forms


def test_merging_keeps_the_first_of_each() -> None:
    assert merge_duplicates(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
