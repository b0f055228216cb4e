"""Request deadline: answer 503 when a request takes too long, also if the database hangs.

A frozen server also delays the cancellation of a query, by ten seconds. The 503 is therefore sent
by a task of its own; the task of the request is cancelled but not awaited, and what it still sends
is dropped.
"""

import asyncio
from typing import Final

from fastapi import Request, params
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.errors import BusyError
from blog_api.http.errors import answer

EXTEND: Final = "blog_api.extend_deadline"
LONG_S: Final = 30.0


class DeadlineMiddleware:
    """Answers 503 when a request takes longer than `seconds`."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        timer = DeadlineTimer(scope, receive, send)
        timer.start(self.seconds)
        scope[EXTEND] = timer.start
        try:
            await self.app(scope, receive, timer.send)
        except asyncio.CancelledError:
            if not timer.expired:
                raise
        finally:
            del scope[EXTEND]  # breaks the reference cycle from the request to the timer
            await timer.finish()


class DeadlineTimer:
    """Timer of one request; passes its response on unless the deadline has fired."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._task = asyncio.current_task()
        self._timer: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None
        self._answered = False
        self.expired = False

    def start(self, seconds: float) -> None:
        """Start the timer, or restart it for a request that may take longer."""
        self._stop()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._expire)

    async def finish(self) -> None:
        """Wait for the 503 if it is being sent.

        The deadline may fire in the very loop turn in which the application returns. Without this
        wait the server would see a request without a response and send a bare 500.
        """
        self._stop()
        self._task = None  # the application has returned: nothing is left to cancel
        if self._late is not None:
            await self._late

    async def send(self, message: Message) -> None:
        """Pass the response on, or drop it after the deadline."""
        if self.expired:
            return
        self._answered = True
        await self._send(message)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _expire(self) -> None:
        if self._answered or self._task is None:
            return
        self.expired = True
        self._late = asyncio.create_task(
            answer(BusyError())(self._scope, self._receive, self._send)
        )
        self._late.add_done_callback(lambda _: self._task.cancel() if self._task else None)


async def extend_deadline(request: Request) -> None:
    """Extend the deadline, for requests that change very many rows."""
    request.scope[EXTEND](LONG_S)


ExtendedDeadline: Final = params.Depends(extend_deadline)
