"""Changes of the author of posts.

Locks are taken in this order: accounts by id (FOR SHARE), posts by id, transfers. The deletion of
an account waits for these locks and then finds the posts where they are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, any_, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.lifecycle.batches import all_in_batches
from blog_api.lifecycle.open_offers import closing_offers_of
from blog_api.lifecycle.previews import end_previews_of_former_authors
from blog_api.models import Post, Transfer, TransferPost
from blog_api.permissions import Actor
from blog_api.recording.causes import constant_cause
from blog_api.recording.posts import Changes, recorded_update

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
GIVERS: Final = bindparam("givers", type_=ARRAY(BigInteger))
TO_ID: Final = bindparam("to_id", type_=BigInteger)
TRANSFER_ID: Final = bindparam("transfer_id", type_=BigInteger)
BY_ACTOR: Final = constant_cause("transfer", "actor_id")


@dataclass(frozen=True, slots=True)
class Moved:
    """A post that changed its author, and the author before."""

    id: int
    from_id: int


@dataclass(frozen=True, slots=True)
class Transferral:
    """A transfer that needs no offer: its receiver and reason."""

    to_id: int
    post_id: int | None = None
    message: str | None = None
    deletion_id: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The transfer that moves posts, its receiver, and who makes it."""

    transfer_id: int
    to_id: int
    actor: Actor

    @property
    def values(self) -> dict[str, int | None]:
        return {
            "transfer_id": self.transfer_id,
            "to_id": self.to_id,
            "actor_id": self.actor.id,
            "token_id": self.actor.token_id,
        }


AUTHORS_OF: Final = Statement(
    select(Post.c.author_id).where(Post.c.id == any_(IDS), Post.c.deleted_at.is_(None)).distinct(),
    int,
)
LIVE_POSTS_OF: Final = Statement(
    select(Post.c.id).where(Post.c.author_id == bindparam("user_id"), Post.c.deleted_at.is_(None)),
    int,
)
INSERT_TRANSFER: Final = Statement(
    insert(Transfer)
    .values(
        post_id=bindparam("post_id"),
        to_id=TO_ID,
        message=bindparam("message"),
        deletion_id=bindparam("deletion_id"),
        state=constant("accepted"),
        decided_at=func.now(),
    )
    .returning(Transfer.c.id),
    int,
)
COUNT_TRANSFER: Final = Statement(
    update(Transfer)
    .where(Transfer.c.id == TRANSFER_ID)
    .values(post_count=bindparam("post_count"), from_id=bindparam("from_id", type_=BigInteger)),
    int,
)


def moving() -> Statement[Moved]:
    """Build the statement that moves live posts of `givers`, records it, and closes offers."""
    locked = (
        select(Post.c.id, Post.c.author_id)
        .where(
            Post.c.id == any_(IDS),
            Post.c.deleted_at.is_(None),
            Post.c.author_id == any_(GIVERS),
            Post.c.author_id != TO_ID,
        )
        .order_by(Post.c.id)
        .with_for_update(key_share=True)
        .cte("locked")
    )
    changing = (
        update(Post)
        .where(Post.c.id == locked.c.id)
        .values(author_id=TO_ID, version=Post.c.version + 1, updated_at=func.now())
    )
    moved, records = recorded_update(
        changing, Changes(), BY_ACTOR, locked.c.author_id.label("from_id")
    )
    kept = (
        insert(TransferPost)
        .from_select(
            ["transfer_id", "post_id", "from_id"],
            select(TRANSFER_ID, moved.c.id, moved.c.from_id),
        )
        .returning(TransferPost.c.post_id)
        .cte("kept")
    )
    rows = select(moved.c.id, moved.c.from_id).order_by(moved.c.id)
    return Statement(rows.add_cte(kept, closing_offers_of(moved), *records), Moved)


MOVE: Final = moving()


async def move_posts(
    db: Transaction, move: Move, ids: list[int], givers: Collection[int]
) -> list[Moved]:
    """Move posts as a recorded transfer; the accounts are locked by the caller."""
    moved = await all_in_batches(db, MOVE, ids, **move.values, givers=sorted(givers))
    await end_previews_of_former_authors(db, [post.id for post in moved])
    return moved


async def transfer_at_once(
    db: Transaction,
    actor: Actor,
    transferral: Transferral,
    ids: list[int],
    givers: Collection[int],
) -> tuple[int, list[Moved]]:
    """Record and make a transfer of locked accounts; return its id and the moved posts."""
    (transfer_id,) = await db.all(
        INSERT_TRANSFER,
        to_id=transferral.to_id,
        post_id=transferral.post_id,
        message=transferral.message,
        deletion_id=transferral.deletion_id,
    )
    moved = await move_posts(db, Move(transfer_id, transferral.to_id, actor), ids, givers)
    authors = {post.from_id for post in moved}
    from_id = authors.pop() if len(authors) == 1 else None
    await db.run(COUNT_TRANSFER, transfer_id=transfer_id, post_count=len(moved), from_id=from_id)
    await record_transfer(db, actor, transfer_id, transferral, moved)
    return transfer_id, moved


async def transfer_all_posts(
    db: Transaction, actor: Actor, user_id: int, transferral: Transferral
) -> None:
    """Transfer all live posts of a locked account."""
    written = await db.all(LIVE_POSTS_OF, user_id=user_id)
    if written:
        await transfer_at_once(db, actor, transferral, written, [user_id])


async def record_transfer(
    db: Transaction, actor: Actor, transfer_id: int, transferral: Transferral, moved: list[Moved]
) -> None:
    """Add the audit entry of a transfer; one of many posts has their ids in its details."""
    one = transferral.post_id
    details: dict[str, Any] = {"transfer_id": transfer_id, "to_id": transferral.to_id}
    if one is None:
        details["ids"] = [post.id for post in moved]
    await audit_log.record(
        db,
        actor,
        "post.transfer" if one else "post.bulk_transfer",
        ("post", one),
        deletion_id=transferral.deletion_id,
        details=details,
    )
