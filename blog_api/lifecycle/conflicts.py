"""Conflicts of a restore, in the current state of the database.

The slug of a post may be taken by a live post, or by another post of the same restore; the author
of a post or comment may be in the trash; the email or user name of an account may be taken.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
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
from blog_api.db.statements import Statement, constant
from blog_api.lookalikes import looks_official
from blog_api.models import Comment, EmailChange, Post, User
from blog_api.slugs import free_slug

ItemType = Literal["user", "post", "comment"]
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
Holder = Post.alias("holder")
Rival = User.alias("rival")
Author = User.alias("author")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict; `suggested_slug` is free now, and null for conflicts of other kinds."""

    type: ItemType
    id: int
    code: str
    suggested_slug: str | None

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def there_is(row: Select[Any]) -> ColumnElement[bool]:
    """Return EXISTS as a scalar subquery, which is an index lookup for each row.

    PostgreSQL may answer a plain EXISTS from a hash of the whole table, since it expects all rows
    of the trash, although a page has twenty.
    """
    return row.limit(constant(1)).scalar_subquery().is_not(None)


def author_is_deleted(author_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    return there_is(
        select(Author.c.id).where(Author.c.id == author_id, Author.c.deleted_at.is_not(None))
    )


def post_is_deleted(post_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return there_is(
        select(Holder.c.id).where(Holder.c.id == post_id, Holder.c.deleted_at.is_not(None))
    )


def slug_is_held(slug: SQLColumnExpression[str]) -> ColumnElement[bool]:
    return there_is(select(Holder.c.id).where(Holder.c.slug == slug, Holder.c.deleted_at.is_(None)))


def is_taken(
    column: SQLColumnExpression[str], mine: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """Return whether a live account has the same user name or email, compared without case."""
    same = func.lower(column) == func.lower(mine)
    return there_is(select(Rival.c.id).where(same, Rival.c.deleted_at.is_(None)))


def is_reserved(email: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Return whether another account may still take the address back."""
    return there_is(
        select(EmailChange.c.id).where(
            func.lower(EmailChange.c.old_email) == func.lower(email),
            EmailChange.c.user_id != User.c.id,
            EmailChange.c.expires_at > func.now(),
        )
    )


def choose_posts(no_author: ColumnElement[bool], *which: ColumnElement[bool]) -> CTE:
    """Return posts with `turn`, their rank among chosen posts with the same slug.

    The first of them gets the slug. Posts whose author stays deleted are ranked apart.
    """
    turn = func.row_number().over(partition_by=(Post.c.slug, no_author), order_by=Post.c.id)
    columns = (Post.c.id, Post.c.slug, no_author.label("no_author"), turn.label("turn"))
    return select(*columns).where(*which).cte("chosen")


CHOSEN: Final = choose_posts(
    author_is_deleted(Post.c.author_id), Post.c.id == any_(IDS), Post.c.deleted_at.is_not(None)
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

# A comment on a post in the trash would stay hidden.
HIDDEN_COMMENT_CONFLICTS: Final = Statement(
    select(
        constant("comment"),
        Comment.c.id,
        case(
            (author_is_deleted(Comment.c.author_id), constant("author_deleted")),
            else_=constant("post_deleted"),
        ),
        null(),
    )
    .where(
        Comment.c.id == any_(IDS),
        or_(author_is_deleted(Comment.c.author_id), post_is_deleted(Comment.c.post_id)),
    )
    .order_by(Comment.c.id),
    Conflict,
)

EMAIL_TAKEN: Final = or_(is_taken(Rival.c.email, User.c.email), is_reserved(User.c.email))
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
        or_(
            EMAIL_TAKEN,
            is_taken(Rival.c.username, User.c.username),
            and_(
                bindparam("role", type_=User.c.role.type) != constant("admin"),
                looks_official(User.c.username, besides=User.c.id),
            ),
        ),
    )
    .order_by(User.c.id),
    Conflict,
)


async def find_post_conflicts(db: Reading, ids: list[int]) -> list[Conflict]:
    return await db.all(POST_CONFLICTS, ids=ids)


async def find_comment_conflicts(
    db: Reading, ids: list[int], *, needs_posts: bool = False
) -> list[Conflict]:
    """Return the conflicts of comments; with `needs_posts`, a post in the trash is a conflict."""
    return await db.all(HIDDEN_COMMENT_CONFLICTS if needs_posts else COMMENT_CONFLICTS, ids=ids)


async def find_user_conflicts(db: Reading, ids: list[int], role: str) -> list[Conflict]:
    """Return the conflicts of restoring these accounts as `role` under their old names."""
    return await db.all(USER_CONFLICTS, ids=ids, role=role)
