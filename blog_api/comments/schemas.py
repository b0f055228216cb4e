"""Request and response bodies of comments."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from blog_api.http.fields import Input, Output, QueryId, Text, Written
from blog_api.http.middleware.body_limit import MAX_BULK_BYTES, MAX_TEXT_BYTES
from blog_api.http.pagination import CursorPaging
from blog_api.posts.bulk_schemas import DryRun, Ids, Reason
from blog_api.posts.filters import AuthorName, or_none
from blog_api.posts.schemas import Author


class CommentIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{"content": "Well said."}]})
    max_bytes: ClassVar[int] = MAX_TEXT_BYTES

    content: Annotated[
        Written,
        Field(
            min_length=1,
            max_length=10_000,
            description="Plain text, kept as written, not blank; at most 10,000 characters.",
        ),
    ]


class CommentOut(Output):
    id: int
    post_id: int
    author: Author | None = Field(description="Null for an imported comment without an account.")
    author_name: str | None = Field(
        description="Name of the author of an imported comment without an account; else null."
    )
    in_reply_to: int | None = Field(description="Id of the comment that this one answers.")
    content: str
    created_at: datetime
    updated_at: datetime
    edited_at: datetime | None = Field(description="Time of the last edit; null without one.")


class CommentFilters(CursorPaging):
    """Query parameters of the list of all comments."""

    author: AuthorName | None = Field(default=None, description="An id, a user name, or `me`.")
    post: QueryId | None = Field(default=None, description="The id of a post.")
    search: Annotated[Text, Field(max_length=100), AfterValidator(or_none)] | None = Field(
        default=None, description="Part of the text, without regard to case."
    )


class BulkDeleteCommentsIn(Input):
    max_bytes: ClassVar[int] = MAX_BULK_BYTES

    ids: Ids
    reason: Reason | None = None
    dry_run: DryRun = False
