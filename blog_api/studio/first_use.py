"""The studio under `/studio`, loaded at its first request: most processes never serve it."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

import anyio
from fastapi import FastAPI
from starlette.datastructures import State
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from blog_api.settings import Settings
from blog_api.studio.cookies import PATH


class LoadedAtFirstUse:
    """ASGI application that a worker thread makes at the first request."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._application: ASGIApp | None = None
        self._lock = anyio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        application = self._application or await self._load()
        await application(scope, receive, send)

    async def _load(self) -> ASGIApp:
        async with self._lock:
            if self._application is None:
                self._application = await anyio.to_thread.run_sync(self._make)
            return self._application


def add_studio(app: FastAPI, settings: Settings) -> None:
    studio = LoadedAtFirstUse(partial(load_studio, settings, app.state))
    # A route, not a mount: paths stay whole, in links as in metrics.
    app.router.routes.extend(
        Route(path, studio, include_in_schema=False) for path in (PATH, f"{PATH}/{{path:path}}")
    )


def load_studio(settings: Settings, state: State) -> FastAPI:
    """Make the studio's application; it shares the state of the API."""
    studio: FastAPI = import_module("blog_api.studio.application").make_studio(settings)
    studio.state = state
    return studio
