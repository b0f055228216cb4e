"""What stands in the way of a restore, as the database sees it now.

A post's slug may have been taken by a live post, or by another post of the same restore; its
author, or a comment's, may lie in the trash; an account's email or user name may be another's.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    any_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.models import Comment, Post, User
from blog_api.slugs import free_slug

ItemType = Literal["user", "post", "comment"]
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
Holder = Post.alias("holder")
Rival = User.alias("rival")
Author = User.alias("author")


@dataclass(frozen=True, slots=True)
class Conflict:
    """`suggested_slug` is free now, and null where no slug would help."""

    type: ItemType
    id: int
    code: str
    suggested_slug: str | None

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def there_is(row: Select[Any]) -> ColumnElement[bool]:
    """EXISTS by a look into an index for each row.

    PostgreSQL may answer a plain EXISTS from a hash of the whole table, for it expects all rows of
    the trash where a page has twenty.
    """
    return row.limit(constant(1)).scalar_subquery().is_not(None)


def author_is_deleted(author_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """True while the author's account lies in the trash."""
    return there_is(
        select(Author.c.id).where(Author.c.id == author_id, Author.c.deleted_at.is_not(None))
    )


def post_is_deleted(post_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """True while a comment's post lies in the trash."""
    return there_is(
        select(Holder.c.id).where(Holder.c.id == post_id, Holder.c.deleted_at.is_not(None))
    )


def slug_is_held(slug: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """True while a live post has the slug."""
    return there_is(select(Holder.c.id).where(Holder.c.slug == slug, Holder.c.deleted_at.is_(None)))


def is_taken(
    column: SQLColumnExpression[str], mine: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """True while a live account has the same text, without case."""
    same = func.lower(column) == func.lower(mine)
    return there_is(select(Rival.c.id).where(same, Rival.c.deleted_at.is_(None)))


# Of several posts with one slug the first has it; one that cannot come back anyway takes no turn.
NO_AUTHOR: Final = author_is_deleted(Post.c.author_id)
CHOSEN: Final = (
    select(
        Post.c.id,
        Post.c.slug,
        NO_AUTHOR.label("no_author"),
        func.row_number()
        .over(partition_by=(Post.c.slug, NO_AUTHOR), order_by=Post.c.id)
        .label("turn"),
    )
    .where(Post.c.id == any_(IDS), Post.c.deleted_at.is_not(None))
    .cte("chosen")
)
LOST_AUTHOR: Final = CHOSEN.c.no_author
LOST_SLUG: Final = or_(CHOSEN.c.turn > constant(1), slug_is_held(CHOSEN.c.slug))

POST_CONFLICTS: Final = Statement(
    select(
        constant("post"),
        CHOSEN.c.id,
        case((LOST_AUTHOR, constant("author_deleted")), else_=constant("slug_taken")),
        case((LOST_AUTHOR, null()), else_=free_slug(CHOSEN.c.slug)),
    )
    .where(or_(LOST_AUTHOR, LOST_SLUG))
    .order_by(CHOSEN.c.id),
    Conflict,
)

COMMENT_CONFLICTS: Final = Statement(
    select(constant("comment"), Comment.c.id, constant("author_deleted"), null())
    .where(Comment.c.id == any_(IDS), author_is_deleted(Comment.c.author_id))
    .order_by(Comment.c.id),
    Conflict,
)

EMAIL_TAKEN: Final = is_taken(Rival.c.email, User.c.email)
USER_CONFLICTS: Final = Statement(
    select(
        constant("user"),
        User.c.id,
        case((EMAIL_TAKEN, constant("email_taken")), else_=constant("username_taken")),
        null(),
    )
    .where(
        User.c.id == any_(IDS),
        User.c.deleted_at.is_not(None),
        or_(EMAIL_TAKEN, is_taken(Rival.c.username, User.c.username)),
    )
    .order_by(User.c.id),
    Conflict,
)


async def find_post_conflicts(db: Reading, ids: list[int]) -> list[Conflict]:
    """For restoring these posts together."""
    return await db.all(POST_CONFLICTS, ids=ids)


async def find_comment_conflicts(db: Reading, ids: list[int]) -> list[Conflict]:
    """For restoring these comments."""
    return await db.all(COMMENT_CONFLICTS, ids=ids)


async def find_user_conflicts(db: Reading, ids: list[int]) -> list[Conflict]:
    """For restoring these accounts under the names they had."""
    return await db.all(USER_CONFLICTS, ids=ids)
