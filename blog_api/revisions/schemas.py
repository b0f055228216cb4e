"""Request and response bodies of revisions."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from blog_api.audit.schemas import Agent
from blog_api.http.fields import Input, Output, is_absent
from blog_api.post_status import Status
from blog_api.recording.causes import Via

Restorable = Literal[
    "title",
    "slug",
    "excerpt",
    "content",
    "category",
    "tags",
    "image_url",
    "status",
    "published_at",
]


class CommentRevision(Output):
    """One version of a comment."""

    version: int
    created_at: datetime
    actor: Agent | None = Field(description="Null for a command, and for an account in the trash.")
    via: Via
    token_id: int | None = Field(description="The personal access token that was used.")
    content: str | None = Field(description="Null once it is redacted.")
    redacted_at: datetime | None


class RevisionSummary(Output):
    """A version of a post in a list, without its content."""

    version: int
    created_at: datetime
    actor: Agent | None = Field(description="Null for a command, and for an account in the trash.")
    via: Via = Field(description="What was done; `migration` is a version from before revisions.")
    note: str | None
    changed: list[str] = Field(description="Fields that differ from the version before.")
    title: str
    content_length: int = Field(description="In characters.")
    restored_from: int | None = Field(description="The version that this one restored.")
    token_id: int | None
    is_current: bool
    redacted_at: datetime | None


class RevisionOut(RevisionSummary):
    """A version of a post."""

    slug: str
    excerpt: str
    content: str | None = Field(description="Null once it is redacted.")
    category: str | None
    tags: list[str]
    image_url: str | None
    status: Status
    published_at: datetime | None
    content_html: str | None = Field(
        default=None,
        exclude_if=is_absent,
        description="With `render=html`: the content as HTML that is safe in any page.",
    )


class StoredRevision(RevisionOut):
    """A version with the columns that only a restore needs."""

    provisional_slug: bool
    excerpt_given: bool


class RestoreRevisionIn(Input):
    """The fields to restore."""

    not_null: ClassVar[AbstractSet[str]] = frozenset({"fields"})

    fields: Annotated[list[Restorable], Field(min_length=1, max_length=9)] = Field(
        default=["title", "excerpt", "content", "category", "tags", "image_url"],
        description="Slug, status and publication date stay unless they are named.",
    )
