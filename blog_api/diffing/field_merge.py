"""Three-way merge of the fields of a post, field by field."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from blog_api.diffing.text_merge import Hunk, Merged, merge_texts
from blog_api.diffing.three_way import three_way


@dataclass(frozen=True, slots=True)
class PostFields:
    """The fields of a revision of a post."""

    title: str
    slug: str
    excerpt: str | None
    content: str
    category: str | None
    tags: tuple[str, ...]
    image_url: str | None
    status: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both sides changed, differently; `hunks` for `content` only."""

    field: str
    base: Any
    yours: Any
    theirs: Any
    hunks: tuple[Hunk, ...] | None = None


def merge_fields(
    base: PostFields, yours: PostFields, theirs: PostFields, max_length: int | None = None
) -> PostFields | list[FieldConflict]:
    """Merge all fields, or return every conflict in the order of the fields. Tags are one value.

    A merged content of more than `max_length` characters is a conflict.
    """
    sides = (base, yours, theirs)
    merged = [
        merge_field(name, *(getattr(side, name) for side in sides), max_length=max_length)
        for name in (field.name for field in fields(PostFields))
    ]
    conflicts = [value for value in merged if isinstance(value, FieldConflict)]
    return conflicts or PostFields(*merged)


def merge_field(
    name: str,
    base: Any,  # noqa: ANN401  # any column
    yours: Any,  # noqa: ANN401  # any column
    theirs: Any,  # noqa: ANN401  # any column
    *,
    max_length: int | None,
) -> Any:  # noqa: ANN401  # any column
    if name == "content":
        return merge_content(base, yours, theirs, max_length)
    return three_way(base, yours, theirs, FieldConflict(name, base, yours, theirs))


def merge_content(
    base: str, yours: str, theirs: str, max_length: int | None
) -> str | FieldConflict:
    result = merge_texts(base, yours, theirs, max_length=max_length)
    if isinstance(result, Merged):
        return result.text
    return FieldConflict("content", base, yours, theirs, result.hunks)
