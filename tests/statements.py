"""Statements that a test sends."""

from typing import Any

import psycopg
import pytest


def record(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which the statements are added that psycopg sends from now on."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def remember(
        self: psycopg.AsyncCursor[Any], query: bytes | str, *given: Any, **options: Any
    ) -> psycopg.AsyncCursor[Any]:
        if isinstance(query, bytes):  # Text is the setup of a connection by the pool.
            sent.append(query.decode())
        return await execute(self, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", remember)
    return sent
