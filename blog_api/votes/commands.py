"""Voting, and taking it back: both can be said twice."""

from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.models import User, Vote
from blog_api.permissions import Actor
from blog_api.posts.rows import keep_visible_post

# An account that is being removed for good this very moment votes no more.
VOTER: Final = (
    select(User.c.id)
    .where(User.c.id == bindparam("user_id"))
    .with_for_update(read=True, key_share=True)
    .cte("voter")
)
INSERT_VOTE: Final = Statement(
    insert(Vote)
    .from_select(
        ["post_id", "user_id"], select(bindparam("post_id", type_=Vote.c.post_id.type), VOTER.c.id)
    )
    .on_conflict_do_nothing(),
    int,
)

DELETE_VOTE: Final = Statement(
    delete(Vote).where(
        Vote.c.post_id == bindparam("post_id"), Vote.c.user_id == bindparam("user_id")
    ),
    int,
)


async def create_vote(db: Transaction, actor: Actor, post_id: int) -> None:
    """Refuses a post that the actor cannot see."""
    await keep_visible_post(db, actor, post_id)
    await db.run(INSERT_VOTE, post_id=post_id, user_id=actor.id)


async def delete_vote(db: Transaction, actor: Actor, post_id: int) -> None:
    """Refuses a post that the actor cannot see."""
    await keep_visible_post(db, actor, post_id)
    await db.run(DELETE_VOTE, post_id=post_id, user_id=actor.id)
