"""Contents of a feed, independent of its format."""

from dataclasses import dataclass
from datetime import UTC, datetime

from blog_api.posts.schemas import PostItem

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    """Author of the posts of a feed."""

    id: int
    username: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """Version of a post's content, and its size, without reading it."""

    id: int
    version: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Published post, with its HTML if the feed has room for it."""

    post: PostItem
    html: str | None = None

    @property
    def published_at(self) -> datetime:
        return self.post.published_at or self.post.created_at

    @property
    def updated_at(self) -> datetime:
        """Return the later of edit and publication: a scheduled post changes on its day."""
        return max(self.post.updated_at, self.published_at)

    @property
    def author_name(self) -> str:
        return self.post.author.name or self.post.author.username


@dataclass(frozen=True, slots=True)
class Feed:
    """Feed of the newest posts: all, those of one author, or those with one tag."""

    title: str
    author: FeedAuthor | None
    tag: str | None
    entries: list[Entry]

    @property
    def updated_at(self) -> datetime:
        return max((entry.updated_at for entry in self.entries), default=NEVER)

    @property
    def chosen(self) -> dict[str, str | None]:
        return {"author": self.author.username if self.author else None, "tag": self.tag}


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """Page in the sitemap."""

    slug: str
    updated_at: datetime


def write_instant(instant: datetime) -> str:
    """Return RFC 3339 in UTC with `Z`, as in every JSON response."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
