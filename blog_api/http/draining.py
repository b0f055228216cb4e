"""Announced shutdown: after SIGTERM, readiness fails first and the listener closes later.

A load balancer that checks `/health/ready` sends no more requests by then, so that no request finds
a closed port (DRAIN_DELAY).
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from starlette.datastructures import State

from blog_api.logs import log_event

logger = logging.getLogger("blog_api.draining")


class Drain:
    """Delays the handler of SIGTERM that the server installed; a second signal does not wait."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s: Final = delay_s
        self.has_begun = False

    @contextmanager
    def delaying_sigterm(self) -> Iterator[None]:
        """Wrap the handler, in the main thread and with a delay; otherwise change nothing."""
        before = signal.getsignal(signal.SIGTERM)
        is_main = threading.current_thread() is threading.main_thread()
        if not self._delay_s or not is_main or not callable(before):
            yield
            return
        loop = asyncio.get_running_loop()

        def begin(number: int, frame: FrameType | None) -> None:
            if self.has_begun:
                before(number, frame)
                return
            self.has_begun = True
            loop.call_soon_threadsafe(self._start, loop, lambda: before(number, None))

        signal.signal(signal.SIGTERM, begin)
        try:
            yield
        finally:
            if signal.getsignal(signal.SIGTERM) is begin:
                signal.signal(signal.SIGTERM, before)

    def _start(self, loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> None:
        log_event(logger, logging.INFO, "draining", seconds=self._delay_s)
        loop.call_later(self._delay_s, stop)


def is_draining(state: State) -> bool:
    drain: Drain = state.drain
    return drain.has_begun
