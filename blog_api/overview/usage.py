"""Numbers of accounts, posts, comments and images, and the size of the database."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, Post, StoredImage, User


@dataclass(frozen=True, slots=True)
class Counts:
    live: int
    trashed: int


@dataclass(frozen=True, slots=True)
class Images:
    number: int
    size: str


def counting(model: Trashable) -> Statement[Counts]:
    is_live = model.c.deleted_at.is_(None)
    return Statement(select(func.count().filter(is_live), func.count().filter(~is_live)), Counts)


COUNT_ACCOUNTS: Final = counting(User)
COUNT_POSTS: Final = counting(Post)
COUNT_COMMENTS: Final = counting(Comment)
SELECT_IMAGES: Final = Statement(
    select(func.count(), func.pg_size_pretty(func.coalesce(func.sum(StoredImage.c.size), 0))),
    Images,
)
SELECT_SIZE: Final = Statement(
    select(func.pg_size_pretty(func.pg_database_size(func.current_database()))), str
)


async def describe_accounts(db: Reading) -> str:
    return await describe(db, COUNT_ACCOUNTS)


async def describe_posts(db: Reading) -> str:
    return await describe(db, COUNT_POSTS)


async def describe_comments(db: Reading) -> str:
    return await describe(db, COUNT_COMMENTS)


async def describe(db: Reading, counted: Statement[Counts]) -> str:
    (counts,) = await db.all(counted)
    return f"{counts.live} live, {counts.trashed} in the trash"


async def describe_images(db: Reading) -> str:
    (images,) = await db.all(SELECT_IMAGES)
    return f"{images.number} uploaded, {images.size}"


async def describe_database(db: Reading) -> str:
    return f"{await db.one(SELECT_SIZE)} on disk, indexes included"
