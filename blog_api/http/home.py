"""`GET /`: a small page for people, an index in JSON for programs."""

import base64
import hashlib
from html import escape
from typing import Final

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from blog_api.http.api_prefix import API
from blog_api.settings import Settings

STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}"
    "h1{line-height:1.2}dt{font-weight:600;margin-top:1rem}dd{margin:0}"
)
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>This is the server of a blog. It speaks HTTP and JSON.</p>
<dl>{links}</dl>
</main>
</body>
</html>
"""
STUDIO: Final = ("/studio", "where authors write and administrators restore")
LINKS: Final = {
    "docs": ("/docs", "every operation, to read and to try out"),
    "openapi": ("/openapi.json", "the same for programs"),
    "posts": ("{api}/posts", "the newest posts as JSON"),
    "atom": ("/feed.atom", "the newest posts for feed readers"),
    "json_feed": ("/feed.json", "the same as JSON Feed"),
    "sitemap": ("/sitemap.xml", "every post, for search engines"),
}


def add_home(app: FastAPI, settings: Settings) -> None:
    """Add `GET /`; it is no operation of the API, so the OpenAPI document omits it."""
    links = {"studio": STUDIO, **LINKS} if settings.studio_enabled else LINKS
    paths = {name: path.format(api=API) for name, (path, _) in links.items()}
    index = {name: f"{settings.public_url}{path}" for name, path in paths.items()}
    page = make_page(settings.site_title, index, links)

    async def home(request: Request) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            headers = {"Content-Security-Policy": POLICY, "Vary": "Accept"}
            return HTMLResponse(page, headers=headers)
        return JSONResponse({"title": settings.site_title} | index, headers={"Vary": "Accept"})

    app.add_route("/", home)


def make_page(title: str, index: dict[str, str], links: dict[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<dt><a href="{escape(index[name])}">{escape(path.format(api=API))}</a></dt>'
        f"<dd>{says}</dd>"
        for name, (path, says) in links.items()
    )
    return PAGE.format(title=escape(title), style=STYLE, links=items)
