"""Log lines for people at a terminal; loaded only there, for structlog brings 5 MB of colours."""

import logging

from structlog.dev import ConsoleRenderer
from typing_extensions import override

from blog_api.logs import escape, fields_of


class TerminalFormatter(logging.Formatter):
    """In columns and colours; whatever could steer the terminal is escaped."""

    render = ConsoleRenderer(timestamp_key="at", event_key="event")

    @override
    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        fields["at"] = fields["at"][11:23]
        exception = fields.pop("exception", None)
        line = self.render(None, "", {k: escape(v) for k, v in fields.items() if v is not None})
        return f"{line}\n{exception}" if exception else line
