"""Queries of the export, and lookups of author accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, Text, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.live import LivePost, LivePostRedirect, LivePostSlug, LiveUser


@dataclass(frozen=True, slots=True)
class ExportedPost:
    """A live post of any status."""

    id: int
    slug: str
    provisional_slug: bool
    title: str
    username: str
    status: str
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    category: str | None
    tags: list[str]
    image_url: str | None
    excerpt: str
    excerpt_given: bool
    content: str
    addresses: list[str]  # of the post at its old site, percent-decoded
    former_slugs: dict[str, str] | None  # with the times of their replacement


@dataclass(frozen=True, slots=True)
class Account:
    """An account that can be an author."""

    id: int
    username: str


ADDRESSES: Final = func.array(
    select(LivePostRedirect.c.path)
    .where(LivePostRedirect.c.post_id == LivePost.c.id)
    .order_by(LivePostRedirect.c.path)
    .correlate(LivePost)
    .scalar_subquery(),
    type_=ARRAY(Text),
)
FORMER_SLUGS: Final = (
    select(func.jsonb_object_agg(LivePostSlug.c.slug, LivePostSlug.c.replaced_at, type_=JSONB))
    .where(LivePostSlug.c.post_id == LivePost.c.id)
    .correlate(LivePost)
    .scalar_subquery()
)
OTHER_COLUMNS: Final = {
    "username": LiveUser.c.username,
    "addresses": ADDRESSES.label("addresses"),
    "former_slugs": FORMER_SLUGS.label("former_slugs"),
}
EXPORTED_COLUMNS: Final = tuple(
    OTHER_COLUMNS[name] if name in OTHER_COLUMNS else LivePost.c[name]
    for name in ExportedPost.__dataclass_fields__
)
SELECT_PAGE: Final = Statement(
    select(*EXPORTED_COLUMNS)
    .join(LiveUser, LiveUser.c.id == LivePost.c.author_id)
    .where(LivePost.c.id > bindparam("after_id"))
    .order_by(LivePost.c.id)
    .limit(bindparam("limit", type_=Integer)),
    ExportedPost,
)
COUNT_POSTS: Final = Statement(
    select(func.count())
    .select_from(LivePost)
    .join(LiveUser, LiveUser.c.id == LivePost.c.author_id),
    int,
)
WANTED: Final = func.lower(bindparam("name", type_=LiveUser.c.username.type))
BY_USERNAME: Final = func.lower(LiveUser.c.username) == WANTED
SELECT_ACCOUNT: Final = Statement(
    select(LiveUser.c.id, LiveUser.c.username)
    .where(or_(BY_USERNAME, func.lower(LiveUser.c.email) == WANTED), LiveUser.c.is_active)
    .order_by(BY_USERNAME.desc())
    .limit(bindparam("limit", type_=Integer)),
    Account,
)


async def count_posts(db: Reading) -> int:
    return await db.one(COUNT_POSTS) or 0


async def list_posts(db: Reading, after_id: int, limit: int) -> list[ExportedPost]:
    return await db.all(SELECT_PAGE, after_id=after_id, limit=limit)


async def find_account(db: Reading, name: str) -> Account | None:
    """Return the active account with this user name or else this address."""
    return await db.one(SELECT_ACCOUNT, name=name, limit=1)


async def accounts_by_name(db: Reading, names: Iterable[str]) -> dict[str, int]:
    found = {name: await find_account(db, name) for name in dict.fromkeys(names)}
    return {name: account.id for name, account in found.items() if account is not None}
