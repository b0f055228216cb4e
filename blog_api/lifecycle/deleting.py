"""Into the trash: a delete makes one row in `deletions`, and what it took carries that row's id.

Rows are locked in id order before any is changed, so overlapping deletes wait for each other and
never deadlock; the row count of the UPDATE says what was really taken.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.lifecycle.batches import all_in_batches
from blog_api.models import Comment, CommentColumns, Deletion, Post, PostColumns, User, UserColumns
from blog_api.permissions import Actor

Kind = Literal["post", "comment", "bulk", "account"]
Trashable = Table[PostColumns] | Table[CommentColumns] | Table[UserColumns]
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))

INSERT_DELETION: Final = Statement(
    insert(Deletion)
    .values(kind=bindparam("kind"), actor_id=bindparam("actor_id"), reason=bindparam("reason"))
    .returning(Deletion.c.id),
    int,
)

COUNT_DELETED: Final = Statement(
    update(Deletion)
    .where(Deletion.c.id == bindparam("deletion_id"))
    .values(
        post_count=bindparam("posts"),
        comment_count=bindparam("comments"),
        user_count=bindparam("users"),
    ),
    int,
)


def trashing(model: Trashable, chosen: ColumnElement[bool]) -> Statement[int]:
    """Put the chosen live rows in the trash and return their ids.

    Foreign keys may be checked meanwhile; whoever relies on a row that is changed here shares it.
    """
    locked = (
        select(model.c.id)
        .where(chosen, model.c.deleted_at.is_(None))
        .order_by(model.c.id)
        .with_for_update(key_share=True)
        .cte("locked")
    )
    return Statement(
        update(model)
        .where(model.c.id == locked.c.id)
        .values(deleted_at=func.now(), deletion_id=bindparam("deletion_id"))
        .returning(model.c.id),
        int,
    )


TRASH_POSTS: Final = trashing(Post, Post.c.id == any_(IDS))
TRASH_COMMENTS: Final = trashing(Comment, Comment.c.id == any_(IDS))
TRASH_USER: Final = trashing(User, User.c.id == bindparam("user_id"))
LIVE_POSTS_OF: Final = Statement(
    select(Post.c.id).where(Post.c.author_id == bindparam("user_id"), Post.c.deleted_at.is_(None)),
    int,
)
TRASH_COMMENTS_OF: Final = trashing(Comment, Comment.c.author_id == bindparam("user_id"))


@dataclass(frozen=True, slots=True)
class Taken:
    """What one deletion took."""

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


async def trash_posts(
    db: Transaction, actor: Actor | None, kind: Kind, ids: list[int], reason: str | None = None
) -> Taken:
    """The live ones among these posts; no actor means the command line."""
    deletion_id = await open_deletion(db, actor, kind, reason)
    posts = await db.all(TRASH_POSTS, ids=ids, deletion_id=deletion_id)
    return await close_deletion(db, Taken(deletion_id, posts, [], []))


async def trash_comment(db: Transaction, actor: Actor, comment_id: int) -> Taken:
    """One comment."""
    deletion_id = await open_deletion(db, actor, "comment", None)
    comments = await db.all(TRASH_COMMENTS, ids=[comment_id], deletion_id=deletion_id)
    return await close_deletion(db, Taken(deletion_id, [], comments, []))


async def trash_account(
    db: Transaction, actor: Actor, user_id: int, reason: str | None = None
) -> Taken:
    """An account with its live posts and comments; what lay in the trash already stays as it was.

    The account goes first: whoever is writing as its owner holds a share of that row, so everything
    they have committed is seen and swept along, and everything later finds no author.
    """
    await db.take_time()
    deletion_id = await open_deletion(db, actor, "account", reason)
    named: dict[str, Any] = {"user_id": user_id, "deletion_id": deletion_id}
    users = await db.all(TRASH_USER, **named)
    written = await db.all(LIVE_POSTS_OF, user_id=user_id)
    posts = await all_in_batches(db, TRASH_POSTS, written, deletion_id=deletion_id)
    comments = await db.all(TRASH_COMMENTS_OF, **named)
    return await close_deletion(db, Taken(deletion_id, posts, comments, users))


async def open_deletion(
    db: Transaction, actor: Actor | None, kind: Kind, reason: str | None
) -> int:
    """The id that the deleted rows will carry."""
    actor_id = actor.id if actor else None
    (deletion_id,) = await db.all(INSERT_DELETION, kind=kind, actor_id=actor_id, reason=reason)
    return deletion_id


async def close_deletion(db: Transaction, taken: Taken) -> Taken:
    """Write down how much it took."""
    await db.run(COUNT_DELETED, deletion_id=taken.deletion_id, **taken.counts)
    return taken


async def record_deletion(
    db: Transaction, actor: Actor | None, target: tuple[audit.TargetType, int | None], taken: Taken
) -> None:
    """The audit entry of a soft delete."""
    await audit.record(
        db,
        actor,
        f"{target[0]}.delete",
        target,
        deletion_id=taken.deletion_id,
        details={"counts": taken.counts},
    )
