"""Soft delete: a deletion is a row in `deletions`, which the rows it deleted reference.

Rows are locked in id order before any is changed, so overlapping deletes wait for each other and
never deadlock; the UPDATE returns the rows that were really deleted.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    Update,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.lifecycle.batches import all_in_batches
from blog_api.lifecycle.handing_over import LIVE_POSTS_OF, Transferral, transfer_all_posts
from blog_api.lifecycle.open_offers import closing_offers_of, closing_offers_of_accounts
from blog_api.models import Comment, CommentColumns, Deletion, Post, PostColumns, User, UserColumns
from blog_api.permissions import Actor

Kind = Literal["post", "comment", "bulk", "account", "import"]
Trashable = Table[PostColumns] | Table[CommentColumns] | Table[UserColumns]
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))

INSERT_DELETION: Final = Statement(
    insert(Deletion)
    .values(kind=bindparam("kind"), actor_id=bindparam("actor_id"), reason=bindparam("reason"))
    .returning(Deletion.c.id),
    int,
)

KEEP_TAKEN: Final = Statement(
    update(Deletion)
    .where(Deletion.c.id == bindparam("deletion_id"))
    .values(
        post_count=bindparam("posts"),
        comment_count=bindparam("comments"),
        user_count=bindparam("users"),
        first_post_id=bindparam("first_post", type_=BigInteger),
        first_comment_id=bindparam("first_comment", type_=BigInteger),
        first_user_id=bindparam("first_user", type_=BigInteger),
    ),
    int,
)


def trashing(model: Trashable, chosen: ColumnElement[bool]) -> Update:
    """Build the UPDATE that moves live rows to the trash and returns their ids.

    `FOR NO KEY UPDATE` does not block foreign key checks; a writer that needs one of these rows to
    stay live share-locks it.
    """
    locked = (
        select(model.c.id)
        .where(chosen, model.c.deleted_at.is_(None))
        .order_by(model.c.id)
        .with_for_update(key_share=True)
        .cte("locked")
    )
    return (
        update(model)
        .where(model.c.id == locked.c.id)
        .values(deleted_at=func.now(), deletion_id=bindparam("deletion_id"))
        .returning(model.c.id)
    )


def trashing_posts() -> Statement[int]:
    """Build the statement that moves posts to the trash and closes the offers of them."""
    trashed = trashing(Post, Post.c.id == any_(IDS)).cte("trashed")
    return Statement(select(trashed.c.id).add_cte(closing_offers_of(trashed)), int)


def trashing_user() -> Statement[int]:
    """Build the statement that moves an account to the trash and closes its offers."""
    trashed = trashing(User, User.c.id == bindparam("user_id")).cte("trashed")
    return Statement(select(trashed.c.id).add_cte(closing_offers_of_accounts(trashed)), int)


TRASH_POSTS: Final = trashing_posts()
TRASH_COMMENTS: Final = Statement(trashing(Comment, Comment.c.id == any_(IDS)), int)
TRASH_USER: Final = trashing_user()
TRASH_COMMENTS_OF: Final = Statement(
    trashing(Comment, Comment.c.author_id == bindparam("user_id")), int
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows that one deletion moved to the trash."""

    deletion_id: int
    posts: list[int]
    comments: list[int]
    users: list[int]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "posts": len(self.posts),
            "comments": len(self.comments),
            "users": len(self.users),
        }

    @property
    def first(self) -> dict[str, int | None]:
        return {
            "first_post": min(self.posts, default=None),
            "first_comment": min(self.comments, default=None),
            "first_user": min(self.users, default=None),
        }


async def trash_posts(
    db: Transaction, actor: Actor | None, kind: Kind, ids: list[int], reason: str | None = None
) -> Taken:
    """Move those posts that are live to the trash; the actor is None on the command line."""
    deletion_id = await open_deletion(db, actor, kind, reason)
    posts = await db.all(TRASH_POSTS, ids=ids, deletion_id=deletion_id)
    return await close_deletion(db, Taken(deletion_id, posts, [], []))


async def trash_comments(
    db: Transaction, actor: Actor, kind: Kind, ids: list[int], reason: str | None = None
) -> Taken:
    """Move those comments that are live to the trash."""
    deletion_id = await open_deletion(db, actor, kind, reason)
    comments = await db.all(TRASH_COMMENTS, ids=ids, deletion_id=deletion_id)
    return await close_deletion(db, Taken(deletion_id, [], comments, []))


async def trash_account(
    db: Transaction,
    actor: Actor,
    user_id: int,
    reason: str | None = None,
    *,
    heir_id: int | None = None,
) -> Taken:
    """Move an account to the trash with its live posts and comments.

    With `heir_id`, which the caller has share-locked, the posts become posts of that account. The
    account is locked first. Writers hold a share lock on their account, so rows that they have
    committed are deleted with it, and later writers get an error.
    """
    await db.allow_long_statements()
    deletion_id = await open_deletion(db, actor, "account", reason)
    named: dict[str, Any] = {"user_id": user_id, "deletion_id": deletion_id}
    users = await db.all(TRASH_USER, **named)
    if heir_id is not None:
        transferral = Transferral(heir_id, deletion_id=deletion_id)
        await transfer_all_posts(db, actor, user_id, transferral)
    written = await db.all(LIVE_POSTS_OF, user_id=user_id)
    posts = await all_in_batches(db, TRASH_POSTS, written, deletion_id=deletion_id)
    comments = await db.all(TRASH_COMMENTS_OF, **named)
    return await close_deletion(db, Taken(deletion_id, posts, comments, users))


async def open_deletion(
    db: Transaction, actor: Actor | None, kind: Kind, reason: str | None
) -> int:
    actor_id = actor.id if actor else None
    (deletion_id,) = await db.all(INSERT_DELETION, kind=kind, actor_id=actor_id, reason=reason)
    return deletion_id


async def close_deletion(db: Transaction, taken: Taken) -> Taken:
    await db.run(KEEP_TAKEN, deletion_id=taken.deletion_id, **taken.counts, **taken.first)
    return taken


async def record_deletion(
    db: Transaction,
    actor: Actor | None,
    target: tuple[audit_log.TargetType, int | None],
    taken: Taken,
) -> None:
    await audit_log.record(
        db,
        actor,
        f"{target[0]}.delete",
        target,
        deletion_id=taken.deletion_id,
        details={"counts": taken.counts},
    )
