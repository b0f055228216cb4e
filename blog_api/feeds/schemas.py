"""What a feed is made of, whatever its format."""

from dataclasses import dataclass
from datetime import UTC, datetime

from blog_api.posts.schemas import PostItem

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    """Whose posts a feed holds."""

    id: int
    username: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A published post and its HTML."""

    post: PostItem
    html: str

    @property
    def published_at(self) -> datetime:
        """A public post has been published."""
        return self.post.published_at or self.post.created_at

    @property
    def updated_at(self) -> datetime:
        """What was written ahead of its day is news on its day."""
        return max(self.post.updated_at, self.published_at)

    @property
    def author_name(self) -> str:
        """What the author wants to be called."""
        return self.post.author.name or self.post.author.username


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest posts of all, of one author, or with one tag."""

    title: str
    author: FeedAuthor | None
    tag: str | None
    entries: list[Entry]

    @property
    def updated_at(self) -> datetime:
        """When anything in it last changed."""
        return max((entry.updated_at for entry in self.entries), default=NEVER)

    @property
    def chosen(self) -> dict[str, str | None]:
        """The query that asks for this feed."""
        return {"author": self.author.username if self.author else None, "tag": self.tag}


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page that search engines may know."""

    slug: str
    updated_at: datetime


def write_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with `Z`, as in every JSON answer."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
