"""Tags that so few posts have that they are sorted sooner than met in the feed.

PostgreSQL takes a tag that it has not counted for a common one, and would read the whole feed in
search of it; as ids it knows that there are few. To sort `n` of `all` posts takes longer with each,
to walk the feed until a page is full takes longer the fewer there are: alike at 2 √all.
"""

from typing import Final

from sqlalchemy import Float, Text, any_, bindparam, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import ARRAY, REGCLASS

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.live import LivePost, LiveTermCount

Tagged: Final = LivePost.alias("tagged")
TABLES: Final = table("pg_class", column("oid"), column("reltuples", Float))
ALL_POSTS: Final = select(TABLES.c.reltuples).where(
    TABLES.c.oid == cast(constant("posts"), REGCLASS)
)
TAGGED_POSTS: Final = func.coalesce(func.sum(LiveTermCount.c.post_count), constant(0))
IS_RARE: Final = Statement(
    select(constant(4) * ALL_POSTS.scalar_subquery() >= TAGGED_POSTS * TAGGED_POSTS).where(
        LiveTermCount.c.kind == constant("tag"), LiveTermCount.c.name == bindparam("tag")
    ),
    bool,
)

# Named, with the only status that the index of tags has.
HAS_RARE_TAG: Final = LivePost.c.id == any_(
    func.array(
        select(Tagged.c.id)
        .where(
            Tagged.c.tags.contains(bindparam("rare_tag", type_=ARRAY(Text))),
            Tagged.c.status == constant("published"),
        )
        .scalar_subquery()
    )
)


async def is_rare(db: Reading, tag: str) -> bool:
    """By the counts of tags, beside what PostgreSQL knows of the size of the table."""
    return bool(await db.one(IS_RARE, tag=tag))
