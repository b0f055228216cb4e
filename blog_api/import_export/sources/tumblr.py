"""Tumblr's export: `posts/html/<id>.html` (or `html/<id>.html`), `posts/posts.xml` and `media/`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Final

from turbohtml import parse

from blog_api.import_export.records import Incoming, Item, Source, UnreadableError
from blog_api.import_export.sources.dated import dated_status, hidden_folder, read_instant
from blog_api.import_export.sources.pages import is_any_page, read_pages, text_of
from blog_api.import_export.sources.tumblr_posts import (
    read_row,
    rows_of,
    table_of,
    title_from,
    with_row,
    without_texts,
)
from blog_api.redirects.paths import paths_of

PAGES: Final = tuple("*/" * depth + "[0-9]*.html" for depth in range(5))
HEAD: Final = 4096


def pages_of(folder: Path) -> list[Path]:
    """Return the pages with a number as their name, also those of drafts and of the queue."""
    found = (page for pattern in PAGES for page in folder.glob(pattern))
    return sorted(page for page in found if page.stem.isdecimal())


def is_tumblr(folder: Path) -> bool:
    table = table_of(folder)
    if table is not None:
        with table.open("rb") as file:
            return b"<tumblr" in file.read(HEAD)
    return is_any_page(pages_of(folder), ('id="footer"', "timestamp"))


def read_tumblr(folder: Path) -> Source:
    media = [place for place in (folder, folder / "media", folder / "posts") if place.is_dir()]
    pages, table = pages_of(folder), table_of(folder)
    source = read_pages(folder, pages, read_post, media)
    if table is not None:
        source.total += sum(1 for _ in rows_of(table, []))
        source.items = with_table(source.items, source.notes, table, folder)
    return source


def with_table(
    items: Iterator[Item], notes: list[str], table: Path, folder: Path
) -> Iterator[Item]:
    """Yield the posts of the pages with the values of the table, then those without a page."""
    rows = {row.get("id"): without_texts(row) for row in rows_of(table, notes)}
    shown: set[str | None] = set()
    for item in items:
        if not isinstance(item, Incoming):
            yield item
            continue
        number = item.key.partition(":")[2]
        row = rows.get(number)
        if row is None:
            item.notes.append(f"{table.name} does not name it, so it becomes a draft")
            yield replace(item, status="draft")
        else:
            shown.add(number)
            post = with_row(item, row)
            is_hidden = hidden_folder(PurePath(item.place)) is not None
            yield replace(post, status="draft") if is_hidden else post
    yield from (read_row(row, folder) for row in rows_of(table, []) if row.get("id") not in shown)


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
    return Incoming(
        key=f"tumblr:{path.stem}",
        place=path.name,
        title=title or title_from(body.text, path.stem),
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
