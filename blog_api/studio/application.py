"""The studio as an application of its own, so that its errors are pages."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Route

from blog_api.http.routing import add_routes
from blog_api.settings import Settings
from blog_api.studio import static_files
from blog_api.studio.cookies import PATH
from blog_api.studio.errors import HANDLERS, refuse_forged
from blog_api.studio.middleware import StudioMiddleware
from blog_api.studio.navigation import page_modules


def add_studio(app: FastAPI, settings: Settings) -> None:
    """Serve the studio under `/studio`; it shares the state of the API."""
    studio = make_studio(settings)
    studio.state = app.state
    # A route, not a mount: paths stay whole, in links as in metrics.
    app.router.routes.extend(
        Route(path, studio, include_in_schema=False) for path in (PATH, f"{PATH}/{{path:path}}")
    )


def make_studio(settings: Settings) -> FastAPI:
    handlers: Any = dict(HANDLERS)
    studio = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=handlers,
        middleware=[Middleware(StudioMiddleware, settings=settings, refuse=refuse_forged)],
    )
    for module in page_modules():
        add_routes(studio, module.router)
    add_routes(studio, static_files.router)
    return studio
