"""Preview: the HTML of the API in a document of its own, which runs and loads nothing foreign."""

import hashlib
from base64 import b64encode
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response
from typing_extensions import override

from blog_api.media.image_urls import ROOT
from blog_api.studio.requests import Visit
from blog_api.studio.templating import fill

SANDBOX: Final = "sandbox allow-popups allow-popups-to-escape-sandbox"
FOREIGN: Final = Markup(
    '<a class="foreign" href="{}" title="{}" rel="noreferrer noopener">{}<br><small>{}</small></a>'
)
FOREIGN_IN_LINK: Final = Markup(
    '<span class="foreign" title="{1}">{2}<br><small>{3}</small></span>'
)
WEB: Final = ("http", "https")


@cache
def style() -> str:
    return (files("blog_api.studio") / "templates" / "preview.css").read_text()


def preview_page(visit: Visit, title: str, html: str, *, shows_images: bool = False) -> Response:
    """Return the document; its policy keeps foreign images out of any HTML."""
    if not shows_images:
        html = hide_foreign_images(visit, html)
    values = {"title": title, "html": Markup(html), "style": Markup(style())}  # noqa: S704  # sanitised
    page = fill(visit.language.code, "preview.html", values)
    headers = {
        "Content-Security-Policy": policy(visit, shows_images=shows_images),
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(page, headers=headers)


def policy(visit: Visit, *, shows_images: bool) -> str:
    digest = b64encode(hashlib.sha256(style().encode()).digest()).decode()
    own = f"'self' {origin_of(visit.settings.public_url)}"
    directives = (
        SANDBOX,
        "default-src 'none'",
        f"img-src {'https: http:' if shows_images else own}",
        f"style-src 'sha256-{digest}'",
        "style-src-attr 'unsafe-inline'",  # the alignment of table cells
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
    return "; ".join(directives)


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def site_of(address: str) -> str:
    try:
        url = urlsplit(address)
    except ValueError:
        return ""
    return url.netloc if url.scheme in WEB else ""


def hide_foreign_images(visit: Visit, html: str) -> str:
    """Replace images of other sites by links, so that no site learns who looks at a draft."""
    hiding = Hiding(visit)
    hiding.feed(html)
    hiding.close()
    return "".join(hiding.parts)


class Hiding(HTMLParser):
    """Copies sanitised HTML, but for foreign images."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(convert_charrefs=False)
        self.visit = visit
        self.own = origin_of(visit.settings.public_url) + ROOT
        self.parts: list[str] = []
        self.links = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += tag == "a"
        is_own = given.get("src", "").startswith((self.own, ROOT))
        if tag == "img" and not is_own:
            self.parts.append(self.placeholder(given.get("src", ""), given.get("alt", "")))
        else:
            self.parts.append(self.get_starttag_text() or "")

    @override
    def handle_endtag(self, tag: str) -> None:
        self.links -= tag == "a"
        self.parts.append(f"</{tag}>")

    @override
    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @override
    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    @override
    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def placeholder(self, address: str, alt: str) -> str:
        """Return a link that opens the image by itself; in a link, only the words."""
        site = site_of(address)
        shape = FOREIGN if site and not self.links else FOREIGN_IN_LINK
        words = self.visit.gettext("Image from %(site)s, not loaded", site=site or address)
        return shape.format(address, address, alt or self.visit.gettext("Image"), words)
