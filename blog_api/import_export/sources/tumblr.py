"""Tumblr's export: `posts/html/<id>.html` (or `html/<id>.html`) and `media/`."""

from pathlib import Path

from turbohtml import parse

from blog_api.import_export.dates import as_instant
from blog_api.import_export.records import Incoming, Source, UnreadableError
from blog_api.import_export.sources.pages import read_pages, text_of
from blog_api.redirects.paths import paths_of


def pages_of(folder: Path) -> list[Path]:
    places = (folder / "posts" / "html", folder / "html")
    return sorted(page for place in places if place.is_dir() for page in place.glob("[0-9]*.html"))


def is_tumblr(folder: Path) -> bool:
    pages = pages_of(folder)
    if not pages:
        return False
    with pages[0].open(encoding="utf-8", errors="replace") as file:
        return 'id="footer"' in file.read(500_000)


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
    try:
        published = as_instant(stamp.strip() if stamp else None)
    except ValueError:
        published = None
        notes.append("its date cannot be read")
    words = " ".join(body.text.split())
    return Incoming(
        key=f"tumblr:{path.stem}",
        place=path.name,
        title=title or (words[:60].rsplit(" ", 1)[0] if words else f"Tumblr {path.stem}"),
        content=body.inner_html,
        format="html",
        tags=tags,
        status="published" if published else "draft",
        published_at=published,
        created_at=published,
        addresses=paths_of([f"/post/{path.stem}"]),
        notes=notes,
        base=path.parent,
    )
