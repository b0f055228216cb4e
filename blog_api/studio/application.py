"""The studio as an application of its own, so that its errors are pages."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware

from blog_api.http.routing import add_routes
from blog_api.http.telemetry import NO_TELEMETRY
from blog_api.settings import Settings
from blog_api.studio import static_files
from blog_api.studio.errors import HANDLERS, refuse_forged
from blog_api.studio.middleware import StudioMiddleware
from blog_api.studio.navigation import page_modules


def make_studio(settings: Settings) -> FastAPI:
    handlers: Any = dict(HANDLERS)
    studio = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
        exception_handlers=handlers,
        middleware=[Middleware(StudioMiddleware, settings=settings, refuse=refuse_forged)],
    )
    for module in page_modules():
        add_routes(studio, module.router)
    add_routes(studio, static_files.router)
    return studio
