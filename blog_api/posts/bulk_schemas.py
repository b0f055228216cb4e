"""Request and response bodies of changing, deleting and restoring many posts."""

from collections.abc import Set as AbstractSet
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from blog_api.http.fields import DRY_RUN, Id, Input, Output, Text, fault_in
from blog_api.http.middleware.body_limit import MAX_BULK_BYTES
from blog_api.lifecycle.restoring import ON_CONFLICT, OnConflict
from blog_api.posts.schemas import MAX_TAGS, Category, StatusIn, Tag
from blog_api.posts.tags import merge_duplicates

Ids = Annotated[
    list[Id], Field(min_length=1, max_length=1000, description="`id` of each: 1 to 1,000 of them.")
]
Reason = Annotated[
    Text, Field(max_length=500, description="Kept with the deletion and shown in the trash.")
]
DryRun = Annotated[bool, Field(description=DRY_RUN)]
CHANGES: Final = frozenset({"status", "add_tags", "remove_tags", "category"})
TagList = Annotated[
    list[Tag], Field(min_length=1, max_length=MAX_TAGS), AfterValidator(merge_duplicates)
]


class BulkUpdateIn(Input):
    """The same change of many posts; null clears `category`."""

    not_null: ClassVar[AbstractSet[str]] = CHANGES - {"category"}
    max_bytes: ClassVar[int] = MAX_BULK_BYTES

    ids: Ids
    status: StatusIn | None = None
    add_tags: TagList | None = Field(
        default=None, description="Tags to append to those of each post, which has at most 10."
    )
    remove_tags: TagList | None = Field(
        default=None, description="Tags to remove from each post, none of them in `add_tags`."
    )
    category: Category | None = None
    dry_run: DryRun = False

    @model_validator(mode="after")
    def require_a_change(self) -> Self:
        """Refuse a request that changes nothing, or the same tag twice."""
        if not self.model_fields_set & CHANGES:
            raise fault_in(self, *sorted(CHANGES), msg="give at least one of these")
        if {*(self.add_tags or [])} & {*(self.remove_tags or [])}:
            raise fault_in(self, "remove_tags", msg="has a tag that is also to be added")
        return self


class RefusedOut(Output):
    """A post that was not changed, and the reason.

    `forbidden`: of another author. `too_many_tags`: it would have more than ten.
    `quota_exceeded`: its author's storage is full.
    """

    id: int
    code: Literal["forbidden", "too_many_tags", "quota_exceeded"]


class BulkUpdateOut(Output):
    """`unchanged` was so already; `not_found` includes posts in the trash."""

    updated: list[int]
    unchanged: list[int]
    not_found: list[int]
    refused: list[RefusedOut]


class BulkDeleteIn(Input):
    max_bytes: ClassVar[int] = MAX_BULK_BYTES

    ids: Ids
    reason: Reason | None = None
    hard_delete: bool = Field(
        default=False, description="Remove for good, without the trash; needs a confirmed session."
    )
    dry_run: DryRun = False


class BulkDeleteOut(Output):
    """`unchanged` was in the trash already; `deletion_id` is null if there is nothing to undo."""

    deletion_id: int | None
    deleted: list[int]
    unchanged: list[int]
    not_found: list[int]


class BulkRestoreIn(Input):
    max_bytes: ClassVar[int] = MAX_BULK_BYTES

    ids: Ids
    on_conflict: OnConflict = Field(default="fail", description=ON_CONFLICT)
    dry_run: DryRun = False


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
