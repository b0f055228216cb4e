"""Port of the server, bound before anything else, so that a second start has no side effects."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from blog_api.cli.errors import Refusal

BACKLOG: Final = 2048
UNSENT_BYTES: Final = 131_072
ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # recognised, not bound to


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port of the listening socket."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = ANYWHERE.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


@contextmanager
def listen(host: str, port: int, named: str = "--port") -> Iterator[tuple[socket.socket, Address]]:
    """Yield a listening socket; early connections wait in its backlog until the server is up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise refusal_of(error, host, port, named) from None
    with listening as sock:
        keep_little_unsent(sock)
        yield sock, Address(host, sock.getsockname()[1])


def keep_little_unsent(sock: socket.socket) -> None:
    """Limit unsent data in the kernel to 128 KB for each connection of this socket.

    The default is 4 MB for a client that does not read, and progress of a slow one would be visible
    only in steps of a third of that (`WriteTimer`). Data in flight is not limited.
    """
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # Linux and macOS
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


def refusal_of(error: OSError, host: str, port: int, named: str) -> Refusal:
    if error.errno == errno.EADDRINUSE:
        return Refusal(
            f"Port {port} of {host} is taken. "
            f"Stop what serves there, or choose another one with {named}."
        )
    return Refusal(f"Cannot listen on {host}, port {port}: {error.strerror or error}.")
