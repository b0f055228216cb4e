"""Sitemaps (sitemaps.org, version 0.9), and their index if there are too many pages for one."""

from collections.abc import Iterable
from typing import Final

from blog_api.feeds.schemas import SitemapEntry, write_instant
from blog_api.feeds.urls import Addresses
from blog_api.feeds.xml import add, document, root_of

NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
MEDIA_TYPE: Final = "application/xml"


def write_sitemap(entries: Iterable[SitemapEntry], addresses: Addresses) -> bytes:
    root = root_of("urlset", NAMESPACE)
    for entry in entries:
        url = add(root, "url")
        add(url, "loc", addresses.post(entry.slug))
        add(url, "lastmod", write_instant(entry.updated_at))
    return document(root)


def write_sitemap_index(parts: Iterable[int], addresses: Addresses) -> bytes:
    root = root_of("sitemapindex", NAMESPACE)
    for part in parts:
        add(add(root, "sitemap"), "loc", addresses.at_root("sitemap.xml", part=part))
    return document(root)
