"""Queries of feeds and sitemaps, for published posts only."""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.feeds.schemas import FeedAuthor, Revision, SitemapEntry
from blog_api.http.fields import BIGINT_MAX
from blog_api.live import LivePost, LiveUser, Viewer, visible_to

PUBLIC: Final = visible_to(Viewer.EVERYONE)
PART: Final = 50_000  # limit of a sitemap (sitemaps.org)
MAX_PART: Final = BIGINT_MAX // PART

SELECT_AUTHOR: Final = Statement(
    select(LiveUser.c.id, LiveUser.c.username, LiveUser.c.name).where(
        or_(
            LiveUser.c.id == bindparam("id"),
            func.lower(LiveUser.c.username) == func.lower(bindparam("username")),
        )
    ),
    FeedAuthor,
)
PUBLISHED: Final = (LivePost.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))), PUBLIC)
SELECT_REVISIONS: Final = Statement(
    select(LivePost.c.id, LivePost.c.version, func.octet_length(LivePost.c.content)).where(
        *PUBLISHED
    ),
    Revision,
)
SELECT_CONTENTS: Final = Statement(
    select(LivePost.c.id, LivePost.c.content).where(*PUBLISHED),
    lambda post_id, content: (post_id, content),
)


def in_part(part: ColumnElement[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return bounds of a part: a range of ids, counted from 1, so that each costs the same."""
    end = part * constant(PART)
    return LivePost.c.id > end - constant(PART), LivePost.c.id <= end


PAGES: Final = select(
    LivePost.c.slug, func.greatest(LivePost.c.updated_at, LivePost.c.published_at)
).where(PUBLIC)
SELECT_ALL: Final = Statement(PAGES.order_by(LivePost.c.id).limit(constant(PART)), SitemapEntry)
SELECT_PART: Final = Statement(
    PAGES.where(*in_part(bindparam("part", type_=BigInteger))).order_by(LivePost.c.id), SitemapEntry
)

COUNT_CAPPED: Final = Statement(
    select(func.count()).select_from(
        select(LivePost.c.id).where(PUBLIC).limit(constant(PART + 1)).subquery()
    ),
    int,
)
LAST_PART: Final = select(
    (func.max(LivePost.c.id) + constant(PART - 1)) // constant(PART)
).scalar_subquery()
NUMBERS: Final = func.generate_series(constant(1), LAST_PART).column_valued("number")
SELECT_PARTS: Final = Statement(
    select(NUMBERS)
    .where(exists(select(LivePost.c.id).where(*in_part(NUMBERS), PUBLIC)))
    .order_by(NUMBERS),
    int,
)


async def find_revisions(db: Reading, ids: list[int]) -> dict[int, Revision]:
    return {revision.id: revision for revision in await db.all(SELECT_REVISIONS, ids=ids)}


async def find_contents(db: Reading, ids: list[int]) -> list[tuple[int, str]]:
    return await db.all(SELECT_CONTENTS, ids=ids)


async def get_author(db: Reading, author: str) -> FeedAuthor:
    found = await db.one(SELECT_AUTHOR, **named(author))
    if found is None:
        raise NotFoundError
    return found


def named(author: str) -> dict[str, Any]:
    """Return parameters; the id 0 and an empty user name match no account."""
    if author.isascii() and author.isdigit():
        return {"id": min(int(author), BIGINT_MAX), "username": ""}
    return {"id": 0, "username": author}


async def list_sitemap_parts(db: Reading) -> list[int]:
    """Return the parts that contain posts, or none if one sitemap holds everything."""
    count = await db.one(COUNT_CAPPED) or 0
    return await db.all(SELECT_PARTS) if count > PART else []


async def list_sitemap(db: Reading, part: int | None) -> list[SitemapEntry]:
    """Return all published posts, or those of one part; raise `NotFoundError` for an empty part."""
    if part is None:
        return await db.all(SELECT_ALL)
    entries = await db.all(SELECT_PART, part=part)
    if not entries:
        raise NotFoundError
    return entries
