"""Request and response bodies of the trash and of deletions."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, computed_field

from blog_api.audit.schemas import ActorId, Agent
from blog_api.http.fields import After, Before, Input, Output, QueryId, Text, is_absent
from blog_api.http.pagination import CursorPaging
from blog_api.lifecycle.conflicts import ItemType
from blog_api.lifecycle.deleting import Kind
from blog_api.lifecycle.restoring import ON_CONFLICT, OnConflict
from blog_api.posts.bulk_schemas import DryRun
from blog_api.posts.schemas import Author, PostSummary
from blog_api.users.schemas import PrivateProfile

Code = Literal["author_deleted", "post_deleted", "slug_taken", "email_taken", "username_taken"]
UndoCode = Code | Literal["handed_on"]
# A name can be changed, but an author or a post in the trash must be restored first.
UPCOMING: Final = 5  # of the overview
HOPELESS: Final = frozenset({"author_deleted", "post_deleted"})
Search = Annotated[Text, Field(max_length=100)]


class Trashed(Output):
    """Fields common to everything in the trash."""

    deleted_at: datetime
    deleted_by: Agent | None = Field(description="Null when that account is gone.")
    reason: str | None
    deletion_id: int
    purge_after: datetime | None = Field(
        description="Null when the trash is kept forever. An open restore request delays it by up "
        "to 30 days, once for each deletion."
    )
    conflicts: list[Code] = Field(description="Reasons why a restore would fail now.")
    suggested_slug: str | None = Field(description="A free slug, with `slug_taken`.")

    @computed_field(description="False if no new name would help.")  # type: ignore[prop-decorator]  # as Pydantic documents
    @property
    def restorable(self) -> bool:
        return HOPELESS.isdisjoint(self.conflicts)


class TrashedPost(Trashed, PostSummary):
    """A deleted post in a list, without its content."""


class TrashedPostOut(TrashedPost):
    """A deleted post with its content."""

    content: str
    version: int = Field(exclude=True)


class TrashedComment(Trashed):
    """A deleted comment; purging its post, if that is in the trash too, removes it as well."""

    id: int
    post_id: int
    content: str
    author: Author | None = Field(description="Null for an imported comment without an account.")
    author_name: str | None
    in_reply_to: int | None
    created_at: datetime
    updated_at: datetime


class TrashedUser(Trashed, PrivateProfile):
    """A deleted account, as administrators see it."""


class Upcoming(Output):
    """A post or comment in the trash, and the time after which `blog-api purge` removes it."""

    type: Literal["post", "comment"]
    id: int
    title: str = Field(description="Of a post; of a comment the first 100 characters.")
    deletion_id: int
    purge_after: datetime


class TrashFilters(CursorPaging):
    """Query parameters of the lists of the trash."""

    deletion_id: QueryId | None = Field(default=None, description="What one deletion took.")
    deleted_by: QueryId | None = Field(
        default=None, description="`id` of the account that deleted it."
    )
    deleted_after: After | None = None
    deleted_before: Before | None = None
    search: Search | None = Field(
        default=None,
        description="Part of a post's title or content, a comment, or an account's names.",
    )


class DeletionCounts(Output):
    """The numbers of rows that were deleted or restored together."""

    posts: int
    comments: int
    users: int


class NamedItem(Output):
    """An item of a deletion with its name."""

    type: ItemType
    id: int
    name: str = Field(
        description="Title of a post, user name of an account, first 100 characters of a comment."
    )


class DeletionOut(Output):
    """A deletion: all rows that one request moved to the trash."""

    id: int
    kind: Kind
    actor: Agent | None = Field(description="Null when that account is gone for good.")
    reason: str | None
    created_at: datetime
    undone_at: datetime | None = Field(description="When the last of its rows was restored.")
    counts: DeletionCounts
    first: NamedItem | None = Field(
        description="Of its items that are still in the trash the account, or the first post, or "
        "the first comment; if there is none, of all that it took, with its present name. Null if "
        "that was removed for good. A token needs `admin:users` for an account, `trash:read` for "
        "the others, and `posts:read` for those that are restored."
    )


class DeletionFilters(CursorPaging):
    """Query parameters of the list of deletions."""

    kind: Kind | None = Field(
        default=None,
        description="`bulk`: many posts or comments at once; `account`: one with all of its own; "
        "`import`: the undo of an import.",
    )
    actor: ActorId | None = None


class UndoIn(Input):
    """Options for undoing a deletion."""

    on_conflict: OnConflict = Field(default="fail", description=ON_CONFLICT)
    dry_run: DryRun = False


class UndoConflict(Output):
    """A conflict; a post renamed on request is listed with its new slug.

    `handed_on`: the deletion handed the post over, and it was handed on since.
    """

    type: ItemType
    id: int
    code: UndoCode
    suggested_slug: str | None


class UndoOut(Output):
    """The restored rows; zeros if there is nothing left to restore."""

    restored: DeletionCounts
    given_back: int | None = Field(
        default=None,
        exclude_if=is_absent,
        description="Number of posts that the deletion had handed over and that went back.",
    )
    conflicts: list[UndoConflict]
