"""Request and response bodies of working copies."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from blog_api.http.fields import Id, Input, Output, Text
from blog_api.http.middleware.body_limit import MAX_TEXT_BYTES
from blog_api.http.preconditions import OnConflict
from blog_api.posts.schemas import (
    CATEGORY,
    IMAGE_URL,
    SLUG,
    TAGS,
    TITLE,
    Content,
    Excerpt,
    Note,
    StatusIn,
)
from blog_api.posts.tags import TAG_MAX_LENGTH

# Fields of a post that a working copy can change, in the order of responses.
FIELDS: Final = ("title", "content", "excerpt", "category", "tags", "image_url", "slug")


class WorkingCopyIn(Input):
    """An edit that is not published: the fields that are sent; null clears one.

    Lengths and types are checked here, everything else when it is applied.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"base_version": 3, "content": "The first *draft*."}]}
    )
    not_null: ClassVar[AbstractSet[str]] = frozenset({"title", "content", "tags", "slug"})
    max_bytes: ClassVar[int] = MAX_TEXT_BYTES

    base_version: Annotated[
        Id, Field(description="The version of the post that was edited: the third part of its ETag")
    ]
    title: Annotated[Text, Field(max_length=200, description=TITLE)] | None = None
    content: Content | None = None
    excerpt: Excerpt | None = None
    category: Annotated[Text, Field(max_length=100, description=CATEGORY)] | None = None
    tags: (
        Annotated[
            list[Annotated[Text, Field(max_length=TAG_MAX_LENGTH)]],
            Field(max_length=10, description=TAGS),
        ]
        | None
    ) = None
    image_url: Annotated[Text, Field(max_length=2000, description=IMAGE_URL)] | None = None
    slug: Annotated[Text, Field(max_length=200, description=SLUG)] | None = None

    @property
    def words(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}


class ApplyIn(Input):
    """How to apply a working copy."""

    not_null: ClassVar[AbstractSet[str]] = frozenset({"on_conflict", "status"})

    on_conflict: OnConflict = Field(
        default="fail",
        description="If the post was changed since `base_version`: 412, or merge the changes.",
    )
    status: StatusIn | None = None
    note: Note | None = None


class WorkingCopyOut(Output):
    """A working copy, with only the fields that it changes."""

    id: int = Field(exclude=True)
    version: int = Field(exclude=True)
    post_id: int
    base_version: int
    is_stale: bool = Field(description="Whether the post was changed since `base_version`.")
    title: str | None = None
    content: str | None = None
    excerpt: str | None = None
    category: str | None = None
    tags: list[str] | None = None
    image_url: str | None = None
    slug: str | None = None
    updated_at: datetime

    @property
    def words(self) -> dict[str, Any]:
        """The fields that it changes."""
        return {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}


class CopiedPost(Output):
    """The post of a working copy."""

    id: int
    title: str | None = Field(description="Null for a post that the caller may no longer see.")


class WorkingCopyItem(Output):
    """A working copy in a list, without its content."""

    post: CopiedPost
    base_version: int
    is_stale: bool
    title: str | None = Field(description="Null if it changes none.")
    content_length: int | None = Field(description="In characters; null if it changes none.")
    created_at: datetime
    updated_at: datetime
