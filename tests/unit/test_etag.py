"""Entity tags: weak comparison for reading, strong for writing (RFC 9110 §8.8.3.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog_api.errors import StaleError
from blog_api.web.etag import is_current, require_match, tag_of

TAG = tag_of("post", 7, 3)


def test_a_tag_is_strong_and_names_one_version() -> None:
    assert TAG == '"post-7-3"'
    assert len({TAG, tag_of("post", 7, 4), tag_of("post", 8, 3), tag_of("user", 7, 3)}) == 4


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
        ("post-7-3", False),
        ('"post-7-33"', False),
        ('"a post-7-3 b"', False),
    ],
)
def test_reading(*, header: str | None, current: bool) -> None:
    assert is_current(header, TAG) is current


@pytest.mark.parametrize("header", [None, "*", " * ", TAG, f'"a",{TAG}', f'W/"x", {TAG}'])
def test_writing(header: str | None) -> None:
    require_match(header, TAG)


@pytest.mark.parametrize("header", ["", f"W/{TAG}", '"a"', "post-7-3", '"post-7-3', '"*"', ","])
def test_writing_against_another_version(header: str) -> None:
    with pytest.raises(StaleError):
        require_match(header, TAG)


@given(st.text(max_size=300))
def test_no_header_is_an_error(header: str) -> None:
    assert is_current(header, TAG) in {True, False}
