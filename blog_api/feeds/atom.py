"""Atom (RFC 4287)."""

from typing import TYPE_CHECKING, Final

from blog_api.feeds.schemas import Entry, Feed, write_instant
from blog_api.feeds.urls import Addresses
from blog_api.feeds.xml import add, document, root_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"


def write_atom(feed: Feed, addresses: Addresses) -> bytes:
    own = addresses.at_root("feed.atom", **feed.chosen)
    root = root_of("feed", NAMESPACE)
    add(root, "id", addresses.feed_id(feed.chosen))
    add(root, "title", feed.title)
    add(root, "updated", write_instant(feed.updated_at))
    add(root, "link", rel="self", type=MEDIA_TYPE, href=own)
    add(root, "link", rel="alternate", href=addresses.home)
    add(root, "generator", "blog_api")
    for entry in feed.entries:
        add_entry(root, entry, addresses)
    return document(root)


def add_entry(root: "Element", entry: Entry, addresses: Addresses) -> None:
    """Add an entry for a post, with an id that survives a changed slug."""
    post, address = entry.post, addresses.post(entry.post.slug)
    element = add(root, "entry")
    add(element, "id", addresses.post_id(post.id))
    add(element, "title", post.title)
    add(element, "updated", write_instant(entry.updated_at))
    add(element, "published", write_instant(entry.published_at))
    add(element, "link", rel="alternate", href=address)
    author = add(element, "author")
    add(author, "name", entry.author_name)
    add(author, "uri", addresses.user(post.author.id))
    for tag in post.tags:
        add(element, "category", term=tag)
    add(element, "summary", post.excerpt)
    if entry.html is not None:
        add(element, "content", entry.html, type="html", xml_base=address)
