"""Substack's export: `posts.csv` and `posts/<id>.<slug>.html`."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from blog_api.import_export.coercion import as_flag
from blog_api.import_export.dates import as_instant
from blog_api.import_export.files import MAX_PAGE_BYTES, decode_leniently, read_bytes
from blog_api.import_export.html.data_embeds import replace_substack_embeds
from blog_api.import_export.records import (
    UNTITLED,
    Incoming,
    Item,
    LeftOut,
    Source,
    UnreadableError,
)
from blog_api.redirects.paths import paths_of

TABLE: Final = "posts.csv"
Row = dict[str, str]


def is_substack(folder: Path) -> bool:
    table = folder / TABLE
    if not table.is_file():
        return False
    with table.open(encoding="utf-8-sig", errors="replace") as file:
        return "post_id" in file.readline()


def read_substack(folder: Path) -> Source:
    count = sum(1 for _ in rows_of(folder))
    return Source(folder.name, read_rows(folder), count, [folder])


def rows_of(folder: Path) -> Iterator[Row]:
    """Read the table row by row: it is not bounded."""
    with (folder / TABLE).open(encoding="utf-8-sig", newline="", errors="replace") as file:
        yield from csv.DictReader(file)


def read_rows(folder: Path) -> Iterator[Item]:
    for row in rows_of(folder):
        place = f"post {row.get('post_id') or '?'}"
        try:
            yield read_post(folder, row, place)
        except UnreadableError as error:
            yield LeftOut(place, error.what, str(error))


def read_post(folder: Path, row: Row, place: str) -> Incoming:
    """Raise `UnreadableError` for a post without its page, and for a discussion or podcast file."""
    name = Path(row.get("post_id") or "?").name
    page = folder / "posts" / f"{name}.html"
    if not page.is_file():
        raise UnreadableError("Its page is not in the export.")
    notes: list[str] = []
    unread: list[str] = []
    try:
        published = as_instant(row.get("post_date") or None)
    except ValueError:
        published = None
        unread.append("its post_date cannot be read as a date")
    slug = name.partition(".")[2] or None
    lost = ["podcast"] if row.get("podcast_url") else []
    text = decode_leniently(read_bytes(page, MAX_PAGE_BYTES), notes)
    content, has_paywall = replace_substack_embeds(text, lost)
    return Incoming(
        key=f"substack:{name}",
        place=place,
        title=row.get("title") or UNTITLED,
        content=content,
        format="html",
        slug=slug,
        excerpt=row.get("subtitle") or None,
        status="draft" if unread else status_of(row, notes, has_paywall=has_paywall),
        published_at=published,
        created_at=published,
        addresses=paths_of([f"/p/{slug}"] if slug else []),
        notes=notes + unread,
        not_carried=lost,
    )


def status_of(row: Row, notes: list[str], *, has_paywall: bool) -> str:
    """Return a status that is never more public than the original one."""
    if not as_flag(row.get("is_published")):
        return "draft"
    audience = row.get("audience") or "everyone"
    if audience == "everyone" and not has_paywall:
        return "published"
    reason = "it has a paywall" if audience == "everyone" else f"its audience was {audience}"
    notes.append(f"{reason}, so it becomes a draft")
    return "draft"
