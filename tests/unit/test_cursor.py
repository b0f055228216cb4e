"""Cursors and offsets."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from blog_api.errors import InvalidInputError
from blog_api.http.fields import BIGINT_MAX
from blog_api.http.pagination import (
    CursorPaging,
    Key,
    Paging,
    microseconds,
    page_of,
    places,
    read_cursor,
    write_cursor,
)

IDS = st.integers(1, BIGINT_MAX)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@given(st.datetimes(timezones=st.just(UTC)), IDS)
def test_an_instant_comes_back_exactly(instant: datetime, item_id: int) -> None:
    key = read_cursor("newest", write_cursor("newest", instant, item_id))
    assert key is not None
    assert (key.instant, key.id) == (instant, item_id)


@given(st.integers(-BIGINT_MAX, BIGINT_MAX), IDS)
def test_a_number_comes_back_exactly(value: int, item_id: int) -> None:
    assert read_cursor("top", write_cursor("top", value, item_id)) == Key(value, item_id)


@given(st.text(max_size=100))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        assert read_cursor("newest", text) is not None
    except InvalidInputError as error:
        assert error.extra["errors"][0]["loc"] == ["query", "cursor"]  # noqa: PT017  # either may happen


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "====", "ä", "\0", encoded("newest"), encoded("newest.1"), encoded(".1.1")),
        *(encoded("newest.1.1.1"), encoded("newest.1.-1"), encoded("newest.1.x")),
        *(encoded("newest.١.1"), encoded("newest.1.1\n"), encoded(" newest.1.1")),
        *(encoded(f"newest.1.{2**63}"), encoded(f"newest.{2**63}.1"), encoded("oldest.1.1")),
        encoded("newest." + "1" * 20 + ".1"),
    ],
)
def test_malformed(cursor: str) -> None:
    with pytest.raises(InvalidInputError):
        read_cursor("newest", cursor)


def test_no_cursor_is_the_beginning() -> None:
    assert read_cursor("newest", None) is None


@pytest.mark.parametrize("value", [BIGINT_MAX, -BIGINT_MAX])
def test_number_that_is_no_instant(value: int) -> None:
    key = read_cursor("newest", encoded(f"newest.{value}.1"))
    assert key is not None
    with pytest.raises(InvalidInputError):
        _ = key.instant


def test_microseconds_before_and_after_1970() -> None:
    assert microseconds(datetime(1970, 1, 1, 0, 0, 1, 1, UTC)) == 1_000_001
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC)) == -1


def test_one_row_more_than_a_page_says_that_there_is_more() -> None:
    page = page_of([30, 20, 10], 2, "top", lambda row: (row, row))
    assert page.items == [30, 20]
    assert page.next_cursor == write_cursor("top", 20, 20)
    assert page_of([30, 20], 2, "top", lambda row: (row, row)).next_cursor is None


@pytest.mark.parametrize(
    ("query", "offset"),
    [
        ({}, 0),
        ({"page": "1"}, 0),
        ({"page": "3", "limit": "10"}, 20),
        ({"skip": "0"}, 0),
        ({"skip": "7"}, 7),
        ({"skip": "10000"}, 10_000),
    ],
)
def test_offset(query: dict[str, str], offset: int) -> None:
    assert Paging.model_validate(query).offset == offset


@pytest.mark.parametrize(
    "query",
    [
        *({"page": "1", "skip": "0"}, {"cursor": "", "page": "1"}, {"skip": "0", "cursor": "x"}),
        *({"skip": "10001"}, {"page": str(BIGINT_MAX)}, {"page": "0"}, {"skip": "-1"}),
        *({"limit": "0"}, {"limit": "101"}, {"limit": "１"}, {"page": " 1"}, {"count": "exact "}),
    ],
)
def test_refused(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Paging.model_validate(query)


def test_places_in_the_clients_own_way() -> None:
    assert places("c", CursorPaging()) == {"first": {}, "next": {"cursor": "c"}}
    assert places(None, Paging()) == {"first": {}}
    assert places("c", Paging(page=1)) == {"first": {"page": 1}, "next": {"page": 2}}
    assert places(None, Paging(page=4)) == {"first": {"page": 1}, "prev": {"page": 3}}
    assert places("c", Paging(skip=5, limit=10)) == {
        "first": {"skip": 0},
        "prev": {"skip": 0},
        "next": {"skip": 15},
    }
