"""Stale edits: made against a version that is no longer current, which `If-Match` tells."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Protocol

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    select,
)

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.diffing.field_merge import PostFields
from blog_api.errors import StaleError
from blog_api.http.etag import entity_tag, require_version, versions_in
from blog_api.live import LivePost, LivePostRevision, is_public
from blog_api.media.image_urls import absolute_url
from blog_api.permissions import Actor
from blog_api.posts.queries import POST_BY_ID

FIELDS: Final = tuple(field.name for field in fields(PostFields))
Changes = Mapping[str, Any]
NO_CHANGES: Final[Changes] = {}


class LockedPost(Protocol):
    """The columns of a locked post that `If-Match` is compared with."""

    @property
    def id(self) -> int: ...

    @property
    def version(self) -> int: ...

    @property
    def version_tag(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sides:
    """A post now, and at the version that an edit began with; `base` is None if that is gone."""

    id: int
    author_id: int
    is_public: bool
    version: int
    current: PostFields
    base: PostFields | None


def columns_of(table: FromClause[Any], content: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return the columns of `PostFields`; an excerpt made from the content is null."""
    own: dict[str, ColumnElement[Any]] = {
        "excerpt": case((table.c.excerpt_given, table.c.excerpt)),
        "content": content,
        "image_url": absolute_url(table.c.image_url),
    }
    return [own[name] if name in own else table.c[name] for name in FIELDS]


def sides_from_row(
    post_id: int,
    author_id: int,
    is_public_now: bool,  # noqa: FBT001  # a column
    version: int,
    has_base: bool,  # noqa: FBT001  # a column
    *values: Any,  # columns
) -> Sides:
    current, base = values[: len(FIELDS)], values[len(FIELDS) :]
    found = fields_of(base) if has_base else None
    return Sides(post_id, author_id, is_public_now, version, fields_of(current), found)


def fields_of(values: tuple[Any, ...]) -> PostFields:
    found = PostFields(*values)
    return replace(found, tags=tuple(found.tags))


def sides_statement(current: ColumnElement[Any], base: ColumnElement[Any]) -> Statement[Sides]:
    """Build the query of `Sides`; the expressions stand in for the content of each side."""
    revision = LivePostRevision.c
    is_base = and_(
        revision.post_id == LivePost.c.id,
        revision.version == bindparam("base_version"),
        revision.redacted_at.is_(None),
    )
    return Statement(
        select(
            LivePost.c.id,
            LivePost.c.author_id,
            func.coalesce(is_public(LivePost), false()),
            LivePost.c.version,
            revision.version.is_not(None),
            *columns_of(LivePost, current),
            *columns_of(LivePostRevision, base),
        )
        .outerjoin_from(LivePost, LivePostRevision, is_base)
        .where(LivePost.c.id == bindparam("post_id")),
        sides_from_row,
    )


def hexadecimal(digest: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.encode(digest, constant("hex"))


def sha256_of(text: ColumnElement[str]) -> ColumnElement[Any]:
    return func.sha256(func.convert_to(cast(text, Text), constant("UTF8")))


SELECT_SIDES: Final = sides_statement(
    LivePost.c.content, func.revision_text(LivePostRevision.c.content_hash)
)
# The names of changed fields need no text: contents are compared by their hashes.
SELECT_HASHED_SIDES: Final = sides_statement(
    hexadecimal(sha256_of(LivePost.c.content)), hexadecimal(LivePostRevision.c.content_hash)
)


def with_changes(base: PostFields, changes: Changes) -> PostFields:
    """Return the fields with the changes applied; an excerpt made from the content is None."""
    given = {name: value for name, value in changes.items() if name in FIELDS}
    if "tags" in given:
        given["tags"] = tuple(given["tags"])
    if changes.get("excerpt_given") is False:
        given["excerpt"] = None
    return replace(base, **given)


def differing_names(one: PostFields, other: PostFields) -> list[str]:
    return [name for name in FIELDS if getattr(one, name) != getattr(other, name)]


async def require_current(
    db: Reading,
    actor: Actor,
    post: LockedPost,
    if_match: str | None,
    changes: Changes = NO_CHANGES,
) -> None:
    """Raise StaleError unless `If-Match` names the current version.

    The caller has checked that the actor may edit the post: the error describes the conflict.
    """
    try:
        require_version(if_match, post.version_tag)
    except StaleError:
        extra = await describe_conflict(db, actor, post, if_match or "", changes)
        raise StaleError(**extra) from None


async def describe_conflict(
    db: Reading, actor: Actor, post: LockedPost, if_match: str, changes: Changes
) -> dict[str, Any]:
    """Return the members of a `stale` problem: names of changed fields, never their values."""
    base_version = find_base_version(if_match, post)
    shown = await POST_BY_ID.find(db, actor, post.id)
    extra = {
        "current_etag": f'"{post.version_tag}"' if shown is None else entity_tag("post", shown),
        "base_version": base_version,
        "changed_fields": None,
        "conflicting_fields": None,
    }
    sides = await db.one(SELECT_HASHED_SIDES, post_id=post.id, base_version=base_version)
    if sides is None or sides.base is None:
        return extra
    return extra | changed_and_conflicting(sides.base, sides.current, changes)


def find_base_version(if_match: str, post: LockedPost) -> int | None:
    """Return the latest version of the post that `If-Match` names; None if it names no version."""
    found = versions_in(if_match, "post", post.id)
    return max((version for version in found if 1 <= version <= post.version), default=None)


def changed_and_conflicting(
    base: PostFields, current: PostFields, changes: Changes
) -> dict[str, Any]:
    """Return the names of fields changed since the base, and of those that `changes` change too."""
    hashed = dict(changes)
    if "content" in hashed:
        hashed["content"] = sha256(hashed["content"].encode()).hexdigest()
    yours = with_changes(base, hashed)
    changed = differing_names(base, current)
    both = set(differing_names(base, yours)) & set(differing_names(yours, current))
    return {
        "changed_fields": changed,
        "conflicting_fields": [name for name in changed if name in both],
    }


def as_json(value: Any) -> Any:  # noqa: ANN401  # the value of any field
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value
