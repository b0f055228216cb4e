"""Log lines for a terminal, in columns and colours."""

import logging
from typing import Final

from typing_extensions import override

from blog_api.logs import escape, fields_of
from blog_api.token_format import mask

EVENT_WIDTH: Final = 30
RESET, BOLD, DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
NAME, VALUE = "\x1b[36m", "\x1b[35m"
LEVELS: Final = {
    "debug": "\x1b[32m",
    "info": "\x1b[32m",
    "warning": "\x1b[33m",
    "error": "\x1b[31m",
    "critical": "\x1b[31m",
}


class TerminalFormatter(logging.Formatter):
    """`time [level] event [logger] name=value …`, control characters escaped, tokens masked."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        at, level = fields.pop("at")[11:23], fields.pop("level")
        event, logger = escape(fields.pop("event")), fields.pop("logger")
        exception = fields.pop("exception", None)
        head = f"{DIM}{at}{RESET} [{LEVELS.get(level, '')}{level:<8}{RESET}]"
        words = [head, f"{BOLD}{event:<{EVENT_WIDTH}}{RESET}", f"[{escape(logger)}]"]
        words += [color(name, value) for name, value in fields.items() if value is not None]
        line = " ".join(words)
        return mask(f"{line}\n{exception}" if exception else line)


def color(name: str, value: object) -> str:
    return f"{NAME}{name}{RESET}={VALUE}{escape(value)}{RESET}"
