"""Tumblr's export: `posts/html/<id>.html` (or `html/<id>.html`) and `media/`."""

from pathlib import Path
from typing import Final

from turbohtml import parse

from blog_api.import_export.records import Incoming, Source, UnreadableError
from blog_api.import_export.sources.dated import dated_status, read_instant
from blog_api.import_export.sources.pages import is_any_page, read_pages, text_of
from blog_api.redirects.paths import paths_of

PAGES: Final = ("[0-9]*.html", "*/[0-9]*.html", "*/*/[0-9]*.html")


def pages_of(folder: Path) -> list[Path]:
    """Return the pages with a number as their name, also those of drafts and of the queue."""
    found = (page for pattern in PAGES for page in folder.glob(pattern))
    return sorted(page for page in found if page.stem.isdecimal())


def is_tumblr(folder: Path) -> bool:
    return is_any_page(pages_of(folder), ('id="footer"', "timestamp"))


def read_tumblr(folder: Path) -> Source:
    media = [place for place in (folder, folder / "media", folder / "posts") if place.is_dir()]
    return read_pages(folder, pages_of(folder), read_post, media)


def read_post(path: Path, text: str, notes: list[str]) -> Incoming:
    """Raise `UnreadableError` for a page without a body."""
    body = parse(text).select_one("body")
    if body is None:
        raise UnreadableError("It has no body.", "page")
    stamp = text_of(body, "#timestamp")
    tags = [" ".join(tag.text.split()) for tag in body.select("#footer .tag")]
    for footer in body.select("#footer"):
        footer.decompose()
    title = text_of(body, "h1")
    for heading in body.select("h1")[:1]:
        heading.decompose()
    unread: list[str] = []
    published = read_instant(stamp.strip() if stamp else None, "timestamp", unread)
    words = " ".join(body.text.split())
    return Incoming(
        key=f"tumblr:{path.stem}",
        place=path.name,
        title=title or (words[:60].rsplit(" ", 1)[0] if words else f"Tumblr {path.stem}"),
        content=body.inner_html,
        format="html",
        tags=tags,
        status=dated_status("published", published, unread, notes),
        published_at=published,
        created_at=published,
        addresses=paths_of([f"/post/{path.stem}"]),
        notes=notes,
        base=path.parent,
    )
