"""Commands that create and delete votes, both idempotent.

Triggers keep the counters, and exclude the votes of accounts in the trash.
"""

from typing import Final

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.models import Vote
from blog_api.permissions import Action, Actor
from blog_api.posts.locking import share_lock_visible_post

INSERT_VOTE: Final = Statement(
    insert(Vote)
    .values(post_id=bindparam("post_id"), user_id=bindparam("user_id"))
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
    """Raise NotFoundError for a post that the actor cannot see."""
    await share_voter_and_post(db, actor, Action.VOTE, post_id)
    await db.run(INSERT_VOTE, post_id=post_id, user_id=actor.id)


async def delete_vote(db: Transaction, actor: Actor, post_id: int) -> None:
    await share_voter_and_post(db, actor, Action.UNVOTE, post_id)
    await db.run(DELETE_VOTE, post_id=post_id, user_id=actor.id)


async def share_voter_and_post(db: Transaction, actor: Actor, action: Action, post_id: int) -> None:
    """Share-lock the account first, then the post, as every command does.

    A concurrent deletion of the account then either sees this vote or makes this raise an error.
    """
    await share_lock_user(db, actor.id)
    await share_lock_visible_post(db, actor, action, post_id)
