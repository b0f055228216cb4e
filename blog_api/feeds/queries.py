"""Reading what is published, and nothing else."""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.feeds.schemas import FeedAuthor, SitemapEntry
from blog_api.live import IS_PUBLIC, LivePost, LiveUser
from blog_api.web.schemas import BIGINT_MAX

PART: Final = 50_000  # the most that a sitemap may hold (sitemaps.org)
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
SELECT_CONTENTS: Final = Statement(
    select(LivePost.c.id, LivePost.c.content).where(
        LivePost.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))), IS_PUBLIC
    ),
    lambda post_id, content: (post_id, content),
)


def in_part(part: ColumnElement[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Parts are ranges of ids, counted from 1, so that each costs the same."""
    end = part * constant(PART)
    return LivePost.c.id > end - constant(PART), LivePost.c.id <= end


PAGES: Final = select(
    LivePost.c.slug, func.greatest(LivePost.c.updated_at, LivePost.c.published_at)
).where(IS_PUBLIC)
SELECT_ALL: Final = Statement(PAGES.order_by(LivePost.c.id).limit(constant(PART)), SitemapEntry)
SELECT_PART: Final = Statement(
    PAGES.where(*in_part(bindparam("part", type_=BigInteger))).order_by(LivePost.c.id), SitemapEntry
)

COUNT_CAPPED: Final = Statement(
    select(func.count()).select_from(
        select(LivePost.c.id).where(IS_PUBLIC).limit(constant(PART + 1)).subquery()
    ),
    int,
)
LAST_PART: Final = select(
    (func.max(LivePost.c.id) + constant(PART - 1)) // constant(PART)
).scalar_subquery()
NUMBERS: Final = func.generate_series(constant(1), LAST_PART).column_valued("number")
SELECT_PARTS: Final = Statement(
    select(NUMBERS)
    .where(exists(select(LivePost.c.id).where(*in_part(NUMBERS), IS_PUBLIC)))
    .order_by(NUMBERS),
    int,
)


async def find_contents(db: Reading, ids: list[int]) -> list[tuple[int, str]]:
    """Ids and Markdown of those that are still public."""
    return await db.all(SELECT_CONTENTS, ids=ids)


async def get_author(db: Reading, author: str) -> FeedAuthor:
    """By id or by user name, which begins with a letter."""
    found = await db.one(SELECT_AUTHOR, **named(author))
    if found is None:
        raise NotFoundError
    return found


def named(author: str) -> dict[str, Any]:
    """No user has the id 0, none an empty name, and none a name of digits."""
    if author.isascii() and author.isdigit():
        return {"id": min(int(author), BIGINT_MAX), "username": ""}
    return {"id": 0, "username": author}


async def list_sitemap_parts(db: Reading) -> list[int]:
    """The parts that have something in them; none where one sitemap holds everything."""
    count = await db.one(COUNT_CAPPED) or 0
    return await db.all(SELECT_PARTS) if count > PART else []


async def list_sitemap(db: Reading, part: int | None) -> list[SitemapEntry]:
    """Every published post, or those of one part; refuses a part that has none."""
    if part is None:
        return await db.all(SELECT_ALL)
    entries = await db.all(SELECT_PART, part=part)
    if not entries:
        raise NotFoundError
    return entries
