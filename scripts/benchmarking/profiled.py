"""Count the calls of Python and C for each request, in the process of the application.

Run by the Python of either commit: it imports nothing but the standard library and the product.
Standard input is JSON, `{name: [[method, path, headers, body], …]}`; so is standard output, with
the functions that were called most often.
"""

import asyncio
import cProfile
import gc
import json
import pstats
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from statistics import median
from typing import Any, Final

from blog_api.main import create_app

App = Callable[..., Awaitable[None]]
Message = MutableMapping[str, Any]
SHOWN: Final = 45
WARM: Final = 16  # as many as there are logins: the first request with a token verifies it


def scope_of(method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    target, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


async def send_one(app: App, request: list[Any]) -> int:
    """Return the status of the response."""
    method, path, headers, body = request
    statuses = []
    left = [{"type": "http.request", "body": body.encode(), "more_body": False}]

    async def receive() -> Message:
        return left.pop() if left else await asyncio.Future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope_of(method, path, headers), receive, send)
    return int(statuses[0])


async def count(app: App, requests: list[list[Any]]) -> dict[str, Any]:
    """Return the median of calls for a request, after some that fill caches."""
    warm, counted = requests[:WARM], requests[WARM:]
    statuses = {await send_one(app, request) for request in warm}
    everything, calls = pstats.Stats(), []
    for request in counted:
        profile = cProfile.Profile()
        profile.enable()
        status = await send_one(app, request)
        profile.disable()
        statuses.add(status)
        stats = pstats.Stats(profile)
        calls.append(stats.total_calls)  # type: ignore[attr-defined]  # not in typeshed
        everything.add(profile)
    return {
        "calls": median(calls),
        "statuses": sorted(statuses),
        "most": most_called(everything, len(counted)),
    }


def most_called(stats: pstats.Stats, requests: int) -> list[str]:
    """Return the functions that take most of the time: calls a request, microseconds, name."""
    rows = stats.stats.items()  # type: ignore[attr-defined]  # not in typeshed
    ordered = sorted(rows, key=lambda row: -row[1][2])
    return [
        f"{calls / requests:8.1f} {own / requests * 1e6:8.1f} {total / requests * 1e6:8.1f}"
        f" {'/'.join(file.split('/')[-3:])}:{line}:{name}"
        for (file, line, name), (_, calls, own, total, _) in ordered[:SHOWN]
    ]


async def main() -> None:
    app = create_app()
    gc.disable()
    async with app.router.lifespan_context(app):
        asked = json.load(sys.stdin)
        found = {name: await count(app, requests) for name, requests in asked.items()}
    json.dump(found, sys.stdout)


asyncio.run(main())
