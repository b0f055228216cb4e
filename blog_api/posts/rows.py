"""Holding a post while it is changed, and its statements of writing."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    Text,
    any_,
    bindparam,
    case,
    false,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from blog_api.db.database import Transaction
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError, SlugTakenError
from blog_api.live import is_public
from blog_api.models import Post, User
from blog_api.permissions import Actor, can_see_post
from blog_api.slugs import free_slug
from blog_api.web.etag import tag_of


@dataclass(frozen=True, slots=True)
class PostRow:
    """What the rules of writing look at; held until the transaction ends."""

    id: int
    author_id: int
    slug: str
    content: str
    excerpt_given: bool
    version: int
    is_public: bool

    @property
    def etag(self) -> str:
        return tag_of("post", self.id, self.version)


IS_PUBLIC: Final = is_public(Post.c.status, Post.c.published_at)
ROW: Final = select(
    Post.c.id,
    Post.c.author_id,
    Post.c.slug,
    Post.c.content,
    Post.c.excerpt_given,
    Post.c.version,
    func.coalesce(IS_PUBLIC, false()),
)
BY_ID: Final = Post.c.id == bindparam("id")
LIVE: Final = Post.c.deleted_at.is_(None)

# Nothing refers to what an edit changes, so whoever only needs the post to be there may go on.
LOCK_LIVE: Final = Statement(ROW.where(BY_ID, LIVE).with_for_update(key_share=True), PostRow)
KEEP_LIVE: Final = Statement(
    ROW.where(BY_ID, LIVE).with_for_update(read=True, key_share=True), PostRow
)
LOCK_ANY: Final = Statement(ROW.where(BY_ID).with_for_update(), PostRow)
SELECT_KNOWN: Final = Statement(
    select(Post.c.id).where(Post.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))), int
)
SELECT_HOLDER: Final = Statement(ROW.where(Post.c.slug == bindparam("slug"), LIVE), PostRow)
SHARED_AUTHOR: Final = (
    select(User.c.id)
    .where(User.c.id == bindparam("author_id"), User.c.deleted_at.is_(None), User.c.is_active)
    .with_for_update(read=True)
)
SHARE_AUTHOR: Final = Statement(SHARED_AUTHOR, int)
SUGGEST_SLUG: Final = Statement(select(free_slug(bindparam("slug", type_=Post.c.slug.type))), str)

WRITTEN: Final = (
    "title",
    "excerpt",
    "excerpt_given",
    "content",
    "category",
    "tags",
    "image_url",
    "status",
)


def publication(
    status: ColumnElement[str], given: SQLColumnExpression[datetime | None]
) -> ColumnElement[datetime | None]:
    """When it was published: as given, or now if it becomes published without ever having been."""
    return func.coalesce(given, case((status == constant("published"), func.now())))


def new_post(slug: ColumnElement[str]) -> Insert:
    """Insert a post under a slug unless a live post has it or its author is no more.

    The author's row is shared until the commit, so that an account being deleted sweeps the post
    along.
    """
    author = SHARED_AUTHOR.cte("author")
    columns = [Post.c[name] for name in WRITTEN]
    values = [bindparam(column.key, type_=column.type) for column in columns]
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
def updating(columns: frozenset[str]) -> Statement[int]:
    """Change just these columns of a live post."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if "status" in columns and "published_at" not in columns:
        values["published_at"] = publication(bindparam("status", type_=Text), Post.c.published_at)
    return Statement(
        update(Post)
        .where(Post.c.id == bindparam("post_id"), LIVE)
        .values(**values, version=Post.c.version + 1, updated_at=func.now())
        .returning(Post.c.id),
        int,
    )


async def lock_post(db: Transaction, post_id: int) -> PostRow:
    """A live post, held until the commit."""
    row = await db.one(LOCK_LIVE, id=post_id)
    if row is None:
        raise NotFoundError
    return row


async def keep_visible_post(db: Transaction, actor: Actor | None, post_id: int) -> PostRow:
    """A post the actor may see, kept from being removed for good until the commit.

    It may be edited and trashed meanwhile: many readers at once must not hold its author up, and
    what they add is hidden with the post.
    """
    row = await db.one(KEEP_LIVE, id=post_id)
    if row is None or not can_see_post(actor, row):
        raise NotFoundError
    return row


async def split_known(db: Transaction, ids: set[int]) -> tuple[list[int], list[int]]:
    """Those that are there, live or not, and those that are not."""
    known = set(await db.all(SELECT_KNOWN, ids=list(ids))) if ids else set()
    return sorted(known), sorted(ids - known)


async def slug_taken(db: Transaction, actor: Actor, slug: str) -> SlugTakenError:
    """The refusal that names the way out: a free slug, and the holder if the actor may know it."""
    holder = await db.one(SELECT_HOLDER, slug=slug)
    extra: dict[str, Any] = {"suggested_slug": await db.one(SUGGEST_SLUG, slug=slug)}
    if holder is not None and can_see_post(actor, holder):
        extra["holder_id"] = holder.id
    return SlugTakenError(**extra)
