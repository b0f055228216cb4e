"""Types of all input."""

import importlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from blog_api.http.fields import (
    BIGINT_MAX,
    Flag,
    Id,
    Input,
    Instant,
    QueryId,
    Text,
    WebAddress,
    Written,
    refuse_null_fields,
)
from blog_api.http.openapi.examples import EXAMPLES


class Body(Input):
    text: Text | None = None
    number: Id | None = None
    at: Instant | None = None


def refuses(kind: Any, value: Any) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


@given(st.text())
def test_text_is_kept_as_it_is_unless_it_cannot_be_stored(text: str) -> None:
    storable = "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
    assert refuses(Text, text) is not storable
    if storable:
        assert TypeAdapter(Text).validate_python(text) == text


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u2003\u00a0", "a\0"])
def test_what_must_say_something(blank: str) -> None:
    assert refuses(Written, blank)
    assert TypeAdapter(Written).validate_python(" a ") == " a ", "nothing is stripped"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31t12:00:00z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31 12:00:00+00:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00.123456789-05:30", datetime(2026, 1, 31, 17, 30, 0, 123456, UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1000-01-01T00:00:00Z", datetime(1000, 1, 1, tzinfo=UTC)),
    ],
)
def test_instants_are_moved_to_utc(text: str, instant: datetime) -> None:
    body = Body.model_validate({"at": text})
    assert body.at == instant
    assert body.at.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        *("2026-01-31T12:00:00", "2026-01-31", "2026-01-31T12:00Z", "20260131T120000Z", ""),
        *("2026-02-30T12:00:00Z", "2026-01-31T25:00:00Z", "2026-01-31T12:00:00+25:00"),
        *("9999-12-31T23:59:59-12:00", "0999-12-31T23:59:59Z", "1000-01-01T00:00:00+00:01"),
        *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+12:00", "10000-01-01T00:00:00Z"),
        *(1_700_000_000, "1700000000", 1.5, True, None, [], "2026-01-31T12:00:00Z\n"),
        *("２０２６-01-31T12:00:00Z", "2026-01-31T12:00:00.1234567890Z", "now"),
    ],
)
def test_no_instant(value: Any) -> None:
    assert refuses(Instant, value)


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("false", False)])
def test_flags(*, text: str, flag: bool) -> None:
    assert TypeAdapter(Flag).validate_python(text) is flag


@pytest.mark.parametrize("value", ["True", "1", "0", "yes", "on", "", " true", "t"])
def test_no_flag(value: str) -> None:
    assert refuses(Flag, value)


@given(st.integers(-(2**70), 2**70))
def test_ids_are_what_the_database_can_hold(number: int) -> None:
    possible = 1 <= number <= BIGINT_MAX
    assert refuses(Id, number) is not possible
    assert refuses(QueryId, str(number)) is not possible


@pytest.mark.parametrize(
    "value", ["1_0", "+1", " 1", "1 ", "1.0", "٣", "１", "", "0x1", "1e3", "²"]
)
def test_no_id(value: str) -> None:
    assert refuses(QueryId, value)


@pytest.mark.parametrize(
    "body", [{"number": True}, {"number": "1"}, {"number": 1.0}, {"text": 1}, {"unknown": None}]
)
def test_bodies_are_strict(body: dict[str, Any]) -> None:
    assert refuses(Body, body)


@pytest.mark.parametrize(
    "url", ["https://example.com/a?b#c", "http://[::1]:80/", "https://bücher.example/"]
)
def test_web_addresses_are_kept_as_written(url: str) -> None:
    assert TypeAdapter(WebAddress).validate_python(url) == url


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example", "//x.example", "data:,x", "http://", "http://x\0.example", "x"]
)
def test_no_web_address(url: str) -> None:
    assert refuses(WebAddress, url)


def test_null_is_named_and_absence_is_not() -> None:
    names = {"text", "number"}
    assert refuse_null_fields(Body(), names) == Body()
    assert refuse_null_fields(Body(at=None), names).model_fields_set == {"at"}
    with pytest.raises(ValidationError) as raised:
        refuse_null_fields(Body(text=None, number=None), names)
    assert [fault["loc"] for fault in raised.value.errors()] == [("number",), ("text",)]


def test_values_of_our_own_pass_as_they_are() -> None:
    ours = datetime(2026, 1, 31, 12, tzinfo=UTC), True
    assert TypeAdapter(tuple[Instant, Flag]).validate_python(ours) == ours


def bodies(model: type[Input]) -> list[type[Input]]:
    """Return every body model of the application."""
    return [model, *(below for each in model.__subclasses__() for below in bodies(each))]


def takes_null(model: type[Input], name: str) -> bool:
    """Return true if null is accepted instead of the documented value."""
    shown = model.model_json_schema().get("examples") or [EXAMPLES.get(model.__name__, {})]
    try:
        model.model_validate({**shown[0], name: None})
    except ValidationError as error:
        return not any(name in (*fault["loc"], *words(fault["msg"])) for fault in error.errors())
    return True


def words(message: str) -> list[str]:
    return re.findall(r"\w+", message)


def test_null_is_documented_exactly_where_it_is_taken() -> None:
    importlib.import_module("blog_api.main")
    fields = [
        (model, name, {"type": "null"} in schema.get("anyOf", []))
        for model in bodies(Input)
        for name, schema in model.model_json_schema()["properties"].items()
        if model.__module__.startswith("blog_api")
    ]
    assert len(fields) > 30
    assert [(m, n) for m, n, documented in fields if takes_null(m, n) != documented] == []
