"""Bodies of deleting and restoring posts."""

from typing import Annotated, Literal

from pydantic import Field

from blog_api.lifecycle.restoring import OnConflict
from blog_api.posts.schemas import Slug
from blog_api.web.schemas import Id, Input, Output, Text

Reason = Annotated[Text, Field(max_length=500)]


class RestoreIn(Input):
    """How to restore one post."""

    slug: Slug | None = None
    on_conflict: Literal["fail", "rename"] = "fail"


Ids = Annotated[list[Id], Field(min_length=1, max_length=1000)]


class BulkDeleteIn(Input):
    ids: Ids
    reason: Reason | None = None
    hard_delete: bool = False
    dry_run: bool = False


class BulkDeleteOut(Output):
    """`unchanged` lay in the trash already; `deletion_id` is null when there is nothing to undo."""

    deletion_id: int | None
    deleted: list[int]
    unchanged: list[int]
    not_found: list[int]


class BulkRestoreIn(Input):
    ids: Ids
    on_conflict: OnConflict = "fail"
    dry_run: bool = False


class ConflictOut(Output):
    """A post renamed on request is listed with the slug it got."""

    id: int
    code: str
    suggested_slug: str | None


class BulkRestoreOut(Output):
    restored: list[int]
    unchanged: list[int]
    not_found: list[int]
    conflicts: list[ConflictOut]
