"""Request and response bodies of restore requests."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, computed_field

from blog_api.audit.schemas import Agent
from blog_api.http.fields import Input, Output, Written
from blog_api.http.pagination import CursorPaging
from blog_api.trash.schemas import HOPELESS, Code

ItemType = Literal["post", "comment"]
State = Literal["open", "approved", "declined", "withdrawn", "obsolete"]
Words = Annotated[Written, Field(min_length=1, max_length=500)]


class RestoreRequestIn(Input):
    """A note to the administrators, if there is something to say."""

    note: Words | None = Field(
        default=None, description="For the administrators, shown with the request."
    )


class DeclineIn(Input):
    """The reason, which the author reads."""

    reason: Words = Field(description="For the author, shown with the request.")


class RequestedItem(Output):
    """The post or comment that was asked for."""

    id: int
    title: str | None = Field(
        description="Of a comment, its first 100 characters. Null once the item is purged."
    )


class Plan(Output):
    """The result of a dry run of the restore."""

    conflicts: list[Code] = Field(description="Reasons why a restore would fail now.")
    suggested_slug: str | None = Field(description="A free slug, with `slug_taken`.")

    @computed_field(description="False if no new name would help.")  # type: ignore[prop-decorator]  # as Pydantic documents
    @property
    def restorable(self) -> bool:
        return HOPELESS.isdisjoint(self.conflicts)


class RestoreRequestOut(Output):
    """A restore request.

    `obsolete`: its item was restored or purged in another way, or has another author now.
    """

    id: int
    type: ItemType
    item: RequestedItem
    author: Agent
    note: str | None
    state: State
    reason: str | None = Field(description="Of the administrator who declined it.")
    created_at: datetime
    decided_at: datetime | None
    decided_by: Agent | None = Field(description="Null when that account is gone.")
    plan: Plan | None = Field(description="For administrators, while the request is open.")


class RestoreRequestFilters(CursorPaging):
    """Query parameters of the list of restore requests."""

    state: State | None = Field(
        default=None,
        description="`obsolete`: its item was restored or purged in another way, or has another "
        "author now.",
    )
