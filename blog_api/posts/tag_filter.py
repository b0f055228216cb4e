"""The filter by tag: the form of a tag that a request means, and a condition for rare tags.

The condition is a planner workaround: for rare tags, fetch ids from the GIN index and sort them.
PostgreSQL assumes that a tag missing from its statistics is common, and would scan the whole feed
index; for an array of ids it assumes few rows. Sorting `n` of `all` posts gets slower with `n`,
scanning the feed until a page is full gets faster; both cost the same at `n` = 2 √all.
"""

from typing import Final

from sqlalchemy import Float, Text, any_, bindparam, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import ARRAY, REGCLASS

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.live import LivePost, LiveTermCount
from blog_api.posts.tags import possible_forms, tag_form

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

# An alias, with the status of the partial index on tags.
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


FIND_USED: Final = Statement(
    select(LiveTermCount.c.name)
    .where(
        LiveTermCount.c.kind == constant("tag"),
        LiveTermCount.c.name == any_(bindparam("tags", type_=ARRAY(Text))),
    )
    .group_by(LiveTermCount.c.name)
    .having(constant(0) < TAGGED_POSTS),
    str,
)


async def resolve_tag(db: Reading, asked: str) -> str:
    """Return the likeliest form of a tag that a published post has, else its plain form."""
    forms = possible_forms(asked)
    if len(forms) == 1:
        return forms[0]
    used = set(await db.all(FIND_USED, tags=forms))
    return next((form for form in forms if form in used), tag_form(asked))


async def is_rare(db: Reading, tag: str) -> bool:
    return bool(await db.one(IS_RARE, tag=tag))
