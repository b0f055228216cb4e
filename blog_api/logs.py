"""Log lines on stderr: JSON, or for people at a terminal. Both carry the request id.

What a line says is a name of ours and fields. The words of an exception are left out unless its
kind is known to quote nothing: a driver's error carries values of rows, a parser's its input.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from typing_extensions import override

from blog_api.context import request_id
from blog_api.errors import AppError

# Given to workers, which set up their logging anew.
Configuration = dict[str, Any]
ACCESS: Final = "blog_api.access"
SAFE_WORDS: Final = (
    AppError,
    AttributeError,
    ImportError,
    NameError,
    RuntimeError,
    TypeError,
)
# C0, DEL and C1, line and paragraph separators, and what turns the direction of text around.
CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def configure(level: str, *, access: bool, terminal: bool | None = None) -> Configuration:
    """For `logging.config.dictConfig`; libraries speak from INFO on, where they speak at all."""
    pretty = sys.stderr.isatty() if terminal is None else terminal
    formatter = "blog_api.terminal.TerminalFormatter" if pretty else "blog_api.logs.JsonFormatter"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "alembic": {"level": "WARNING"},
            ACCESS: {"level": "NOTSET" if access else "WARNING"},
        },
    }


def tell(logger: logging.Logger, level: int, event: str, **fields: Any) -> None:
    """One line: what happened, in a name of ours, and to whom; never what a client wrote."""
    if logger.isEnabledFor(level):
        logger.log(level, event, extra={"fields": fields})


class JsonFormatter(logging.Formatter):
    """One object a line, in ASCII."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(fields_of(record), default=str).replace("\x7f", "\\u007f")


def escape(value: object) -> object:
    """Show what cannot be seen."""
    if not isinstance(value, str):
        return value
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], value)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What both forms show."""
    fields: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": message_of(record),
        "request_id": request_id.get(),
        **record.__dict__.get("fields", {}),
    }
    if record.exc_info and record.exc_info[1]:
        fields["exception"] = "\n".join(describe(record.exc_info[1]))
    return fields


def message_of(record: logging.LogRecord) -> str:
    """Of asyncio only the first line: the others repeat what a task was given and raised."""
    message = record.getMessage()
    return message.partition("\n")[0] if record.name == "asyncio" else message


def describe(error: BaseException) -> Iterator[str]:
    """Where it was raised, and what led to it, innermost first."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield f"{name_of(following)}{words_of(following)}"
        for frame in reversed(traceback.extract_tb(following.__traceback__)):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        following = following.__cause__ or following.__context__


def name_of(error: BaseException) -> str:
    """With its module, as Python writes it."""
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def words_of(error: BaseException) -> str:
    """Its own words where they quote nothing; of a database's error its code and constraint."""
    if isinstance(error, SAFE_WORDS):
        return f": {escape(str(error))}"
    diagnosis = getattr(error, "diag", None)
    told = (getattr(error, "sqlstate", None), getattr(diagnosis, "constraint_name", None))
    return "".join(f" {word}" for word in told if word)
