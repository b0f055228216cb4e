"""Records that every reader produces: posts in their original form, and items left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

Format: TypeAlias = Literal["markdown", "html"]
UNTITLED: Final = "Untitled"


class UnreadableError(Exception):
    """Raised with a sentence for the owner of the file; `what` is the kind of the item."""

    def __init__(self, message: str, what: str = "post") -> None:
        super().__init__(message)
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingComment:
    """A comment in its original form; `key` and `parent` are ids of the source."""

    key: str
    parent: str | None
    author_name: str
    author_email: str | None
    content: str
    format: Format
    created_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A post in its original form, before limits and normalization.

    `key` is the same each time the source is read, and `second_key` replaces it if another post
    of the source has the same one. `place` locates the post in the source for a person.
    `authors` are user names and addresses of its author, the most reliable first. `base` is the
    folder for relative addresses of images.
    """

    key: str
    place: str
    title: str
    content: str
    format: Format = "markdown"
    second_key: str | None = None
    slug: str | None = None
    provisional_slug: bool = False
    excerpt: str | None = None
    excerpt_given: bool = True
    category: str | None = None
    tags: list[str] = field(default_factory=list)
    image_url: str | None = None
    base: Path | None = None
    status: str = "published"
    published_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    authors: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    former_slugs: dict[str, datetime | None] = field(default_factory=dict)
    comments: list[IncomingComment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_carried: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item of the source that does not become a post; `what` is its kind, such as `page`."""

    place: str
    what: str
    reason: str


Item: TypeAlias = "Incoming | LeftOut"


@dataclass(slots=True)
class Source:
    """A source that is read while it is iterated; `total` counts its items, for progress.

    `media` are folders that may contain images of the posts; below `root` images are also found
    by their names. `notes` concern the whole source.
    """

    name: str
    items: Iterator[Item]
    total: int
    media: list[Path] = field(default_factory=list)
    site: str | None = None
    notes: list[str] = field(default_factory=list)
    root: Path | None = None
