"""Share locks on accounts (FOR SHARE), taken before a row that belongs to an account is written.

Deleting an account (FOR NO KEY UPDATE) waits for them and then finds what was written, or the
writer finds the account deleted. Lock the account first, then the post, then the comment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, Table, any_, bindparam, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import AppError, InvalidTokenError
from blog_api.lifecycle.deleting import IDS
from blog_api.models import Comment, CommentColumns, Post, PostColumns, User


def share_locked_user(parameter: str = "user_id") -> Select[int]:
    """Build the query of the id of a live, active account; it share-locks the row."""
    is_live = (User.c.deleted_at.is_(None), User.c.is_active)
    rows = select(User.c.id).where(User.c.id == bindparam(parameter), *is_live)
    return rows.with_for_update(read=True)


SHARE_LOCK_USER: Final = Statement(share_locked_user(), int)


async def share_lock_user(
    db: Transaction, user_id: int, error: type[AppError] = InvalidTokenError
) -> None:
    """Share-lock an account until the commit; raise the error unless it is live and active."""
    if await db.one(SHARE_LOCK_USER, user_id=user_id) is None:
        raise error


SHARE_LOCK_USERS: Final = Statement(
    select(User.c.id)
    .where(User.c.id == any_(IDS), User.c.deleted_at.is_(None), User.c.is_active)
    .order_by(User.c.id)
    .with_for_update(read=True),
    int,
)


async def share_lock_users(db: Transaction, ids: Collection[int]) -> list[int]:
    """Share-lock accounts until the commit; return the ids of those that are live and active."""
    return await db.all(SHARE_LOCK_USERS, ids=sorted(ids))


@dataclass(frozen=True, slots=True)
class Account:
    """A live account, share-locked until the commit."""

    id: int
    is_active: bool
    email_verified: bool
    email: str


LOCK_ACCOUNTS: Final = Statement(
    select(User.c.id, User.c.is_active, User.c.email_verified, User.c.email)
    .where(User.c.id == any_(IDS), User.c.deleted_at.is_(None))
    .order_by(User.c.id)
    .with_for_update(read=True),
    Account,
)


async def share_lock_accounts(db: Transaction, ids: Collection[int]) -> dict[int, Account]:
    """Share-lock accounts until the commit; return those that are live, by id."""
    found = await db.all(LOCK_ACCOUNTS, ids=sorted(ids))
    return {account.id: account for account in found}


def share_locking_authors(model: Table[PostColumns] | Table[CommentColumns]) -> Statement[bool]:
    """Build the query that share-locks the authors of rows; True for each author in the trash."""
    chosen = select(model.c.author_id).where(model.c.id == any_(IDS)).distinct()
    # MATERIALIZED, or PostgreSQL may scan all rows of each author to find the chosen ones.
    authors = chosen.cte("authors").prefix_with("MATERIALIZED")
    return Statement(
        select(User.c.deleted_at.is_not(None))
        .where(User.c.id.in_(select(authors.c.author_id)))
        .order_by(User.c.id)
        .with_for_update(read=True),
        bool,
    )


SHARE_LOCK_POST_AUTHORS: Final = share_locking_authors(Post)
SHARE_LOCK_COMMENT_AUTHORS: Final = share_locking_authors(Comment)
