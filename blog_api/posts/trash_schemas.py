"""Request and response bodies of deleting and restoring posts."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from blog_api.http.fields import Id, Input, Output, Text
from blog_api.http.middleware.body_limit import MAX_BULK_BYTES
from blog_api.lifecycle.restoring import OnConflict
from blog_api.posts.schemas import Slug

Reason = Annotated[Text, Field(max_length=500)]


class RestoreIn(Input):
    """Options for restoring one post."""

    slug: Slug | None = None
    on_conflict: Literal["fail", "rename"] = "fail"


Ids = Annotated[list[Id], Field(min_length=1, max_length=1000)]


class BulkDeleteIn(Input):
    max_bytes: ClassVar[int] = MAX_BULK_BYTES

    ids: Ids
    reason: Reason | None = None
    hard_delete: bool = False
    dry_run: bool = False


class BulkDeleteOut(Output):
    """`unchanged` was in the trash already; `deletion_id` is null if there is nothing to undo."""

    deletion_id: int | None
    deleted: list[int]
    unchanged: list[int]
    not_found: list[int]


class BulkRestoreIn(Input):
    max_bytes: ClassVar[int] = MAX_BULK_BYTES

    ids: Ids
    on_conflict: OnConflict = "fail"
    dry_run: bool = False


class ConflictOut(Output):
    """A conflict; a post renamed on request is listed with its new slug."""

    id: int
    code: str
    suggested_slug: str | None


class BulkRestoreOut(Output):
    restored: list[int]
    unchanged: list[int]
    not_found: list[int]
    conflicts: list[ConflictOut]
