"""Counts of the rows that the deletion of an account takes."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import IS_OPEN, is_public, is_scheduled
from blog_api.models import Comment, Post, StoredImage, Transfer, User


@dataclass(frozen=True, slots=True)
class Possessions:
    """Live posts by status, and the other rows of an account."""

    published: int
    draft: int
    scheduled: int
    archived: int
    comments: int
    images: int
    open_transfers: int

    @property
    def posts(self) -> dict[str, int]:
        names = ("published", "draft", "scheduled", "archived")
        return {name: getattr(self, name) for name in names}

    @property
    def as_json(self) -> dict[str, Any]:
        others = ("comments", "images", "open_transfers")
        return {"posts": self.posts, **{name: getattr(self, name) for name in others}}


ACCOUNT: Final = bindparam("user_id", type_=User.c.id.type)


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


BY_STATUS: Final = (
    select(
        counted(is_public(Post)).label("published"),
        counted(Post.c.status == constant("draft")).label("draft"),
        counted(is_scheduled(Post)).label("scheduled"),
        counted(Post.c.status == constant("archived")).label("archived"),
    )
    .where(Post.c.author_id == ACCOUNT, Post.c.deleted_at.is_(None))
    .subquery("by_status")
)
COMMENTS: Final = select(func.count()).where(
    Comment.c.author_id == ACCOUNT, Comment.c.deleted_at.is_(None)
)
IMAGES: Final = select(func.count()).where(StoredImage.c.owner_id == ACCOUNT)
OPEN_TRANSFERS: Final = select(func.count()).where(
    and_(IS_OPEN, or_(Transfer.c.from_id == ACCOUNT, Transfer.c.to_id == ACCOUNT))
)
SELECT_POSSESSIONS: Final = Statement(
    select(
        *BY_STATUS.c,
        COMMENTS.scalar_subquery(),
        IMAGES.scalar_subquery(),
        OPEN_TRANSFERS.scalar_subquery(),
    )
    .select_from(User)
    .join(BY_STATUS, constant("true").is_not(None))
    .where(User.c.id == ACCOUNT, User.c.deleted_at.is_(None)),
    Possessions,
)


async def get_possessions(db: Reading, user_id: int) -> Possessions:
    possessions = await db.one(SELECT_POSSESSIONS, user_id=user_id)
    if possessions is None:
        raise NotFoundError
    return possessions
