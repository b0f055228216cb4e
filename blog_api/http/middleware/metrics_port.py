"""Metrics on a separate port (METRICS_PORT), which serves nothing else."""

from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.errors import NotFoundError
from blog_api.http.errors import answer
from blog_api.http.prometheus import metrics_response

PATH: Final = "/metrics"
METHODS: Final = frozenset({"GET", "HEAD"})


class MetricsPortMiddleware:
    """Responds to requests on that port, before hosts and origins are checked.

    The port is the socket's, which no header can change.
    """

    def __init__(self, app: ASGIApp, port: int, shared: Path | None) -> None:
        self.app = app
        self._port = port
        self._shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or port_of(scope) != self._port:
            await self.app(scope, receive, send)
            return
        is_asked = scope["path"] == PATH and scope["method"] in METHODS
        response = await metrics_response(self._shared) if is_asked else answer(NotFoundError())
        await response(scope, receive, send)


def port_of(scope: Scope) -> int | None:
    server: tuple[str, int | None] | None = scope.get("server")
    return server[1] if server else None
