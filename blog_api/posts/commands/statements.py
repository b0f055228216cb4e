"""Statements that insert and update a post, and the lookup of which ids exist."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnElement,
    SQLColumnExpression,
    Text,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.lifecycle.share_locks import share_locked_user
from blog_api.media.image_urls import stored_url
from blog_api.models import Post, User
from blog_api.posts.locking import LIVE
from blog_api.quota.usage import MARGIN, has_room, has_room_to_edit, size_of
from blog_api.recording.causes import given_cause
from blog_api.recording.posts import Changes, recorded_update
from blog_api.recording.sizes import added_by_edit
from blog_api.slugs import free_slug

SLUG: Final = bindparam("slug", type_=Post.c.slug.type)
HAS_POST_ID: Final = Post.c.id == bindparam("post_id")
SELECT_KNOWN: Final = Statement(
    select(Post.c.id).where(Post.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))), int
)
WRITTEN: Final = (
    "provisional_slug",
    "title",
    "excerpt",
    "excerpt_given",
    "content",
    "category",
    "tags",
    "image_url",
    "status",
)
SIZED: Final = ("title", "excerpt", "content")


def publication(
    status: ColumnElement[str], given: SQLColumnExpression[datetime | None]
) -> ColumnElement[datetime | None]:
    """Return the publication date: as given, or now if the post is published for the first time."""
    return func.coalesce(given, case((status == constant("published"), func.now())))


def parameter(column: Column[Any]) -> ColumnElement[Any]:
    if column.key == "image_url":
        return stored_url(column.key)
    return bindparam(column.key, type_=column.type)


def insert_statement(slug: ColumnElement[str], margin: int | None = MARGIN) -> Insert:
    """Build the INSERT of a post.

    It inserts no row if a live post has the slug, the author is deleted or inactive, or less than
    `margin` bytes of the author's quota would remain; None skips the last check. The author is
    share-locked until the commit, so that deleting the account deletes the post too.
    """
    size = size_of(*(parameter(Post.c[name]) for name in SIZED))
    room = [] if margin is None else [has_room(User.c.id, size, margin)]
    author = share_locked_user("author_id").where(*room).cte("author")
    columns = [Post.c[name] for name in WRITTEN]
    values = [parameter(column) for column in columns]
    first_published = publication(
        bindparam("status", type_=Text), bindparam("published_at", type_=Post.c.published_at.type)
    )
    return (
        insert(Post)
        .from_select(
            ["author_id", "slug", "published_at", *WRITTEN],
            select(author.c.id, slug, first_published, *values),
        )
        .on_conflict_do_nothing(index_elements=[Post.c.slug], index_where=LIVE)
    )


@dataclass(frozen=True, slots=True)
class Change:
    """An UPDATE of one post as a CTE, those that record its version, and whether a value differs.

    `changed` has no row if no value differs, or if the quota is used up.
    """

    changed: CTE
    records: list[CTE]
    differs: ColumnElement[bool]


def change_post(
    columns: frozenset[str], *, numbered: bool, in_trash_too: bool, margin: int | None
) -> Change:
    """Build the UPDATE of these columns of a locked post, with its revision.

    If no value differs, nothing is written and no version is made. The quota counts the post and
    its former versions; `margin=None` skips this check. `numbered` takes the next free number of
    the slug.
    """
    values: dict[str, Any] = {name: parameter(Post.c[name]) for name in columns}
    if numbered:
        values["slug"] = free_slug(SLUG)
    if "status" in columns and "published_at" not in columns:
        values["published_at"] = publication(bindparam("status", type_=Text), Post.c.published_at)
    differs = or_(*(Post.c[name].is_distinct_from(value) for name, value in values.items()))
    added = added_by_edit({name: values[name] for name in SIZED if name in columns})
    changing = (
        update(Post)
        .where(HAS_POST_ID, differs, *([] if in_trash_too else [LIVE]))
        .values(
            **values,
            version=Post.c.version + 1,
            updated_at=func.now(),
            history_bytes=Post.c.history_bytes + added,
        )
    )
    if margin is not None:
        growth = growth_of(columns) + added
        changing = changing.where(has_room_to_edit(Post.c.author_id, growth, margin))
    changes = Changes(sorted(values), adds_bytes=True)
    changed, records = recorded_update(changing, changes, given_cause(), Post.c.updated_at)
    return Change(changed, records, differs)


@lru_cache(maxsize=128)
def update_statement(columns: frozenset[str]) -> Statement[int]:
    """Build the UPDATE of a locked post, live or in the trash, without a quota; return its id."""
    change = change_post(columns, numbered=False, in_trash_too=True, margin=None)
    is_done = or_(~change.differs, select(change.changed.c.id).exists())
    return Statement(select(Post.c.id).where(HAS_POST_ID, is_done).add_cte(*change.records), int)


def growth_of(columns: frozenset[str]) -> ColumnElement[int]:
    sized = [Post.c[name] for name in SIZED if name in columns]
    return size_of(*map(parameter, sized)) - size_of(*sized) if sized else constant(0)


async def split_known(db: Transaction, ids: set[int]) -> tuple[list[int], list[int]]:
    """Return the ids of posts that exist, live or in the trash, and the ids that do not."""
    known = set(await db.all(SELECT_KNOWN, ids=list(ids))) if ids else set()
    return sorted(known), sorted(ids - known)
