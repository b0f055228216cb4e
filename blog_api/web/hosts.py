"""The `Host` a request may name: links are never built from it, but caches may key on it."""

import re
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.errors import BadRequestError
from blog_api.web.errors import answer

PORT: Final = re.compile(r":[0-9]+$", re.ASCII)


class HostMiddleware:
    """Refuses a `Host` that is not in `ALLOWED_HOSTS`; `*.example.com` allows every subdomain."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self.app = app
        self.names = frozenset(name.lower() for name in allowed if not name.startswith("*."))
        self.suffixes = tuple(name[1:].lower() for name in allowed if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarded = scope["type"] == "http" and (self.names or self.suffixes)
        if guarded and not self.allows(Headers(scope=scope).get("host", "")):
            await answer(BadRequestError("This server does not answer for that Host."))(
                scope, receive, send
            )
            return
        await self.app(scope, receive, send)

    def allows(self, host: str) -> bool:
        """The port does not count."""
        name = PORT.sub("", host.lower())
        return name in self.names or name.endswith(self.suffixes)
