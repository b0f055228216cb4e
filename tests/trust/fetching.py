"""Counting and delaying of results from the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest


class Fetching:
    """Counts results fetched from the database, and can delay one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._is_armed = False
        self._held = asyncio.Event()
        self._released = asyncio.Event()
        for name in ("fetchone", "fetchall"):
            fetch = getattr(psycopg.AsyncCursor, name)
            monkeypatch.setattr(psycopg.AsyncCursor, name, self._watched(fetch))

    def _watched(self, fetch: Any) -> Any:
        async def watched(cursor: psycopg.AsyncCursor[Any]) -> Any:
            self.count += 1
            fetched = await fetch(cursor)
            if self._is_armed:
                self._is_armed = False
                self._held.set()
                await self._released.wait()
            return fetched

        return watched

    @asynccontextmanager
    async def held_back(self, request: asyncio.Task[Any]) -> AsyncIterator[None]:
        """Delay the first result of a request: read before this block, used after it."""
        self._is_armed = True
        await self._held.wait()
        yield
        self._released.set()
        await request
