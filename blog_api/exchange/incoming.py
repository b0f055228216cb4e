"""What every reader makes of its source: posts as they came, and what could not be read."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


class UnreadableError(Exception):
    """Its message is a sentence for whoever has the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A post as its source has it: nothing is bounded or normalised yet.

    `key` is the same each time the source is read; `place` is how a person finds the post in it.
    `image_file` is a picture that lies beside the page.
    `authors` are user names and addresses of its author, the surest first.
    """

    key: str
    place: str
    title: str
    content: str
    slug: str | None = None
    excerpt: str | None = None
    excerpt_given: bool = True
    category: str | None = None
    tags: list[str] = field(default_factory=list)
    image_url: str | None = None
    image_file: Path | None = None
    status: str = "published"
    published_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    authors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A source that was read whole."""

    posts: list[Incoming] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
