"""Slugs of titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog_api.slugs import (
    MAX_LENGTH,
    PATTERN,
    UNICODE_MAX_BYTES,
    slug_of_title,
    slugify,
    unicode_slugify,
)

SCALARS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(SCALARS)
def test_every_title_has_a_slug_of_the_one_form(title: str) -> None:
    slug = slug_of_title(title)
    assert re.fullmatch(PATTERN, slug)
    assert len(slug) <= MAX_LENGTH
    assert slugify(slug) == slug, "a slug is its own slug"


@given(SCALARS)
def test_a_slug_in_any_script_is_its_own_slug(title: str) -> None:
    slug = unicode_slugify(title)
    assert unicode_slugify(slug) == slug
    assert len(slug.encode()) <= UNICODE_MAX_BYTES


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("  a -- b_c  ", "a-b-c"),
        ("Straße № 7", "strasse-no-7"),
        ("naïve café", "naive-cafe"),
        ("１２３", "123"),
        ("½", "1-2"),
        ("", ""),
        ("\n\t", ""),
        ("…", ""),
    ],
)
def test_slugify(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_no_hyphen_is_left_where_it_is_cut() -> None:
    assert slugify("ab cd", 3) == "ab"
    assert slugify("漢" * 200) == slugify("漢" * 200)[:MAX_LENGTH].rstrip("-")


def test_a_title_without_letters() -> None:
    assert slug_of_title("?!") == "post"
