"""Limits of a connection, and the timer for writing."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Final

MIN_PROGRESS_BYTES: Final = 8_192


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Seconds for headers, seconds without progress in sending a response, and connections."""

    head_s: float
    write_s: float
    concurrency: int


class WriteTimer:
    """Timer that aborts a connection if the client reads less than 8 KB in `seconds`.

    Only while more is pending. Closing is not enough: a closed transport first sends the rest of
    its buffer, without a timeout, and so does the kernel with up to 4 MB for each socket, unless
    SO_LINGER is 0.
    """

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        unsent = self._transport.get_write_buffer_size()
        if self._timer is None and unsent:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._seconds, self._check, unsent)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check(self, unsent_before: int) -> None:
        self._timer = None
        unsent = self._transport.get_write_buffer_size()
        if unsent and unsent_before - unsent < min(MIN_PROGRESS_BYTES, unsent_before):
            self._reset()
        else:
            self.start()

    def _reset(self) -> None:
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
