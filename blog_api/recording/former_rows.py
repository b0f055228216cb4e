"""Lookups of a post and its revision as they were before an update.

LIMIT makes each an index lookup for each row. For a plain join or NOT EXISTS, PostgreSQL may read
the revisions of all posts when an update changes a few thousand.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, select

from blog_api.db.statements import constant
from blog_api.models import Post, PostRevision

Old = Post.alias("was")
Former = PostRevision.alias("former")


def is_unrecorded(version: ColumnElement[int]) -> ColumnElement[bool]:
    revision = select(Former.c.version).where(
        Former.c.post_id == Post.c.id, Former.c.version == version
    )
    return revision.correlate(Post).limit(constant(1)).scalar_subquery().is_(None)


def found_for_each(rows: Select[Any], name: str) -> FromClause[Any]:
    return rows.limit(constant(1)).lateral(name)


def former_of(changed: CTE) -> FromClause[Any]:
    """Build the lookup of the revision of the version before the update."""
    names = ("post_id", "content_hash", "content_length")
    rows = select(*(Former.c[name] for name in names))
    is_former = and_(
        Former.c.post_id == changed.c.id, Former.c.version == changed.c.version - constant(1)
    )
    return found_for_each(rows.where(is_former), "former_version")


def row_before(changed: CTE, names: Iterable[str]) -> FromClause[Any]:
    """Build the lookup of the post in the snapshot: before the update, or even earlier."""
    rows = select(*(Old.c[name] for name in names))
    return found_for_each(rows.where(Old.c.id == changed.c.id), "old_row")
