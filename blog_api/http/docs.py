"""`/docs` and `/redoc` without the internet: their assets come from a package.

A Content-Security-Policy forbids all other origins, so that no asset is loaded from one.
"""

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

FOLDER: Final = Path(str(files("fastapi_offline") / "static"))
ASSETS: Final = "/docs/assets"
REDOC: Final = "redoc.standalone.js"
REDOC_LOGO: Final = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
# Both pages set inline styles; ReDoc searches in a worker from a blob: URL.
POLICY: Final = (
    "default-src 'none'; script-src 'self' {}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_docs(app: FastAPI) -> None:
    """Add both pages and their assets."""

    async def swagger() -> HTMLResponse:
        return guarded(
            get_swagger_ui_html(
                openapi_url="/openapi.json",
                title="blog_api",
                oauth2_redirect_url=None,
                swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
                swagger_css_url=f"{ASSETS}/swagger-ui.css",
                swagger_favicon_url=f"{ASSETS}/favicon.png",
            )
        )

    async def redoc() -> HTMLResponse:
        return guarded(
            get_redoc_html(
                openapi_url="/openapi.json",
                title="blog_api",
                redoc_js_url=f"{ASSETS}/{REDOC}",
                redoc_favicon_url=f"{ASSETS}/favicon.png",
                with_google_fonts=False,
            )
        )

    async def redoc_script(_: Request) -> Response:
        script = (FOLDER / REDOC).read_bytes()
        own = script.replace(REDOC_LOGO, f"{ASSETS}/favicon.png".encode())
        return Response(own, media_type="text/javascript")

    app.add_api_route("/docs", swagger, include_in_schema=False)
    app.add_api_route("/redoc", redoc, include_in_schema=False)
    app.add_route(f"{ASSETS}/{REDOC}", redoc_script)
    app.mount(ASSETS, StaticFiles(directory=FOLDER))


def guarded(page: HTMLResponse) -> HTMLResponse:
    """Add a policy that allows the page's own scripts, by hash, and requests to this server."""
    scripts = [rest.partition(b"</script>")[0] for rest in bytes(page.body).split(b"<script>")[1:]]
    page.headers["Content-Security-Policy"] = POLICY.format(" ".join(map(source_of, scripts)))
    return page


def source_of(script: bytes) -> str:
    """Return the hash of a script as the policy names it (CSP Level 3 §8.3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
