"""Request and response bodies of posts."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from blog_api.http.fields import (
    INSTANT,
    WEB_ADDRESS,
    Input,
    Instant,
    Output,
    Text,
    WebAddress,
    Written,
    is_absent,
)
from blog_api.http.middleware.body_limit import MAX_TEXT_BYTES
from blog_api.post_status import Status
from blog_api.posts.tags import TAG_MAX_LENGTH, merge_duplicates, normalise_tag
from blog_api.slugs import MAX_LENGTH as SLUG_MAX_LENGTH
from blog_api.slugs import PATTERN as SLUG_PATTERN
from blog_api.slugs import is_slug

SLUG_FORM_ERROR: Final = "a slug is made of lower case letters and digits joined by single hyphens"

MAX_CONTENT: Final = 100_000  # characters

TITLE: Final = "Plain text, not blank, at most 200 characters."
CATEGORY: Final = "Free text, not blank; a post has one or, with null, none."
SLUG: Final = "Last part of the URL of the post, unique among live posts."
TAGS: Final = "All tags of the post, at most 10, in this order; duplicates are merged."
IMAGE_URL: Final = f"Picture of the post. {WEB_ADDRESS}"

Title = Annotated[Written, Field(min_length=1, max_length=200, description=TITLE)]
Content = Annotated[
    Text,
    Field(
        max_length=MAX_CONTENT,
        description="Markdown, kept as written. `render=html` shows it as plain text if its "
        "tables, links or nesting would take more than half a second to render.",
    ),
]
Excerpt = Annotated[
    Text,
    Field(
        max_length=500,
        description="Summary; a post without one (null) shows the beginning of its content.",
    ),
]
Note = Annotated[
    Text,
    Field(
        max_length=500,
        description="Reason for the change, kept with the revision and shown nowhere else.",
    ),
]
Category = Annotated[Written, Field(min_length=1, max_length=100, description=CATEGORY)]
ImageUrl = Annotated[WebAddress, Field(description=IMAGE_URL)]
StatusIn = Annotated[
    Status,
    Field(
        description="`draft` and `archived` are for the author and administrators only. Without "
        "it, a new post is `published` and another one keeps its status."
    ),
]
PublishedAt = Annotated[
    Instant,
    Field(
        description="Date of publication: one to come schedules the post. Set by the first "
        f"publication if absent. {INSTANT}"
    ),
]


def require_slug(slug: str) -> str:
    if not is_slug(slug):
        raise PydanticCustomError("slug_form", SLUG_FORM_ERROR)
    return slug


Slug = Annotated[
    str,
    AfterValidator(require_slug),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": SLUG_MAX_LENGTH,
            "pattern": SLUG_PATTERN,
            "description": SLUG,
        }
    ),
]


Tag = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=TAG_MAX_LENGTH,
        description="Stored as NFKC in lower case, without a leading `#`; blanks become `-`; "
        "letters, marks and digits of any script and `+ # . _ -` stay.",
    ),
    AfterValidator(normalise_tag),
]
MAX_TAGS: Final = 10
Tags = Annotated[
    list[Tag], Field(max_length=MAX_TAGS, description=TAGS), AfterValidator(merge_duplicates)
]


LIFE: Final = frozenset({"slug", "status", "published_at"})
NEVER_EMPTY: Final = LIFE | {"title", "content", "tags"}

EXAMPLE: dict[str, Any] = {
    "title": "Hello, world",
    "content": "The *first* post.",
    "tags": ["news"],
}


class PostIn(Input):
    """A new post; null clears optional fields, as if absent."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    not_null: ClassVar[AbstractSet[str]] = LIFE
    max_bytes: ClassVar[int] = MAX_TEXT_BYTES

    title: Title
    content: Content
    slug: Slug | None = Field(
        default=None,
        description="Made from the title when absent: of a post that was never public with six "
        "random characters at its end, and made again when it is first published.",
    )
    excerpt: Excerpt | None = None
    category: Category | None = None
    tags: Tags = Field(default=[])
    image_url: ImageUrl | None = None
    status: StatusIn | None = None
    published_at: PublishedAt | None = None


class PostReplacement(PostIn):
    """The full replacement of a post; null clears optional fields, as if absent."""

    note: Note | None = None


class PostPatch(Input):
    """Only the fields that are sent change; null clears `excerpt`, `category` and `image_url`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Hello again"}]})
    not_null: ClassVar[AbstractSet[str]] = NEVER_EMPTY
    max_bytes: ClassVar[int] = MAX_TEXT_BYTES

    title: Title | None = None
    content: Content | None = None
    slug: Slug | None = None
    excerpt: Excerpt | None = None
    category: Category | None = None
    tags: Tags | None = None
    image_url: ImageUrl | None = None
    status: StatusIn | None = None
    published_at: PublishedAt | None = None
    note: Note | None = None


class RestoreIn(Input):
    """Options for restoring one post."""

    slug: Slug | None = Field(
        default=None, description="Another slug, if the former one was taken since."
    )
    on_conflict: Literal["fail", "rename"] = Field(
        default="fail",
        description="If the slug was taken since: `fail` restores nothing (409), `rename` adds a "
        "number.",
    )


class Author(Output):
    id: int
    username: str
    name: str | None
    avatar_url: str | None


class PostSummary(Output):
    """A post in a list, without its content."""

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
        description="With `snippet=true`: matching text, as HTML whose only markup is `<mark>`.",
    )
    voted_at: datetime | None = Field(default=None, exclude=True)  # with `voted=me`, to page by


class PostOut(PostSummary):
    """A post with its content, and the fields that permissions and ETags need."""

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


class PostQuery(BaseModel):
    """Query parameters of one post."""

    render: Literal["html"] | None = Field(
        default=None, description="Add `content_html`, the content as safe HTML."
    )
