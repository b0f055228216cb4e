"""503 for requests above LIMIT_CONCURRENCY, before any work."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.context import OVERLOADED
from blog_api.errors import BusyError
from blog_api.http.errors import answer

# Restarting an overloaded server would not help, so liveness is exempt.
ALWAYS: Final = "/health/live"


class OverloadMiddleware:
    """Rejects requests that the server has marked, and closes their connections."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["state"].get(OVERLOADED) or scope["path"] == ALWAYS:
            await self.app(scope, receive, send)
            return
        error_response = answer(
            BusyError("The server has too many requests; try again in a moment.")
        )
        error_response.headers["Connection"] = "close"
        await error_response(scope, receive, send)
