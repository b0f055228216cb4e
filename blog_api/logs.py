"""Log lines on stderr: for people in development, JSON in production; both carry the request id."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from typing_extensions import override

from blog_api.context import request_id

# Given to workers, which set up their logging anew.
Configuration = dict[str, Any]
FORMATTERS: Final = {
    "development": "blog_api.logs.PlainFormatter",
    "production": "blog_api.logs.JsonFormatter",
}


def configure(environment: str) -> Configuration:
    """For `logging.config.dictConfig`. Libraries speak from INFO on, where they speak at all."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMATTERS[environment]}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
        "loggers": {"alembic": {"level": "WARNING"}},
    }


class PlainFormatter(logging.Formatter):
    """Time, level, message and request id."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        identifier = request_id.get()
        return super().formatMessage(record) + (f" [{identifier}]" if identifier else "")


class JsonFormatter(logging.Formatter):
    """One object a line."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
