"""Row locks on posts, and the statements that write them."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    SQLColumnExpression,
    Text,
    any_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError, SlugTakenError
from blog_api.http.etag import version_of
from blog_api.lifecycle.share_locks import share_locked_user
from blog_api.live import is_public
from blog_api.media.image_urls import stored_url
from blog_api.models import Post, User
from blog_api.permissions import Action, Actor, can_see_post, require_on_post
from blog_api.posts.stale_edits import require_current
from blog_api.quota.usage import MARGIN, has_room, has_room_to_edit, size_of
from blog_api.recording.causes import given_cause
from blog_api.recording.posts import Changes, recorded_update
from blog_api.recording.sizes import added_by_edit
from blog_api.slugs import free_slug


@dataclass(frozen=True, slots=True)
class PostRow:
    """The columns that permission checks need; the row is locked until the transaction ends."""

    id: int
    author_id: int
    slug: str
    provisional_slug: bool
    title: str
    content: str
    excerpt_given: bool
    version: int
    status: str
    published_at: datetime | None
    is_public: bool

    @property
    def version_tag(self) -> str:
        return version_of("post", self.id, self.version)


ROW: Final = select(
    Post.c.id,
    Post.c.author_id,
    Post.c.slug,
    Post.c.provisional_slug,
    Post.c.title,
    Post.c.content,
    Post.c.excerpt_given,
    Post.c.version,
    Post.c.status,
    Post.c.published_at,
    func.coalesce(is_public(Post), false()),
)
BY_ID: Final = Post.c.id == bindparam("id")
LIVE: Final = Post.c.deleted_at.is_(None)

# FOR NO KEY UPDATE: edits do not change keys, so votes and comments (FOR KEY SHARE) go on.
LOCK_LIVE: Final = Statement(ROW.where(BY_ID, LIVE).with_for_update(key_share=True), PostRow)
KEEP_LIVE: Final = Statement(
    ROW.where(BY_ID, LIVE).with_for_update(read=True, key_share=True), PostRow
)
LOCK_ANY: Final = Statement(ROW.where(BY_ID).with_for_update(), PostRow)
SELECT_KNOWN: Final = Statement(
    select(Post.c.id).where(Post.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))), int
)
SELECT_HOLDER: Final = Statement(ROW.where(Post.c.slug == bindparam("slug"), LIVE), PostRow)
SUGGEST_SLUG: Final = Statement(select(free_slug(bindparam("slug", type_=Post.c.slug.type))), str)

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


def new_post(slug: ColumnElement[str], margin: int | None = MARGIN) -> Insert:
    """Insert a post unless a live post has its slug or its author is deleted or inactive.

    The insert also needs `margin` bytes of the author's quota to remain; None skips this check. The
    author is share-locked until the commit, so that deleting the account deletes the post too.
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


SLUG: Final = bindparam("slug", type_=Post.c.slug.type)


@lru_cache(maxsize=128)
def updating(
    columns: frozenset[str],
    *,
    numbered: bool = False,
    in_trash_too: bool = False,
    margin: int | None = MARGIN,
) -> Statement[int]:
    """Update these columns of a locked post (live, or any) unless it grows beyond the quota.

    Values that are all the same change nothing, and make no version. `numbered` takes the next
    free number of the slug. No row means that the quota is used up; without a `margin` it is not
    asked. The post and its former versions count.
    """
    by_id = Post.c.id == bindparam("post_id")
    values: dict[str, Any] = {name: parameter(Post.c[name]) for name in columns}
    if numbered:
        values["slug"] = free_slug(SLUG)
    if "status" in columns and "published_at" not in columns:
        values["published_at"] = publication(bindparam("status", type_=Text), Post.c.published_at)
    differs = or_(*(Post.c[name].is_distinct_from(value) for name, value in values.items()))
    added = added_by_edit({name: values[name] for name in SIZED if name in columns})
    changing = (
        update(Post)
        .where(by_id, differs, *([] if in_trash_too else [LIVE]))
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
    changed, records = recorded_update(
        changing, Changes(sorted(values), adds_bytes=True), given_cause()
    )
    is_done = or_(~differs, select(changed.c.id).exists())
    return Statement(select(Post.c.id).where(by_id, is_done).add_cte(*records), int)


def growth_of(columns: frozenset[str]) -> ColumnElement[int]:
    sized = [Post.c[name] for name in SIZED if name in columns]
    return size_of(*map(parameter, sized)) - size_of(*sized) if sized else constant(0)


async def lock_post(db: Transaction, post_id: int) -> PostRow:
    row = await db.one(LOCK_LIVE, id=post_id)
    if row is None:
        raise NotFoundError
    return row


async def share_lock_visible_post(db: Transaction, actor: Actor | None, post_id: int) -> PostRow:
    """Lock (FOR KEY SHARE) a post, so that it is not removed for good before the commit.

    Edits and soft deletes go on: many votes and comments must not block the author, and new rows
    are hidden with the post. Raise NotFoundError if the actor cannot see it.
    """
    row = await db.one(KEEP_LIVE, id=post_id)
    if row is None or not can_see_post(actor, row):
        raise NotFoundError
    return row


async def split_known(db: Transaction, ids: set[int]) -> tuple[list[int], list[int]]:
    """Return the ids that exist, live or in the trash, and those that do not."""
    known = set(await db.all(SELECT_KNOWN, ids=list(ids))) if ids else set()
    return sorted(known), sorted(ids - known)


async def slug_taken(db: Transaction, actor: Actor, slug: str) -> SlugTakenError:
    """Return the error with a free slug, and the post that has the slug if the actor may see it."""
    holder = await db.one(SELECT_HOLDER, slug=slug)
    extra: dict[str, Any] = {"suggested_slug": await db.one(SUGGEST_SLUG, slug=slug)}
    if holder is not None and can_see_post(actor, holder):
        extra["holder_id"] = holder.id
    return SlugTakenError(**extra)


async def lock_own_post(
    db: Transaction, actor: Actor, action: Action, post_id: int, if_match: str | None
) -> PostRow:
    """Lock a live post that the actor may change; raise StaleError for another version."""
    post = await lock_post(db, post_id)
    require_on_post(actor, action, post)
    await require_current(db, actor, post, if_match)
    return post
