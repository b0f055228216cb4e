"""Search for leaks in every run of the suite: no log line and no response may hold a secret."""

import logging
import re

from typing_extensions import override

from blog_api.logs import JsonFormatter
from tests.factories import PASSWORD

# The password of every test account, a hash of any, a token of ours, a private key.
SECRET = re.compile(
    rf"{PASSWORD}|\$2[aby]\$\d\d\$|\$bcrypt-sha256\$|"
    r"eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.|PRIVATE KEY--"
)
GIVES_TOKENS = {"/api/auth/login", "/api/auth/refresh"}


class SecretsWatch(logging.Handler):
    """Checks every line of every logger in the server's format."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.leaks: list[str] = []
        self.lines = 0

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        line = self.format(record)
        if SECRET.search(line):
            self.leaks.append(line)


def require_no_secret(path: str, body: str) -> None:
    """Require that a response holds no secret, except tokens of the login itself."""
    found = SECRET.search(body)
    assert found is None or path in GIVES_TOKENS, f"{path} gives away {found}"
