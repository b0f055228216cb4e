"""Log lines: two formats, one content, and no secrets."""

import json
import logging
import logging.config
import sys

import psycopg
import pytest

from blog_api.context import request_id
from blog_api.errors import NotFoundError
from blog_api.logs import ACCESS, JsonFormatter, configure, log_event
from blog_api.terminal import TerminalFormatter

SECRET = "Key (email)=(ada@example.com) already exists."
STEERING = "\x1b[2J\x9b1m\r\n\x7f\u202e\u2028end"
FORMATTERS = (JsonFormatter(), TerminalFormatter())


def record(message: str, *arguments: object, name: str = "blog_api.x") -> logging.LogRecord:
    return logging.LogRecord(name, logging.INFO, "x.py", 1, message, arguments, None)


def raised(error: BaseException) -> logging.LogRecord:
    failed = record("failed")
    try:
        raise error
    except type(error):
        failed.exc_info = sys.exc_info()
    return failed


def test_both_carry_the_request_id() -> None:
    token = request_id.set("abc")
    try:
        pretty = TerminalFormatter().format(record("done %d", 3))
        line = json.loads(JsonFormatter().format(record("done %d", 3)))
    finally:
        request_id.reset(token)
    assert "done 3" in pretty
    assert "abc" in pretty
    assert (line["event"], line["request_id"], line["level"]) == ("done 3", "abc", "info")
    assert line["at"].endswith("+00:00")


def test_both_carry_fields() -> None:
    told = record("login.failed")
    told.fields = {"user_id": 7, "client": "::1"}
    line = json.loads(JsonFormatter().format(told))
    assert (line["event"], line["user_id"], line["client"]) == ("login.failed", 7, "::1")
    assert "::1" in TerminalFormatter().format(told)


@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda formatter: type(formatter).__name__)
def test_what_steers_a_terminal_is_escaped(formatter: logging.Formatter) -> None:
    told = record("said %s", STEERING)
    told.fields = {"text": STEERING}
    coloured = "\x1b["
    text = formatter.format(told)
    shown = {c for c in text.replace(coloured, "") if not c.isprintable()}
    assert not shown
    assert "[2J" in text
    assert "\x1b[2J" not in text


def test_an_exception_stays_on_one_line_of_json() -> None:
    text = JsonFormatter().format(raised(RuntimeError("why")))
    assert "\n" not in text
    exception = json.loads(text)["exception"]
    assert exception.startswith("RuntimeError: why\n")
    assert "test_logs.py" in exception


@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda formatter: type(formatter).__name__)
@pytest.mark.parametrize(
    "error", [psycopg.errors.UniqueViolation(SECRET), ValueError(SECRET), KeyError(SECRET)]
)
def test_the_words_of_an_exception_may_be_values(
    formatter: logging.Formatter, error: Exception
) -> None:
    wrapped = NotFoundError("It is not there.")
    wrapped.__cause__ = error
    text = formatter.format(raised(wrapped))
    assert "It is not there." in text
    assert type(error).__name__ in text
    assert "ada@example.com" not in text


def test_a_task_that_was_never_awaited_is_not_quoted() -> None:
    told = record("Task exception was never retrieved\nfuture: <Task %s>", SECRET, name="asyncio")
    assert "ada@example.com" not in JsonFormatter().format(told)


def test_the_form_is_chosen_by_where_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {
        terminal: configure("INFO", access=True, terminal=terminal)["formatters"]["line"]["()"]
        for terminal in (False, True)
    }
    assert chosen == {
        False: "blog_api.logs.JsonFormatter",
        True: "blog_api.terminal.TerminalFormatter",
    }
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert configure("INFO", access=True)["formatters"]["line"]["()"] == chosen[True]


@pytest.mark.parametrize(
    ("level", "access", "told"),
    [
        ("INFO", True, ["request", "login.failed"]),
        ("INFO", False, ["login.failed"]),
        ("ERROR", True, []),
    ],
)
def test_levels(
    level: str, *, access: bool, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    logging.config.dictConfig(configure(level, access=access, terminal=False))
    try:
        log_event(logging.getLogger(ACCESS), logging.INFO, "request", status=200)
        log_event(logging.getLogger("blog_api.auth"), logging.WARNING, "login.failed", user_id=1)
    finally:
        root.setLevel(before[0])
        root.handlers = before[1]
        logging.getLogger(ACCESS).setLevel(logging.NOTSET)
        logging.getLogger("alembic").setLevel(logging.NOTSET)
    lines = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["event"] for line in lines] == told
