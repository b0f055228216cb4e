"""Connections that never finish a request are closed; uvicorn alone would keep them for ever.

One alarm a connection: it runs from the connection or the first byte of a request to the end of its
headers, and again from an answer that came before the end of the body to that end. In between the
request's own deadline rules, and between two requests uvicorn's keep-alive.
"""

import asyncio
from functools import partial
from typing import Any

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class ImpatientProtocol(HttpToolsProtocol):
    """Closes a connection whose headers, or rest of a body, do not come within `deadline` s."""

    def __init__(self, *args: Any, deadline: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline = deadline
        self._alarm: asyncio.TimerHandle | None = None
        self._in_body = False

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        super().connection_made(transport)
        self._watch()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Bytes before a request line begin no message, and yet keep the connection."""
        if self._is_idle():
            self._watch()
        super().data_received(data)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._watch()

    @override
    def on_headers_complete(self) -> None:
        self._rest()
        self._in_body = True
        super().on_headers_complete()

    @override
    def on_message_complete(self) -> None:
        self._rest()
        self._in_body = False
        super().on_message_complete()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._in_body:
            self._watch()

    def _is_idle(self) -> bool:
        return not self._in_body and (self.cycle is None or self.cycle.response_complete)

    def _watch(self) -> None:
        """Once set, no byte sets it anew."""
        if self._alarm is None:
            self._alarm = self.loop.call_later(self._deadline, self._close)

    def _rest(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _close(self) -> None:
        """An answer under way, to a request before the unfinished one, goes out first."""
        self._alarm = None
        if self.cycle is not None and not self.cycle.response_complete:
            self._watch()
        else:
            self.transport.close()


def impatient(deadline: float) -> partial[ImpatientProtocol]:
    """What uvicorn makes for each connection."""
    return partial(ImpatientProtocol, deadline=deadline)
