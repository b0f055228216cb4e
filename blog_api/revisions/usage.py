"""Storage that revisions take."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Final

from sqlalchemy import BigInteger, Table, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.models import CommentRevision, PostRevision, RevisionText
from blog_api.plurals import counted

TABLES: Final[tuple[Table, ...]] = (PostRevision, CommentRevision, RevisionText)


@dataclass(frozen=True, slots=True)
class Usage:
    """Numbers of rows, and bytes with indexes."""

    posts: int
    comments: int
    texts: int
    bytes: int


SELECT_USAGE: Final = Statement(
    select(
        *(select(func.count()).select_from(table).scalar_subquery() for table in TABLES),
        reduce(
            add,
            (
                cast(func.pg_total_relation_size(cast(constant(table.name), REGCLASS)), BigInteger)
                for table in TABLES
            ),
        ),
    ),
    Usage,
)


async def describe_revisions(db: Reading) -> str:
    (usage,) = await db.all(SELECT_USAGE)
    return (
        f"{counted(usage.posts, 'version of posts', 'versions of posts')} and "
        f"{usage.comments} of comments, {counted(usage.texts, 'text')}, "
        f"{usage.bytes:,} bytes with indexes"
    )
