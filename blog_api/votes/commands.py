"""Voting, and taking it back: both can be said twice."""

from typing import Final

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.models import Vote
from blog_api.permissions import Actor
from blog_api.posts.rows import share_visible_post

INSERT_VOTE: Final = Statement(
    insert(Vote)
    .values(post_id=bindparam("post_id"), user_id=bindparam("user_id"))
    .on_conflict_do_nothing(),
    int,
)

DELETE_VOTE: Final = Statement(
    delete(Vote).where(Vote.post_id == bindparam("post_id"), Vote.user_id == bindparam("user_id")),
    int,
)


async def create_vote(db: Transaction, actor: Actor, post_id: int) -> None:
    """Refuses a post that the actor cannot see."""
    await share_visible_post(db, actor, post_id)
    await db.run(INSERT_VOTE, post_id=post_id, user_id=actor.id)


async def delete_vote(db: Transaction, actor: Actor, post_id: int) -> None:
    """Refuses a post that the actor cannot see."""
    await share_visible_post(db, actor, post_id)
    await db.run(DELETE_VOTE, post_id=post_id, user_id=actor.id)
