"""Request and response bodies of transfers."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from blog_api.audit.schemas import Agent
from blog_api.http.fields import AccountName, Input, Output, Text, fault_in
from blog_api.http.middleware.body_limit import MAX_BULK_BYTES
from blog_api.http.pagination import CursorPaging
from blog_api.lifecycle.giving_back import KeptCode
from blog_api.posts.bulk_schemas import DryRun, Ids, Reason

State = Literal["open", "accepted", "declined", "withdrawn", "expired", "undone"]


class TransferIn(Input):
    """The receiver of a post. Its history and the notes of its revisions move along."""

    to: AccountName
    message: Annotated[Text, Field(max_length=500)] | None = Field(
        default=None, description="For the receiver, shown with the offer."
    )
    at_once: bool = Field(
        default=False, description="Without asking the receiver; administrators only."
    )


class TransferredPost(Output):
    id: int
    title: str
    slug: str


class OfferedPost(Output):
    """Words of an offered post that its receiver may read before accepting it."""

    slug: str
    excerpt: str
    content: str | None = Field(description="Null unless the receiver may read the post anyway.")


class TransferOut(Output):
    """An offer or a transfer. The history of a post and the notes of its revisions move along."""

    id: int
    post: TransferredPost | None = Field(
        description="Null for many posts, and for a post that the caller may not see any more."
    )
    post_count: int
    from_: Agent | None = Field(
        alias="from", description="Null if the posts had several authors, or the account is gone."
    )
    to: Agent | None = Field(description="Null when that account is gone.")
    message: str | None
    state: State
    created_at: datetime
    decided_at: datetime | None
    expires_at: datetime | None = Field(description="Null for a transfer that nobody was asked.")


class TransferFilters(CursorPaging):
    """Query parameters of the list of transfers."""

    direction: Literal["in", "out"] | None = Field(
        default=None, description="To the caller, or from the caller."
    )
    state: State | None = Field(
        default=None,
        description="`open`: waits for its receiver; `expired`: had no answer in time; `undone`: "
        "given back.",
    )


class BulkTransferIn(Input):
    """Posts by id, or the posts of one author, at most 1,000 at once."""

    max_bytes: ClassVar[int] = MAX_BULK_BYTES
    not_null: ClassVar[frozenset[str]] = frozenset({"ids", "from"})

    ids: Ids | None = Field(
        default=None, description="`id` of each post: 1 to 1,000 of them. Not with `from`."
    )
    from_: AccountName | None = Field(
        default=None,
        alias="from",
        description="User name or id of the author whose posts are transferred. Not with `ids`.",
    )
    to: AccountName
    reason: Reason | None = Field(default=None, description="Kept as `message` of the transfer.")
    dry_run: DryRun = False

    @model_validator(mode="after")
    def require_one_choice(self) -> Self:
        if (self.ids is None) == (self.from_ is None):
            raise fault_in(self, "ids", msg="give either ids or from")
        return self


class BulkTransferOut(Output):
    """`unchanged` posts are the receiver's already or in the trash.

    `remaining` is how many live posts of `from` are left; `transfer_id` is null if there is
    nothing to undo.
    """

    transfer_id: int | None
    transferred: list[int]
    unchanged: list[int]
    not_found: list[int]
    remaining: int


class TransferConflict(Output):
    """A post that was not given back."""

    id: int
    code: KeptCode


class TransferUndoOut(Output):
    """The posts that went back to the giver, and those that did not."""

    returned: list[int]
    conflicts: list[TransferConflict]
