"""Log lines."""

import json
import logging

from blog_api.context import request_id
from blog_api.logs import JsonFormatter, PlainFormatter, configure


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("blog_api.x", logging.INFO, "x.py", 1, message, arguments, None)


def test_both_carry_the_request_id() -> None:
    token = request_id.set("abc")
    try:
        plain = PlainFormatter().format(record("done %d", 3))
        line = json.loads(JsonFormatter().format(record("done %d", 3)))
    finally:
        request_id.reset(token)
    assert plain.endswith("INFO    done 3 [abc]")
    assert (line["message"], line["request_id"], line["level"]) == ("done 3", "abc", "info")
    assert line["at"].endswith("+00:00")


def test_a_plain_line_without_a_request() -> None:
    assert PlainFormatter().format(record("up")).endswith("up")


def test_an_exception_stays_on_one_line_of_json() -> None:
    failed = record("failed\nbadly")
    failed.exc_info = (ValueError, ValueError("why"), None)
    text = JsonFormatter().format(failed)
    assert "\n" not in text
    assert "ValueError: why" in json.loads(text)["exception"]


def test_each_environment_has_its_format() -> None:
    formats = {
        name: configure(name)["formatters"]["line"]["()"] for name in ("development", "production")
    }
    assert formats["development"] != formats["production"]
