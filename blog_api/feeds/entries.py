"""Entries of a feed and its ETag: the ETag without reading contents, the HTML within a bound."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from blog_api.db.database import Reading
from blog_api.db.public_reader import PublicReader
from blog_api.errors import NotFoundError
from blog_api.feeds.queries import find_contents, find_revisions, get_author
from blog_api.feeds.schemas import Entry, Feed, Revision
from blog_api.feeds.urls import Addresses
from blog_api.posts.filters import PostFilters
from blog_api.posts.listing import list_page, read_query
from blog_api.posts.tag_filter import resolve_tag
from blog_api.posts.tags import TAG_MAX_LENGTH
from blog_api.rendering.html_cache import html_of
from blog_api.rendering.renderer import RENDERER

ENTRIES: Final = 20
# A feed has at most one megabyte: this much for escaped HTML, the rest for everything else.
HTML_BYTES: Final = 700_000
UNTAGGED: Final = {"vote_count", "comment_count", "view_count"}


@dataclass(frozen=True, slots=True)
class Outline:
    """Feed without contents, and the revisions of its posts."""

    feed: Feed
    revisions: dict[int, Revision]

    def etag(self, format_name: str, addresses: Addresses) -> str:
        """Return a strong ETag of everything that the feed shows."""
        digest = hashlib.sha256(f"{format_name} {RENDERER} {addresses} {self.feed.title}".encode())
        for entry in self.feed.entries:
            revision = self.revisions[entry.post.id]
            shown = entry.post.model_dump_json(exclude=UNTAGGED)
            digest.update(f"{revision.version} {shown}".encode())
        return f'"feed-{digest.hexdigest()[:32]}"'


async def outline_feed(
    db: Reading, site_title: str, author: str | None, tag: str | None
) -> Outline:
    """Raise `NotFoundError` for an unknown author and for a tag without a published post."""
    whose = None if author is None else await get_author(db, author)
    about_tag = None if tag is None else await resolve_tag(db, tag)
    if about_tag is not None and len(about_tag) > TAG_MAX_LENGTH:
        raise NotFoundError  # NFKC turns one character into up to 18, and no post has such a tag
    asked = PostFilters(author=str(whose.id) if whose else None, tag=about_tag, limit=ENTRIES)
    posts = (await list_page(db, await read_query(db, None, asked))).items
    if tag is not None and not posts:
        raise NotFoundError
    revisions = await find_revisions(db, [post.id for post in posts])
    name = whose and (whose.name or whose.username)
    about = [site_title, name, about_tag and f"#{about_tag}"]
    feed = Feed(
        title=" · ".join(part for part in about if part),
        author=whose,
        tag=about_tag,
        entries=[Entry(post) for post in posts if post.id in revisions],
    )
    return Outline(feed, revisions)


async def with_contents(db: PublicReader, outline: Outline) -> Feed:
    """Add the HTML of the entries that fit within the bound; render and store missing HTML."""
    ids = (entry.post.id for entry in outline.feed.entries)
    chosen = within_bound(outline.revisions[post_id] for post_id in ids)
    html = await html_of(db, dict(await find_contents(db, chosen)))
    entries, room = [], HTML_BYTES
    for entry in outline.feed.entries:
        content = html.get(entry.post.id)
        size = 0 if content is None else escaped_size(content)
        fits = size <= room
        room -= size if fits else 0
        entries.append(replace(entry, html=content if fits else None))
    return replace(outline.feed, entries=entries)


def within_bound(revisions: Iterable[Revision]) -> list[int]:
    """Return ids of posts with a total Markdown size within the bound for their HTML."""
    chosen, room = [], HTML_BYTES
    for revision in revisions:
        if revision.bytes <= room:
            chosen.append(revision.id)
            room -= revision.bytes
    return chosen


def escaped_size(html: str) -> int:
    """Return the size of HTML in bytes, escaped for XML or JSON, whichever is larger."""
    in_xml = len(html.encode()) + 4 * html.count("&") + 3 * (html.count("<") + html.count(">"))
    return max(in_xml, len(json.dumps(html, ensure_ascii=False).encode()))
