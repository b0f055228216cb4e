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
from sqlalchemy.orm import aliased

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.models import Comment, Post, User
from blog_api.slugs import free_slug

ItemType = Literal["user", "post", "comment"]
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
Holder = aliased(Post, name="holder")
Rival = aliased(User, name="rival")
Author = aliased(User, name="author")


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
    return there_is(select(Author.id).where(Author.id == author_id, Author.deleted_at.is_not(None)))


def post_is_deleted(post_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """True while a comment's post lies in the trash."""
    return there_is(select(Holder.id).where(Holder.id == post_id, Holder.deleted_at.is_not(None)))


def slug_is_held(slug: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """True while a live post has the slug."""
    return there_is(select(Holder.id).where(Holder.slug == slug, Holder.deleted_at.is_(None)))


def is_taken(
    column: SQLColumnExpression[str], mine: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """True while a live account has the same text, without case."""
    same = func.lower(column) == func.lower(mine)
    return there_is(select(Rival.id).where(same, Rival.deleted_at.is_(None)))


# Of several posts with one slug the first has it; one that cannot come back anyway takes no turn.
NO_AUTHOR: Final = author_is_deleted(Post.author_id)
CHOSEN: Final = (
    select(
        Post.id,
        Post.slug,
        NO_AUTHOR.label("no_author"),
        func.row_number().over(partition_by=(Post.slug, NO_AUTHOR), order_by=Post.id).label("turn"),
    )
    .where(Post.id == any_(IDS), Post.deleted_at.is_not(None))
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
    select(constant("comment"), Comment.id, constant("author_deleted"), null())
    .where(Comment.id == any_(IDS), author_is_deleted(Comment.author_id))
    .order_by(Comment.id),
    Conflict,
)

EMAIL_TAKEN: Final = is_taken(Rival.email, User.email)
USER_CONFLICTS: Final = Statement(
    select(
        constant("user"),
        User.id,
        case((EMAIL_TAKEN, constant("email_taken")), else_=constant("username_taken")),
        null(),
    )
    .where(
        User.id == any_(IDS),
        User.deleted_at.is_not(None),
        or_(EMAIL_TAKEN, is_taken(Rival.username, User.username)),
    )
    .order_by(User.id),
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
