"""What a route that queues mail declares."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import Request, params


async def wake_mailer(request: Request) -> AsyncIterator[None]:
    """After the commit, so that what was queued goes out at once; a poll finds it otherwise."""
    yield
    request.app.state.mailer.wake()


WakesMailer: Final = params.Depends(wake_mailer, scope="function")
