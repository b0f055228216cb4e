"""Response bodies and query parameters of the audit log."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from blog_api.audit_log import TargetType
from blog_api.http.fields import After, Before, Output, QueryId, Text
from blog_api.http.pagination import CursorPaging

ActorId = Annotated[QueryId, Field(description="`id` of the account that did it.")]


class Agent(Output):
    """The account of an actor."""

    id: int
    username: str


class AuditEntryOut(Output):
    """An audit entry; the actor's name is the one at that time."""

    id: int
    at: datetime
    actor: Agent | None = Field(description="Null for the command line.")
    action: str = Field(examples=["post.delete"])
    target_type: TargetType
    target_id: int | None = Field(description="Null for several targets.")
    deletion_id: int | None
    request_id: str | None
    token_id: int | None = Field(description="The personal access token that was used.")
    details: dict[str, Any]


class OwnEntryOut(Output):
    """An entry in the export of an account; of acts of others neither their name nor details."""

    id: int
    at: datetime
    by_me: bool
    action: str
    target_type: TargetType
    target_id: int | None
    deletion_id: int | None
    details: dict[str, Any] | None


class AuditFilters(CursorPaging):
    """Query parameters of the audit log."""

    actor: ActorId | None = None
    action: Annotated[Text, Field(max_length=100)] | None = Field(
        default=None, description="Name of the action, such as `post.delete`, compared exactly."
    )
    target_type: TargetType | None = Field(
        default=None, description="Kind of the thing that was acted on."
    )
    target_id: QueryId | None = Field(
        default=None, description="`id` of the thing that was acted on; ids are per `target_type`."
    )
    request_id: Annotated[Text, Field(max_length=128)] | None = Field(
        default=None,
        description="As in the entries, and in X-Request-ID unless the client chose that.",
    )
    after: After | None = None
    before: Before | None = None
