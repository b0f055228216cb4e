"""Dependency of routes that queue email."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import Request, params


async def wake_mailer(request: Request) -> AsyncIterator[None]:
    """Wake the worker after the commit; polling finds the email otherwise."""
    yield
    request.app.state.mailer.wake()


WakesMailer: Final = params.Depends(wake_mailer, scope="function")
