"""What lies in the trash, and how it came there and may come back."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field, computed_field

from blog_api.audit import TargetType
from blog_api.lifecycle.conflicts import ItemType
from blog_api.lifecycle.deleting import Kind
from blog_api.lifecycle.restoring import OnConflict
from blog_api.posts.schemas import Author, PostSummary
from blog_api.users.schemas import PrivateProfile
from blog_api.web.etag import tag_of
from blog_api.web.pagination import CursorPaging
from blog_api.web.schemas import Input, Instant, Output, QueryId, Text

Code = Literal["author_deleted", "post_deleted", "slug_taken", "email_taken", "username_taken"]
HOPELESS: Final = frozenset({"author_deleted", "post_deleted"})
Search = Annotated[Text, Field(max_length=100)]


class Agent(Output):
    """Whoever did something."""

    id: int
    username: str


class Trashed(Output):
    """What everything in the trash has beside its own fields."""

    deleted_at: datetime
    deleted_by: Agent | None = Field(description="Null when that account is gone.")
    reason: str | None
    deletion_id: int
    purge_after: datetime | None = Field(description="Null when the trash is kept forever.")
    conflicts: list[Code] = Field(description="What stands in the way of a restore now.")
    suggested_slug: str | None = Field(description="A free one, with `slug_taken`.")

    @computed_field(description="False only where no choice helps.")  # type: ignore[prop-decorator]  # as Pydantic documents
    @property
    def restorable(self) -> bool:
        """A name can be changed; an author or a post that is away must come back first."""
        return HOPELESS.isdisjoint(self.conflicts)


class TrashedPost(Trashed, PostSummary):
    """A deleted post in a list: all but its content."""


class TrashedPostOut(TrashedPost):
    """A whole deleted post."""

    content: str
    version: int = Field(exclude=True)

    @property
    def etag(self) -> str:
        """The same as of the live post: the trash changes nothing of what was written."""
        return tag_of("post", self.id, self.version)


class TrashedComment(Trashed):
    """A deleted comment; a post that lies in the trash as well takes it along when it is purged."""

    id: int
    post_id: int
    content: str
    author: Author
    created_at: datetime
    updated_at: datetime


class TrashedUser(Trashed, PrivateProfile):
    """A deleted account, as administrators see it."""


class TrashFilters(CursorPaging):
    """Query parameters of the lists of the trash."""

    deleted_by: QueryId | None = None
    deleted_after: Instant | None = Field(default=None, description="At this instant or later.")
    deleted_before: Instant | None = None
    search: Search | None = Field(
        default=None,
        description="Part of a post's title or content, a comment, or an account's names.",
    )


class DeletionCounts(Output):
    """How much one deletion took, or how much came back."""

    posts: int
    comments: int
    users: int


class DeletionOut(Output):
    """One delete, whatever it took along."""

    id: int
    kind: Kind
    actor: Agent | None = Field(description="Null when that account is gone for good.")
    reason: str | None
    created_at: datetime
    undone_at: datetime | None = Field(description="When a restore brought back the last of it.")
    counts: DeletionCounts


class DeletionFilters(CursorPaging):
    """Query parameters of the list of deletions."""

    kind: Kind | None = None
    actor: QueryId | None = None


class UndoIn(Input):
    """How to undo a deletion."""

    on_conflict: OnConflict = "fail"
    dry_run: bool = False


class UndoConflict(Output):
    """A post renamed on request is listed with the slug it got."""

    type: ItemType
    id: int
    code: Code
    suggested_slug: str | None


class UndoOut(Output):
    """Zeros when there is nothing left to bring back."""

    restored: DeletionCounts
    conflicts: list[UndoConflict]


class AuditEntryOut(Output):
    """One act; the actor's name is the one they had then."""

    id: int
    at: datetime
    actor: Agent | None = Field(description="Null for the command line.")
    action: str = Field(examples=["post.delete"])
    target_type: TargetType
    target_id: int | None = Field(description="Null where there were many.")
    deletion_id: int | None
    request_id: str | None
    details: dict[str, Any]


class AuditFilters(CursorPaging):
    """Query parameters of the audit log."""

    actor: QueryId | None = None
    action: Annotated[Text, Field(max_length=100)] | None = None
    target_type: TargetType | None = None
    target_id: QueryId | None = None
    after: Instant | None = Field(default=None, description="At this instant or later.")
    before: Instant | None = None
