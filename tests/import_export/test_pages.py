"""Front matter in the vocabulary of many site generators."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest

from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.site.folder import lower
from blog_api.import_export.sources.site.front_matter import read_front_matter
from blog_api.import_export.sources.site.page import Page, read_page

NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)
MIDNIGHT = datetime(2024, 1, 31, tzinfo=UTC)
DATES = [
    ("2024-01-31", MIDNIGHT),
    ("2024/01/31", MIDNIGHT),
    ("2024-01-31 12:00", NOON),
    ("2024-01-31T12:00:00Z", NOON),
    ("2024-01-31 20:00:00 +0800", NOON),
    ("2024-01-31T07:00:00-05:00", NOON),
    ("2024-01-31 12:00:00 UTC", NOON),
    ("'Jan 31 2024'", MIDNIGHT),
    ("January 31, 2024", MIDNIGHT),
    ("31 January 2024", MIDNIGHT),
    ("Wed, 31 Jan 2024 13:00:00 +0100", NOON),
]
WORDS: list[tuple[str, str, Any]] = [
    ("title: No", "title", "No"),
    ("title: 1.10", "title", "1.10"),
    ("title: null", "title", "Name of file"),
    ("title: ''", "title", "Name of file"),
    ("slug: Own", "slug", "Own"),
    ("tags: a, b c", "tags", ["a", "b c"]),
    ("tags: a b", "tags", ["a", "b"]),
    ("tags:\n- 1\n- [x]\n- null\n- b", "tags", ["1", "x", "b"]),
    ("tags:", "tags", []),
    ("category: Web Dev", "category", "Web Dev"),
    ("categories: one two", "category", "one"),
    ("categories: [one, two]\ntags: [x]", "tags", ["x", "two"]),
    ("image: {url: 'https://e.com/a.png'}", "image_url", "https://e.com/a.png"),
    ("cover:\n  image: https://e.com/b.png", "image_url", "https://e.com/b.png"),
    ("cover: {}", "image_url", None),
    ("author: ada", "authors", ["ada"]),
    ("authors: [ada, bob]", "authors", ["ada"]),
    ("author: {name: Ada, email: a@e.com}", "authors", ["a@e.com", "Ada"]),
    ("draft: yes", "status", "draft"),
    ("draft: false", "status", "published"),
    ("published: false", "status", "draft"),
    ("published: true", "status", "published"),
    ("status: archived", "status", "archived"),
    ("status: publish", "status", "published"),
    ("expiryDate: 2020-01-01", "status", "archived"),
    ("date: 31.01.2024", "status", "draft"),
    ("date: 31.01.2024", "notes", ["its date cannot be read as a date"]),
    ("date: 0001-01-01", "notes", ["its date cannot be read as a date"]),
    ("date: [2099-01-01]", "status", "draft"),
    ("status: published\ndate: 31.01.2099", "status", "draft"),
    ("status: published\ncreated_at: never", "status", "draft"),
    ("lastmod: lately", "status", "draft"),
    ("expiryDate: 31.01.2020", "status", "draft"),
    ("expiryDate: 31.01.2020", "notes", ["its expirydate cannot be read as a date"]),
    ("expiryDate: 2099-01-01", "status", "published"),
    ("description: ''", "excerpt", None),
    ("excerpt: ''", "excerpt", ""),
    ("summary: |\n  two\n  lines", "excerpt", "two\nlines\n"),
    ("description: [x]", "excerpt", None),
]


def page(head: str, name: str = "name-of-file.md", mark: str = "---") -> Incoming:
    return read(name, f"{mark}\n{head}\n{mark}\n\nBody\n")


def read(name: str, text: str) -> Incoming:
    front = read_front_matter(text)
    return read_page(Page(PurePosixPath(name), "key", front, lower(front.values), UTC))


@pytest.mark.parametrize(("written", "instant"), DATES)
def test_dates(written: str, instant: datetime) -> None:
    post = page(f"date: {written}")
    assert (post.published_at, post.created_at, post.notes) == (instant, instant, [])


@pytest.mark.parametrize(
    ("head", "instant"),
    [
        ("path: 2024/01/31/boat", MIDNIGHT),
        ("url: /2024/01/31/boat.html", MIDNIGHT),
        ("permalink: /blog/2024-01-31-boat/", MIDNIGHT),
        ("path: 2024/01/31/boat\ndate: 2024-01-31T12:00:00Z", NOON),
        ("path: 2024/13/41/boat", None),
        ("path: blog/boat", None),
    ],
)
def test_dates_of_addresses(head: str, instant: datetime | None) -> None:
    post = page(head)
    assert (post.published_at, post.status, len(post.addresses)) == (instant, "published", 1)


@pytest.mark.parametrize(("head", "field", "value"), WORDS)
def test_words(head: str, field: str, value: Any) -> None:
    assert getattr(page(head), field) == value


@pytest.mark.parametrize(
    ("head", "instant"),
    [
        ("date = 2024-01-31", MIDNIGHT),
        ("date = 2024-01-31T12:00:00", NOON),
        ("publishDate = 2024-01-31T12:00:00Z\ndate = 2020-01-01", NOON),
        ('date = "2024-01-31"', MIDNIGHT),
    ],
)
def test_dates_of_toml(head: str, instant: datetime) -> None:
    assert page(head, mark="+++").published_at == instant


def test_values_of_toml() -> None:
    post = page('title = 7\ndraft = true\ntags = ["a"]\n[author]\nname = "Ada"', mark="+++")
    assert (post.title, post.status, post.tags, post.authors) == ("7", "draft", ["a"], ["Ada"])


@pytest.mark.parametrize(
    ("name", "slug", "instant", "status"),
    [
        ("_posts/2024-01-31-title.md", "title", MIDNIGHT, "published"),
        ("_drafts/title.md", "title", None, "draft"),
        ("posts/bundle/index.md", "bundle", None, "published"),
        ("posts/2024-01-31-bundle/index.md", "bundle", MIDNIGHT, "published"),
        ("posts/bundle/2024-01-31-index.md", "bundle", MIDNIGHT, "published"),
        ("index.md", "index", None, "published"),
        ("_posts/2024-13-45-title.md", "title", None, "draft"),
    ],
)
def test_names(name: str, slug: str, instant: datetime | None, status: str) -> None:
    post = page("layout: post", name)
    assert (post.slug, post.published_at, post.status) == (slug, instant, status)


def test_line_breaks_of_windows() -> None:
    post = read("a.md", "---\r\ntitle: A\r\n---\r\n\r\nx\r\ny\r\n")
    assert (post.title, post.content) == ("A", "x\ny")
