"""Merges of the fields of a post, field by field."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from blog_api.diffing.field_merge import FieldConflict, PostFields, merge_fields
from blog_api.diffing.text_merge import Hunk

BASE = PostFields(
    title="Title",
    slug="title",
    excerpt=None,
    content="One.\n\nTwo.\n\nThree.\n",
    category=None,
    tags=("a", "b"),
    image_url=None,
    status="draft",
    published_at=None,
)
CHANGES: dict[str, tuple[Any, Any]] = {
    "title": ("Yours", "Theirs"),
    "slug": ("yours", "theirs"),
    "excerpt": ("yours", "theirs"),
    "category": ("yours", "theirs"),
    "tags": (("a",), ("a", "b", "c")),
    "image_url": ("https://a.example", "https://b.example"),
    "status": ("published", "archived"),
    "published_at": (datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)),
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_field_that_both_changed_conflicts(field: str) -> None:
    mine, other = CHANGES[field]
    result = merge_fields(BASE, replace(BASE, **{field: mine}), replace(BASE, **{field: other}))
    assert result == [FieldConflict(field, getattr(BASE, field), mine, other)]


@pytest.mark.parametrize("field", CHANGES)
def test_a_field_that_one_side_changed_is_taken(field: str) -> None:
    changed = replace(BASE, **{field: CHANGES[field][0]})
    other = replace(BASE, content="One!\n\nTwo.\n\nThree.\n")
    assert merge_fields(BASE, changed, other) == replace(changed, content=other.content)
    assert merge_fields(BASE, other, changed) == replace(changed, content=other.content)


def test_cleared_by_one_and_kept_by_the_other_is_cleared() -> None:
    full = replace(BASE, category="News", image_url="https://a.example")
    assert merge_fields(full, replace(full, category=None), full) == replace(full, category=None)


def test_contents_merge_by_lines() -> None:
    yours = replace(BASE, content="One!\n\nTwo.\n\nThree.\n")
    theirs = replace(BASE, content="One.\n\nTwo.\n\nThree!\n", title="Theirs")
    merged = replace(theirs, content="One!\n\nTwo.\n\nThree!\n")
    assert merge_fields(BASE, yours, theirs) == merged


def test_all_conflicts_are_named_and_content_has_hunks() -> None:
    yours = replace(BASE, title="Yours", content="1.\n\nTwo.\n\nThree.\n")
    theirs = replace(BASE, title="Theirs", content="I.\n\nTwo.\n\nThree.\n")
    title, content = merge_fields(BASE, yours, theirs)  # type: ignore[misc]  # a list here
    assert title == FieldConflict("title", "Title", "Yours", "Theirs")
    assert content.hunks == (Hunk(["One.\n"], ["1.\n"], ["I.\n"]),)
