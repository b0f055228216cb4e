"""What a post looks like on its way in and out."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from blog_api.lifecycle.ageing import Status
from blog_api.slugs import MAX_LENGTH as SLUG_MAX_LENGTH
from blog_api.slugs import PATTERN as SLUG_PATTERN
from blog_api.slugs import slugify
from blog_api.web.etag import tag_of
from blog_api.web.pagination import Paging
from blog_api.web.schemas import (
    BIGINT_MAX,
    Flag,
    Input,
    Instant,
    Output,
    Text,
    WebAddress,
    Written,
    is_absent,
)

TAG_MAX_LENGTH = 50
Sort = Literal["newest", "oldest", "updated", "top", "views", "relevance"]

Title = Annotated[Written, Field(min_length=1, max_length=200)]
Content = Annotated[Text, Field(max_length=100_000, description="Markdown, kept as written.")]
Excerpt = Annotated[
    Text, Field(max_length=500, description="Made from the content when it is absent or null.")
]
Category = Annotated[Written, Field(min_length=1, max_length=100)]
Slug = Annotated[str, Field(min_length=1, max_length=SLUG_MAX_LENGTH, pattern=SLUG_PATTERN)]


def slug_of_tag(tag: str) -> str:
    """`" Web  Dev "` → `"web-dev"`; empty when the tag has neither letters nor digits."""
    return slugify(tag, TAG_MAX_LENGTH)


def normalise_tag(tag: str) -> str:
    """Refuses a tag of which nothing is left."""
    normal = slug_of_tag(tag)
    if not normal:
        raise ValueError("a tag needs a letter or a digit")
    return normal


def merge_duplicates(tags: list[str]) -> list[str]:
    """Each once, in the order of its first appearance."""
    return list(dict.fromkeys(tags))


def or_none(words: str) -> str | None:
    """An empty search box searches for nothing in particular."""
    return words.strip() or None


Tag = Annotated[Text, Field(min_length=1, max_length=TAG_MAX_LENGTH), AfterValidator(normalise_tag)]
Tags = Annotated[list[Tag], Field(max_length=10), AfterValidator(merge_duplicates)]

Words = Annotated[Text, Field(max_length=200), AfterValidator(or_none)]

LIFE: Final = frozenset({"slug", "status", "published_at"})
NEVER_EMPTY: Final = LIFE | {"title", "content", "tags"}

EXAMPLE: dict[str, Any] = {
    "title": "Hello, world",
    "content": "The *first* post.",
    "tags": ["news"],
}


class PostIn(Input):
    """A new post, or the full replacement of one; null is as good as absent where it clears."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    not_null: ClassVar[AbstractSet[str]] = LIFE

    title: Title
    content: Content
    slug: Slug | None = Field(default=None, description="Made from the title when absent.")
    excerpt: Excerpt | None = None
    category: Category | None = None
    tags: Tags = Field(default=[])
    image_url: WebAddress | None = None
    status: Status | None = None
    published_at: Instant | None = None


class PostPatch(Input):
    """Only what is sent changes; null clears `excerpt`, `category` and `image_url`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Hello again"}]})
    not_null: ClassVar[AbstractSet[str]] = NEVER_EMPTY

    title: Title | None = None
    content: Content | None = None
    slug: Slug | None = None
    excerpt: Excerpt | None = None
    category: Category | None = None
    tags: Tags | None = None
    image_url: WebAddress | None = None
    status: Status | None = None
    published_at: Instant | None = None


class Author(Output):
    id: int
    username: str
    name: str | None
    avatar_url: str | None


class PostSummary(Output):
    """A post in a list: all but its content."""

    id: int
    slug: str
    title: str
    excerpt: str
    category: str | None
    tags: list[str]
    image_url: str | None
    status: Status
    author: Author
    vote_count: int
    comment_count: int
    view_count: int
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


class PostItem(PostSummary):
    """A post of the list."""

    snippet: str | None = Field(
        default=None,
        exclude_if=is_absent,
        description="With `snippet=true`: what was found, as HTML whose only markup is `<mark>`.",
    )


class PostOut(PostSummary):
    """A whole post, with what rules and ETags need beside what clients see."""

    content: str
    content_html: str | None = Field(
        default=None,
        exclude_if=is_absent,
        description="With `render=html`: the content as HTML that is safe in any page.",
    )
    voted: bool = Field(description="Whether the caller has voted for it.")
    author_id: int = Field(exclude=True)
    version: int = Field(exclude=True)
    is_public: bool = Field(exclude=True)

    @property
    def etag(self) -> str:
        """Stands for what was written; counters move without it."""
        return tag_of("post", self.id, self.version)


def refuse_impossible_id(author: str) -> str:
    """A number is an id, and ids have an end."""
    if author.isascii() and author.isdigit() and int(author) > BIGINT_MAX:
        raise ValueError("is no id")
    return author


FilterText = Annotated[Text, Field(max_length=100)]
AuthorName = Annotated[FilterText, AfterValidator(refuse_impossible_id)]


class PostFilters(Paging):
    """Query parameters of the list of posts."""

    sort: Sort = "newest"
    author: AuthorName | None = Field(default=None, description="An id, a user name, or `me`.")
    tag: FilterText | None = None
    category: FilterText | None = None
    status: Status | None = None
    created_after: Instant | None = None
    created_before: Instant | None = None
    search: Words | None = Field(
        default=None,
        description='Words to find in title, excerpt and content: all of them, `"a phrase"`, '
        "`one or another`, `-without`; the last may be the beginning of a word.",
    )
    snippet: Flag = Field(default=False, description="With `search`: show where it was found.")

    @model_validator(mode="after")
    def require_words_to_rank(self) -> Self:
        """Without words nothing is more relevant than anything else."""
        if self.sort == "relevance" and self.search is None:
            raise ValueError("sort=relevance needs search")
        return self
