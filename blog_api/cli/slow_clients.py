"""Limits on connections that uvicorn does not have: time, size of headers, and their number.

Timer for reading: it runs from the connection or the first byte of a request to the end of its
headers. If the response is sent before the request body ends, it runs again until that end. In
between, the deadline of the request applies, and between requests the keep-alive timeout of
uvicorn.

Timer for writing: it runs while the client does not read its response.

Headers: above 32 KB or 100 lines the response is 431 and the connection is closed. Requests that
uvicorn itself rejects, such as invalid HTTP, get a response in our problem format. Before the
close, bytes that still arrive are discarded for a moment: they would be answered with a reset, and
a client that sends when it is reset never sees the response.
"""

import asyncio
from functools import partial
from typing import Any, Final

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from blog_api.cli.connection_limits import ConnectionLimits, WriteTimer
from blog_api.context import OVERLOADED

MAX_HEAD_BYTES: Final = 32_768
MAX_HEADER_LINES: Final = 100
PART_BYTES: Final = 4_096
LINE_BYTES: Final = 4  # colon, space and line end
LINGER_S: Final = 1.0
MAX_DISCARDED_BYTES: Final = 1_000_000
BAD_REQUEST, HEADERS_TOO_LARGE = 400, 431


class HeadTooLargeError(Exception):
    """Raised in a callback of the parser to stop it."""


class ImpatientProtocol(HttpToolsProtocol):
    """HTTP protocol that closes slow connections and those with too large headers."""

    def __init__(self, *args: Any, limits: ConnectionLimits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = limits
        self._alarm: asyncio.TimerHandle | None = None
        self._in_body = False
        self._refused = False
        self._lines = 0
        self._head_bytes = 0
        self._unparsed_bytes = 0
        self._discarded_bytes = 0

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        super().connection_made(transport)
        self._writing = WriteTimer(transport, self._limits.write_s)
        self._watch()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        self._writing.stop()
        super().connection_lost(exc)

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._writing.start()

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._writing.stop()
        self._writing.start()  # the rest of the buffer may stay unread as well

    @override
    def data_received(self, data: bytes) -> None:
        """Count bytes before a request line: they keep the connection without a message."""
        if self._refused:
            self._discard(data)
            return
        if self._is_idle():
            self._watch()
        start = 0
        while start < len(data) and not self._refused:
            # In parts, as the parser does not say where in the data a message begins.
            part = data[start : len(data) if self._in_body else start + PART_BYTES]
            start += len(part)
            self._parse(part)

    def _parse(self, part: bytes) -> None:
        self._unparsed_bytes += len(part)  # reset to 0 when the parser finds part of a message
        super().data_received(part)
        if self._unparsed_bytes > MAX_HEAD_BYTES and not self._refused:
            self._refuse(HEADERS_TOO_LARGE)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._lines = self._head_bytes = self._unparsed_bytes = 0
        self._watch()

    @override
    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header line; also called for each line of a trailer after a chunked body."""
        self._lines += 1
        self._count(len(name) + len(value) + LINE_BYTES)
        super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._rest()
        self._unparsed_bytes = 0
        self.scope["state"][OVERLOADED] = self._is_overloaded()
        super().on_headers_complete()
        self._in_body = True

    @override
    def on_body(self, body: bytes) -> None:
        self._unparsed_bytes = 0
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._rest()
        self._unparsed_bytes = 0
        self._in_body = False
        super().on_message_complete()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._writing.start()
        if self._in_body:
            self._watch()

    @override
    def send_400_response(self, msg: str) -> None:
        """Override uvicorn's response to a parser error, caused by the client or by a limit."""
        is_large = self._head_bytes > MAX_HEAD_BYTES or self._lines > MAX_HEADER_LINES
        self._refuse(HEADERS_TOO_LARGE if is_large else BAD_REQUEST)

    def _is_overloaded(self) -> bool:
        """Return True above our limit: the 503 of uvicorn's `limit_concurrency` is plain text."""
        most = self._limits.concurrency
        return len(self.connections) > most or len(self.tasks) >= most

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES or self._lines > MAX_HEADER_LINES:
            raise HeadTooLargeError

    def _refuse(self, status: int) -> None:
        """Send the error response and close; a response in progress is finished first."""
        self._refused = True
        self._rest()
        if self.cycle is None or self.cycle.response_complete or self._is_waiting_for_body():
            from blog_api.http.raw_errors import error_bytes  # noqa: PLC0415  # loads FastAPI

            self.transport.write(error_bytes(status))
            self._writing.start()
            self._linger()
        else:
            self.shutdown()

    def _linger(self) -> None:
        """Close once the client has closed, after a second at the latest (RFC 9112, 9.6)."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self._alarm = self.loop.call_later(LINGER_S, self.transport.close)
        else:
            self.transport.close()

    def _discard(self, data: bytes) -> None:
        self._discarded_bytes += len(data)
        if self._alarm is not None and self._discarded_bytes > MAX_DISCARDED_BYTES:
            self.transport.close()

    def _is_waiting_for_body(self) -> bool:
        return self._in_body and not self.cycle.response_started and not self.pipeline

    def _is_idle(self) -> bool:
        return not self._in_body and (self.cycle is None or self.cycle.response_complete)

    def _watch(self) -> None:
        """Start the timer unless it is running: further bytes do not reset it."""
        if self._alarm is None:
            self._alarm = self.loop.call_later(self._limits.head_s, self._close)

    def _rest(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _close(self) -> None:
        """Close the connection, after the response in progress to an earlier request."""
        self._alarm = None
        if self.cycle is not None and not self.cycle.response_complete:
            self._watch()
        else:
            self.transport.close()
            self._writing.start()


def impatient(limits: ConnectionLimits) -> partial[ImpatientProtocol]:
    return partial(ImpatientProtocol, limits=limits)
