"""Applications with other settings, made quickly."""

from typing import Final

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from blog_api import main
from blog_api.http.routing import add_routes
from blog_api.settings import Settings

ROUTES: Final[dict[int, list[BaseRoute]]] = {}  # by identity of their routers


def create_again(settings: Settings) -> FastAPI:
    """Create an application with the routes of one before; `dependency_overrides` has no effect.

    Routes do not depend on settings, and making them takes most of the time of `create_app`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "add_routes", add_known_routes)
        return main.create_app(settings)


def add_known_routes(app: FastAPI, router: APIRouter) -> None:
    if id(router) in ROUTES:
        app.router.routes.extend(ROUTES[id(router)])
        return
    before = len(app.routes)
    add_routes(app, router)
    ROUTES[id(router)] = app.routes[before:]
