"""Entity tags: what `If-None-Match` and `If-Match` compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from blog_api.errors import StaleError
from blog_api.http.etag import entity_tag, is_current, require_version, version_of

VERSION = version_of("post", 7, 3)
TAG = f'"{VERSION}-0a1b"'


class Row(BaseModel):
    id: int
    version: int
    votes: int = 0


def test_a_tag_stands_for_the_version_and_the_body() -> None:
    rows = [Row(id=7, version=3), Row(id=7, version=4), Row(id=7, version=3, votes=1)]
    tags = [entity_tag("post", row) for row in rows]
    assert len(set(tags)) == 3
    assert [tag.startswith('"post-7-3-') for tag in tags] == [True, False, True]
    assert entity_tag("post", rows[0]) == tags[0]


@pytest.mark.parametrize(
    ("header", "current"),
    [
        (None, False),
        ("", False),
        (TAG, True),
        (f"W/{TAG}", True),
        (f'"a", W/"b" ,{TAG}', True),
        ("*", True),
        (" * ", True),
        ('"*"', False),
        (TAG.strip('"'), False),
        ('"post-7-3"', False),
        ('"post-7-3-0a1bc"', False),
        (f'"a {VERSION} b"', False),
    ],
)
def test_reading(*, header: str | None, current: bool) -> None:
    assert is_current(header, TAG) is current


@pytest.mark.parametrize(
    "header",
    [None, "*", " * ", TAG, f'"a",{TAG}', f"W/{TAG}", '"post-7-3"', 'W/"post-7-3"', '"post-7-3-x"'],
)
def test_writing(header: str | None) -> None:
    require_version(header, VERSION)


@pytest.mark.parametrize(
    "header",
    [
        "",
        '"a"',
        "post-7-3",
        '"post-7-3',
        '"*"',
        ",",
        '"post-7-33"',
        '"post-7-4-0a1b"',
        '"x-post-7-3"',
    ],
)
def test_writing_against_another_version(header: str) -> None:
    with pytest.raises(StaleError):
        require_version(header, VERSION)


@given(st.text(max_size=300))
def test_no_header_is_an_error(header: str) -> None:
    assert is_current(header, TAG) in {True, False}
