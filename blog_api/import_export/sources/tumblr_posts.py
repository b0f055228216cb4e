"""Posts in Tumblr's `posts.xml`: states, dates, tags, and the texts of posts without a page."""

import html
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from turbohtml import parse_fragment

from blog_api.import_export.image_files import SUFFIXES
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.dated import dated_status, read_instant
from blog_api.import_export.sources.xml import read_elements
from blog_api.redirects.paths import paths_of

PLACES: Final = ("posts.xml", "posts/posts.xml", "posts/posts/posts.xml")
TITLE_LENGTH: Final = 60
TITLES: Final = ("regular-title", "link-text", "conversation-title")
PUBLIC: Final = frozenset({"", "published"})
# Texts in the order in which Tumblr shows them; each is HTML.
TEXTS: Final = (
    "question", "regular-body", "photo-caption", "link-description", "quote-source",
    "conversation-text", "video-caption", "audio-caption", "answer",
)  # fmt: skip  # as many in a line as fit


def table_of(folder: Path) -> Path | None:
    return next((path for name in PLACES if (path := folder / name).is_file()), None)


def rows_of(table: Path, notes: list[str]) -> Iterator[Element]:
    return read_elements(table, frozenset({"post"}), notes)


def without_texts(row: Element) -> Element:
    """Return what is kept of each row while the pages are read."""
    light = Element(row.tag, row.attrib)
    light.extend([child for child in row if child.tag in {"tag", *TITLES}])
    return light


def with_row(post: Incoming, row: Element) -> Incoming:
    """Return the post of a page with its state, date, tags and addresses from the table."""
    unread: list[str] = []
    published = read_instant(date_of(row), "date", unread) or post.published_at
    # The page may have no date that can be read.
    notes = [note for note in post.notes if "date" not in note] if published else post.notes
    status = dated_status(state_of(row, notes), published, unread, notes)
    return replace(
        post,
        title=title_of(row) or post.title,
        slug=row.get("slug") or post.slug,
        tags=tags_of(row) or post.tags,
        status=status,
        published_at=published,
        created_at=published,
        addresses=addresses_of(row) or post.addresses,
        notes=notes,
    )


def read_row(row: Element, folder: Path) -> Incoming:
    """Return a post whose page is not in the export."""
    number = row.get("id") or "?"
    content = "\n".join(parts_of(row, folder))
    post = Incoming(
        key=f"tumblr:{number}",
        place=f"post {number}",
        title=title_from(parse_fragment(content).text, number),
        content=content,
        format="html",
        base=folder,
    )
    return with_row(post, row)


def title_from(text: str, number: str) -> str:
    """Return the first words, as most posts of Tumblr have no title."""
    words = " ".join(text.split())
    cut = words if len(words) <= TITLE_LENGTH else words[:TITLE_LENGTH].rsplit(" ", 1)[0]
    return cut or f"Tumblr {number}"


def date_of(row: Element) -> str | None:
    given = row.get("date-gmt") or row.get("date")
    return given.removesuffix(" GMT") if given else None


def state_of(row: Element, notes: list[str]) -> str:
    """Return `draft`, with a note, for drafts, queued, private and submitted posts."""
    state = (row.get("state") or "").lower()
    state = "private" if row.get("private") == "true" else state
    if state in PUBLIC:
        return "published"
    notes.append(f"its state was {state[:100]}, so it becomes a draft")
    return "draft"


def title_of(row: Element) -> str | None:
    found = (text_in(row, name) for name in TITLES)
    return next((html.unescape(text) for text in found if text), None)


def tags_of(row: Element) -> list[str]:
    return [text.strip() for tag in row.findall("tag") if (text := tag.text or "").strip()]


def addresses_of(row: Element) -> list[str]:
    return paths_of([row.get(name) or "" for name in ("url-with-slug", "url")])


def text_in(row: Element, name: str) -> str:
    element = row.find(name)
    return "".join(element.itertext()).strip() if element is not None else ""


def parts_of(row: Element, folder: Path) -> Iterator[str]:
    """Yield the parts of a post as HTML."""
    for image in images_of(row, folder):
        yield f'<p><img src="{html.escape(image)}" alt=""></p>'
    if quote := text_in(row, "quote-text"):
        yield f"<blockquote>{quote}</blockquote>"
    if address := text_in(row, "link-url") or text_in(row, "photo-link-url"):
        words = text_in(row, "link-text") or html.escape(address)
        yield f'<p><a href="{html.escape(address)}">{words}</a></p>'
    for player in (text_in(row, "video-player"), text_in(row, "audio-player")):
        yield player if "<" in player or not player else f"<p>{html.escape(player)}</p>"
    for line in row.iter("line"):
        said = html.escape("".join(line.itertext()).strip())
        yield f"<p><strong>{html.escape(line.get('label') or '')}</strong> {said}</p>"
    yield from (f"<div>{text}</div>" for name in TEXTS if (text := text_in(row, name)))


def images_of(row: Element, folder: Path) -> list[str]:
    """Return the images of a post in `media`, else the largest of each address."""
    number = row.get("id") or "?"
    media = folder / "media"
    stored = [*media.glob(f"{number}.*"), *media.glob(f"{number}_*")] if number.isdecimal() else []
    names = sorted(path.name for path in stored if path.suffix.lower() in SUFFIXES)
    if names:
        return [f"media/{name}" for name in names]
    photos = row.findall("photoset/photo") or [row]
    found = (photo.find("photo-url") for photo in photos)
    return [text.strip() for each in found if each is not None and (text := each.text)]
