"""Allowed `Host` headers: links are never built from them, but caches may key on them."""

import re
from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.errors import BadRequestError
from blog_api.http.errors import answer
from blog_api.http.request_headers import find_header

# Load balancers and container health checks send an IP address as host.
PROBES: Final = frozenset({"/health/live", "/health/ready", "/health/readable"})
PORT: Final = re.compile(r":[0-9]+$", re.ASCII)


class HostMiddleware:
    """Rejects a `Host` outside of `ALLOWED_HOSTS`; `*.example.com` allows every subdomain."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self.app = app
        self.names = frozenset(name.lower() for name in allowed if not name.startswith("*."))
        self.suffixes = tuple(name[1:].lower() for name in allowed if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarded = scope["type"] == "http" and scope["path"] not in PROBES
        if guarded and not self.allows(find_header(scope, b"host") or ""):
            await answer(BadRequestError("This server does not answer for that Host."))(
                scope, receive, send
            )
            return
        await self.app(scope, receive, send)

    def allows(self, host: str) -> bool:
        name = PORT.sub("", host.lower())
        return name in self.names or name.endswith(self.suffixes)
