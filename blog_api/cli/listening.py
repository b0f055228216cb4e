"""The port: taken before anything else, so that a second start harms nothing."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from blog_api.cli.refusals import Refusal

BACKLOG: Final = 2048
ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # recognised, not bound to


@dataclass(frozen=True, slots=True)
class Address:
    """What is listened on."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """For somebody on this machine."""
        host = ANYWHERE.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


@contextmanager
def listen(host: str, port: int) -> Iterator[tuple[socket.socket, Address]]:
    """Yield a listening socket: those who come early wait in its queue until the server is up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise refusal_of(error, host, port) from None
    with listening as sock:
        yield sock, Address(host, sock.getsockname()[1])


def refusal_of(error: OSError, host: str, port: int) -> Refusal:
    """Say what to do about it."""
    if error.errno == errno.EADDRINUSE:
        return Refusal(
            f"Port {port} of {host} is taken. "
            "Stop what serves there, or choose another one with --port."
        )
    return Refusal(f"Cannot listen on {host}, port {port}: {error.strerror or error}.")
