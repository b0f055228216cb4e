"""JSON Feed 1.1 (jsonfeed.org)."""

import json
from typing import Any, Final

from blog_api.feeds.schemas import Entry, Feed, write_instant
from blog_api.feeds.urls import Addresses

VERSION: Final = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE: Final = "application/feed+json"


def write_json_feed(feed: Feed, addresses: Addresses) -> bytes:
    content = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": addresses.home,
        "feed_url": addresses.at_root("feed.json", **feed.chosen),
        "items": [item_of(entry, addresses) for entry in feed.entries],
    }
    return json.dumps(content, ensure_ascii=False).encode()


def item_of(entry: Entry, addresses: Addresses) -> dict[str, Any]:
    """Return one post without absent values; without HTML, its content is its excerpt."""
    post = entry.post
    item = {
        "id": addresses.post_id(post.id),
        "url": addresses.post(post.slug),
        "title": post.title,
        "summary": post.excerpt,
        "content_html": entry.html,
        "content_text": post.excerpt if entry.html is None else None,
        "image": post.image_url,
        "date_published": write_instant(entry.published_at),
        "date_modified": write_instant(entry.updated_at),
        "authors": [author_of(entry, addresses)],
        "tags": post.tags,
    }
    return {name: value for name, value in item.items() if value is not None}


def author_of(entry: Entry, addresses: Addresses) -> dict[str, str]:
    avatar = entry.post.author.avatar_url
    author = {"name": entry.author_name, "url": addresses.user(entry.post.author.id)}
    return author | ({"avatar": avatar} if avatar else {})
