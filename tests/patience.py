"""Timeouts that a busy machine does not reach, for tests that are not about timeouts."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

import pytest
from fastapi import FastAPI

from blog_api import main
from blog_api.db.connections import READ_ONLY_SETTINGS, SESSION_SETTINGS
from blog_api.db.database import Database

PATIENCE_S: Final = 60
LIMITS: Final = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
PATIENT: Final = {**SESSION_SETTINGS, **dict.fromkeys(LIMITS, f"{PATIENCE_S}s")}
PATIENT_READS: Final = {**READ_ONLY_SETTINGS, **PATIENT}


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """Run an application whose statements, locks and pool wait for a minute."""
    async with AsyncExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(main, "Database", partial(Database, session_settings=PATIENT))
            patch.setattr(main, "READ_ONLY_SETTINGS", PATIENT_READS)
            await stack.enter_async_context(app.router.lifespan_context(app))
        app.state.database.pool.timeout = PATIENCE_S
        yield app
