"""Log lines on stderr, with the request id: JSON, or columns for a terminal.

A line consists of an event name and fields. The message of an exception is left out unless its type
is known to quote no data: a driver's error carries values of rows, a parser's its input.
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

from blog_api.context import client_request_id, own_request_id, request_id
from blog_api.errors import AppError
from blog_api.token_format import mask
from blog_api.trace_context import trace_fields

# Passed to workers, which configure their own logging.
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
# C0, DEL and C1, line and paragraph separators, and marks that change the direction of text.
CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def configure(level: str, *, access: bool, terminal: bool | None = None) -> Configuration:
    """Return a `logging.config.dictConfig` configuration; libraries log from INFO on."""
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


def log_event(logger: logging.Logger, level: int, event: str, **fields: Any) -> None:
    """Log one line: an event name and ids as fields, never text of a client."""
    if logger.isEnabledFor(level):
        logger.log(level, event, extra={"fields": fields})


class JsonFormatter(logging.Formatter):
    """Formatter for JSON: one object per line, in ASCII, with personal access tokens masked."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return mask(json.dumps(fields_of(record), default=str).replace("\x7f", "\\u007f"))


def escape(value: object) -> object:
    if not isinstance(value, str):
        return value
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], value)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": message_of(record),
        "request_id": request_id.get(),
        **({"own_request_id": own_request_id.get()} if client_request_id() else {}),
        **trace_fields(),
        **record.__dict__.get("fields", {}),
    }
    if record.exc_info and record.exc_info[1]:
        fields["exception"] = "\n".join(describe(record.exc_info[1]))
    return fields


def message_of(record: logging.LogRecord) -> str:
    """Return the message; of asyncio only the first line, since the others repeat a task's data."""
    message = record.getMessage()
    return message.partition("\n")[0] if record.name == "asyncio" else message


def describe(error: BaseException) -> Iterator[str]:
    """Yield the place of the error, and its causes, innermost first."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield f"{name_of(following)}{words_of(following)}"
        for frame in reversed(traceback.extract_tb(following.__traceback__)):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        following = following.__cause__ or following.__context__


def name_of(error: BaseException) -> str:
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def words_of(error: BaseException) -> str:
    """Return the message if it quotes no data; for a database error, SQLSTATE and constraint."""
    if isinstance(error, SAFE_WORDS):
        return f": {escape(str(error))}"
    diagnosis = getattr(error, "diag", None)
    told = (getattr(error, "sqlstate", None), getattr(diagnosis, "constraint_name", None))
    return "".join(f" {word}" for word in told if word)
