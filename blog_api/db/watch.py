"""Watch over one server of the database: its last position, and whether it responds at all."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from blog_api.db.probe import Position, Probe

logger = logging.getLogger("blog_api.standby")

CHECK_EVERY_S: Final = 0.2
# Questions without a response until a server counts as silent: 0.4 to 0.6 seconds, or at once for
# one that refuses connections. A single one may be due to a busy event loop.
SILENT_AFTER: Final = 2


class Host:
    """One host of DATABASE_URL or DATABASE_READ_URL."""

    def __init__(self, name: str, url: str) -> None:
        self.name: Final = name
        self.url: Final = url
        self.position: Position | None = None
        self.as_of: float | None = None  # the time up to which it has every commit, if known
        self.silent_since: float | None = None
        self._probe: Final = Probe(url)
        self._unanswered = 0

    @property
    def present(self) -> Position | None:
        """Return the last position, or None of a server that is silent."""
        return self.position if self.silent_since is None else None

    @property
    def is_standby(self) -> bool:
        return self.present is not None and self.present.is_standby

    @property
    def is_primary(self) -> bool:
        return self.present is not None and not self.present.is_standby

    async def watch(self, heard: Callable[["Host"], None]) -> None:
        """Ask for the position until cancelled; call `heard` with each result."""
        while True:
            try:
                self._record(await self._probe.ask())
                heard(self)
            except Exception:
                logger.exception("standby.unknown")
            if self._unanswered != 1:  # the second question follows at once
                await asyncio.sleep(CHECK_EVERY_S)

    def _record(self, position: Position | None) -> None:
        if position is not None:
            self._unanswered = 0
            self.position = position
            self.silent_since = None
            return
        self._unanswered += 1
        if self._unanswered == SILENT_AFTER:
            self.silent_since = time.monotonic()

    async def close(self) -> None:
        await self._probe.close()
