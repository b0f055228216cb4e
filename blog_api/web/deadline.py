"""An answer within the deadline, whatever the database does.

A frozen server also freezes the cancelling of a query, for ten seconds more, so the answer is sent
beside the task that is stuck, and the task is cancelled but not waited for. What it still wants to
send is dropped.
"""

import asyncio
from typing import Final

from fastapi import Request, params
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_api.errors import BusyError
from blog_api.web.errors import answer

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
        watch = Watch(scope, receive, send)
        watch.start(self.seconds)
        scope[EXTEND] = watch.start
        try:
            await self.app(scope, receive, watch.send)
        except asyncio.CancelledError:
            if not watch.expired:
                raise
        finally:
            watch.stop()
            del scope[EXTEND]  # else the request is a cycle, and stays until the collector comes


class Watch:
    """One request's alarm, and the gate that its answer goes through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._task = asyncio.current_task()
        self._alarm: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None
        self._answered = False
        self.expired = False

    def start(self, seconds: float) -> None:
        """Set the alarm, or set it anew for a request that may take longer."""
        self.stop()
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._expire)

    def stop(self) -> None:
        """Nothing more to watch."""
        if self._alarm is not None:
            self._alarm.cancel()

    async def send(self, message: Message) -> None:
        """Pass an answer on unless it comes too late."""
        if self.expired:
            return
        self._answered = True
        await self._send(message)

    def _expire(self) -> None:
        if self._answered or self._task is None:
            return
        self.expired = True
        self._late = asyncio.create_task(
            answer(BusyError())(self._scope, self._receive, self._send)
        )
        self._late.add_done_callback(lambda _: self._task.cancel() if self._task else None)


async def take_time(request: Request) -> None:
    """For what is done to very many rows at once."""
    request.scope[EXTEND](LONG_S)


Patience: Final = params.Depends(take_time)
