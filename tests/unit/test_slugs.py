"""Slugs of titles and tags."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog_api.posts.schemas import TAG_MAX_LENGTH, merge_duplicates, normalise_tag, slug_of_tag
from blog_api.slugs import MAX_LENGTH, PATTERN, slug_of_title, slugify

SCALARS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(SCALARS)
def test_every_title_has_a_slug_of_the_one_form(title: str) -> None:
    slug = slug_of_title(title)
    assert re.fullmatch(PATTERN, slug)
    assert len(slug) <= MAX_LENGTH
    assert slugify(slug) == slug, "a slug is its own slug"


@given(SCALARS)
def test_a_tag_is_a_slug_or_refused(tag: str) -> None:
    slug = slug_of_tag(tag)
    assert len(slug) <= TAG_MAX_LENGTH
    if slug:
        assert normalise_tag(tag) == normalise_tag(slug) == slug
    else:
        with pytest.raises(ValueError, match="letter or a digit"):
            normalise_tag(tag)


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


def test_merging_keeps_the_first_of_each() -> None:
    assert merge_duplicates(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
