"""Medium's export: `posts/*.html`, with one page for each story or response."""

import re
from pathlib import Path
from typing import Final

from turbohtml import parse

from blog_api.import_export.records import UNTITLED, Incoming, Source, UnreadableError
from blog_api.import_export.sources.dated import dated_status, read_instant
from blog_api.import_export.sources.pages import is_any_page, read_pages, text_of
from blog_api.redirects.paths import paths_of

DRAFT: Final = "draft_"
IDENTITY: Final = re.compile(r"-([0-9a-f]{6,14})$")
BODY: Final = "section[data-field=body], section.e-content"


def is_medium(folder: Path) -> bool:
    """Return True if a page has the microformats of Medium's stories."""
    return is_any_page(pages_of(folder), ("h-entry", "p-name"))


def pages_of(folder: Path) -> list[Path]:
    places = (folder / name for name in ("posts", "drafts"))
    return sorted(page for place in places if place.is_dir() for page in place.rglob("*.html"))


def read_medium(folder: Path) -> Source:
    return read_pages(folder, pages_of(folder), read_story, [folder])


def slug_of(path: Path) -> str:
    """Read `2015-06-15_A-title-0123456789ab` and `draft_A-title-0123456789ab`."""
    return IDENTITY.sub("", path.stem.partition("_")[2] or path.stem).lower()


def read_story(path: Path, text: str, notes: list[str]) -> Incoming:
    """Raise `UnreadableError` for a page without a body."""
    root = parse(text)
    body = root.select_one(BODY)
    if body is None:
        raise UnreadableError("It has no body of a story.", "page")
    title = text_of(root, "h1.p-name") or text_of(root, "title") or UNTITLED
    for repeated in body.select("h3.graf--title, h1.graf--title"):
        if " ".join(repeated.text.split()) == title:
            repeated.decompose()
    time = root.select_one("time.dt-published")
    stamp = str(time.attrs.get("datetime") or "") if time is not None else ""
    canonical = root.select_one("a.p-canonical")
    address = str(canonical.attrs.get("href") or "") if canonical is not None else ""
    identity = IDENTITY.search(path.stem)
    unread: list[str] = []
    published = read_instant(stamp or None, "dt-published", unread)
    status = "draft" if path.name.startswith(DRAFT) else "published"
    return Incoming(
        key=f"medium:{identity[1] if identity else path.stem}",
        place=path.name,
        title=title,
        content=body.inner_html,
        format="html",
        slug=slug_of(path),
        excerpt=text_of(root, "section.p-summary"),
        status=dated_status(status, published, unread, notes),
        published_at=published,
        created_at=published,
        authors=[name for name in [text_of(root, "a.p-author")] if name],
        addresses=paths_of([address] if address else []),
        notes=notes,
        base=path.parent,
    )
