"""Statements of the bulk update of posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Integer,
    Text,
    any_,
    bindparam,
    cast,
    column,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from blog_api.db.statements import Statement, constant
from blog_api.live import is_public
from blog_api.models import Post
from blog_api.posts.commands.statements import publication
from blog_api.quota.usage import MARGIN, has_room_to_edit
from blog_api.recording.causes import given_cause
from blog_api.recording.posts import Changes, recorded_update
from blog_api.recording.sizes import added_by_edit, bytes_of
from blog_api.slugs import free_slugs

CHOSEN_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
OWNER: Final = bindparam("owner_id", type_=BigInteger)
UPDATED_COLUMNS: Final = ("status", "category", "tags", "slug", "provisional_slug")
CHOSEN: Final = (Post.c.id == any_(CHOSEN_IDS), Post.c.deleted_at.is_(None))


@dataclass(frozen=True, slots=True)
class ListedPost:
    """A locked post without its content; `size`: the bytes that a version adds to its history."""

    id: int
    author_id: int
    slug: str
    provisional_slug: bool
    title: str
    category: str | None
    tags: list[str]
    status: str
    published_at: datetime | None
    is_public: bool
    size: int


@dataclass(frozen=True, slots=True)
class OtherPost:
    """A post that the actor may not change, with the columns that decide whether they see it."""

    id: int
    author_id: int
    is_public: bool


@dataclass(frozen=True, slots=True)
class FreeSlugs:
    """Slugs that no live post has: `base`, derived from a title, and numbers of it."""

    base: str
    slugs: list[str]


PUBLIC: Final = func.coalesce(is_public(Post), false())
# FOR NO KEY UPDATE: edits do not change keys, so votes and comments (FOR KEY SHARE) go on.
LOCK_MINE: Final = Statement(
    select(
        Post.c.id,
        Post.c.author_id,
        Post.c.slug,
        Post.c.provisional_slug,
        Post.c.title,
        Post.c.category,
        Post.c.tags,
        Post.c.status,
        Post.c.published_at,
        PUBLIC,
        bytes_of(Post.c.title) + bytes_of(Post.c.excerpt),
    )
    .where(*CHOSEN, or_(OWNER.is_(None), Post.c.author_id == OWNER))
    .order_by(Post.c.id)
    .with_for_update(key_share=True),
    ListedPost,
)
SELECT_OTHERS: Final = Statement(
    select(Post.c.id, Post.c.author_id, PUBLIC).where(*CHOSEN), OtherPost
)

LOCK_USAGES: Final = Statement(
    select(
        cast(
            func.pg_advisory_xact_lock(
                func.hashtextextended(
                    func.unnest(bindparam("names", type_=ARRAY(Text))), constant(0)
                )
            ),
            Text,
        )
    ),
    str,
)


def free_slugs_statement() -> Statement[FreeSlugs]:
    bases, counts = bindparam("bases", type_=ARRAY(Text)), bindparam("counts", type_=ARRAY(Integer))
    wanted = (
        func.unnest(bases, counts)
        .table_valued(column("base", Text), column("needed", Integer))
        .render_derived("wanted")
    )
    return Statement(select(wanted.c.base, free_slugs(wanted.c.base, wanted.c.needed)), FreeSlugs)


FREE_SLUGS: Final = free_slugs_statement()


def bulk_update_statement(margin: int) -> Statement[int]:
    """Build the UPDATE of posts by the rows of a JSON array; it skips those beyond the quota."""
    given: Any = (
        func.jsonb_to_recordset(bindparam("rows", type_=JSONB))
        .table_valued(
            column("id", BigInteger),
            column("status", Text),
            column("category", Text),
            column("tags", ARRAY(Text)),
            column("slug", Text),
            column("provisional_slug", Boolean),
            column("growth", BigInteger),
        )
        .render_derived("given", with_types=True)
    )
    changing = (
        update(Post)
        .where(
            Post.c.id == given.c.id,
            Post.c.deleted_at.is_(None),
            or_(
                given.c.growth == constant(0),
                has_room_to_edit(Post.c.author_id, given.c.growth, margin),
            ),
        )
        .values(
            **{name: given.c[name] for name in UPDATED_COLUMNS},
            published_at=publication(given.c.status, Post.c.published_at),
            version=Post.c.version + 1,
            updated_at=func.now(),
            history_bytes=Post.c.history_bytes + added_by_edit({}),
        )
    )
    changes = Changes([*UPDATED_COLUMNS, "published_at"], adds_bytes=True)
    changed, records = recorded_update(changing, changes, given_cause())
    return Statement(select(changed.c.id).add_cte(*records), int)


UPDATE: Final = bulk_update_statement(MARGIN)
UPDATE_NEAR_QUOTA: Final = bulk_update_statement(0)
