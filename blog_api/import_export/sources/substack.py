"""Substack's export: `posts.csv` and `posts/<id>.<slug>.html`."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from blog_api.import_export.coercion import as_flag, title_from
from blog_api.import_export.files import MAX_PAGE_BYTES, decode_leniently, is_file, read_bytes
from blog_api.import_export.html.data_embeds import replace_substack_embeds
from blog_api.import_export.records import (
    UNTITLED,
    Incoming,
    Item,
    LeftOut,
    Source,
    UnreadableError,
)
from blog_api.import_export.sources.dated import dated_status, read_instant
from blog_api.redirects.paths import paths_of

TABLE: Final = "posts.csv"
KINDS: Final = frozenset({"newsletter", "podcast", "video", "thread"})  # others: only by email
Row = dict[str, str]


def is_substack(folder: Path) -> bool:
    table = folder / TABLE
    if not table.is_file():
        return False
    with table.open(encoding="utf-8-sig", errors="replace") as file:
        return "post_id" in file.readline()


def read_substack(folder: Path) -> Source:
    """Count the rows, and the pages that no row names."""
    names, replaced = Counter[str](), 0
    for row in rows_of(folder):
        names[name_of(row)] += 1
        replaced += sum(str(value).count("\ufffd") for value in row.values())
    others = [page for page in pages_of(folder) if page.stem not in names]
    notes = [f"{replaced} bytes that are not of its encoding are read as U+FFFD"] * bool(replaced)
    items = chain(read_rows(folder), map(read_other, others))
    return Source(folder.name, items, names.total() + len(others), [folder], notes=notes)


def pages_of(folder: Path) -> list[Path]:
    return sorted((folder / "posts").glob("*.html"))


def name_of(row: Row) -> str:
    return Path(row.get("post_id") or "?").name


def rows_of(folder: Path) -> Iterator[Row]:
    """Read the table row by row: it is not bounded; raise `UnreadableError` for a broken one."""
    with (folder / TABLE).open(encoding="utf-8-sig", newline="", errors="replace") as file:
        try:
            yield from csv.DictReader(file)
        except csv.Error as error:
            raise UnreadableError(f"Its {TABLE} cannot be read: {error}.") from None


def read_rows(folder: Path) -> Iterator[Item]:
    for row in rows_of(folder):
        place = f"post {row.get('post_id') or '?'}"
        try:
            yield read_post(folder, row, place)
        except UnreadableError as error:
            yield LeftOut(place, error.what, str(error))


def read_post(folder: Path, row: Row, place: str) -> Incoming:
    """Raise `UnreadableError` for a post without its page, and for a discussion or podcast file."""
    name = name_of(row)
    if row.get("type") == "page":
        raise UnreadableError("It is a page, and no post.", "page")
    page = folder / "posts" / f"{name}.html"
    if not is_file(page):
        raise UnreadableError("Its page is not in the export.")
    notes: list[str] = []
    unread: list[str] = []
    published = read_instant(row.get("post_date") or None, "post_date", unread)
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
        status=dated_status(
            status_of(row, notes, has_paywall=has_paywall), published, unread, notes
        ),
        published_at=published,
        created_at=published,
        addresses=paths_of([f"/p/{slug}"] if slug else []),
        notes=notes,
        not_carried=lost,
    )


def status_of(row: Row, notes: list[str], *, has_paywall: bool) -> str:
    """Return a status that is never more public than the original one."""
    if not as_flag(row.get("is_published")):
        return "draft"
    audience, kind = row.get("audience") or "everyone", row.get("type") or "newsletter"
    if audience != "everyone":
        reason = f"its audience was {audience}"
    elif kind not in KINDS:
        reason = f"its kind was {kind}"
    elif has_paywall:
        reason = "it has a paywall"
    else:
        return "published"
    notes.append(f"{reason}, so it becomes a draft")
    return "draft"


def read_other(page: Path) -> Item:
    """Return a draft: only the table says who could read the post of a page."""
    place, notes = f"posts/{page.name}", ["it is not in posts.csv, so it becomes a draft"]
    lost: list[str] = []
    try:
        text = decode_leniently(read_bytes(page, MAX_PAGE_BYTES), notes)
    except UnreadableError as error:
        return LeftOut(place, error.what, str(error))
    name = page.stem.partition(".")[2] or page.stem
    return Incoming(
        key=f"substack:{page.stem}",
        place=place,
        title=title_from(name),
        content=replace_substack_embeds(text, lost)[0],
        format="html",
        slug=name,
        status="draft",
        notes=notes,
        not_carried=lost,
    )
