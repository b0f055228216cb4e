"""Writing comments: the author is held first, then the post, then the comment, as everywhere."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, insert, select, update

from blog_api import audit
from blog_api.comments.queries import find_comment, get_comment
from blog_api.comments.schemas import CommentIn, CommentOut
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import (
    AuthorDeletedError,
    InvalidTokenError,
    NotDeletedError,
    NotFoundError,
    PostDeletedError,
)
from blog_api.lifecycle.deleting import record_deletion, trash_comment
from blog_api.lifecycle.restoring import Chosen, restore
from blog_api.models import Comment
from blog_api.permissions import Actor, can_edit, require
from blog_api.posts.rows import SHARE_AUTHOR, keep_visible_post


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What the rules of writing look at; held until the transaction ends."""

    id: int
    post_id: int
    author_id: int


ROW: Final = select(Comment.c.id, Comment.c.post_id, Comment.c.author_id)
BY_ID: Final = Comment.c.id == bindparam("comment_id")
LIVE: Final = Comment.c.deleted_at.is_(None)

SELECT_ANY: Final = Statement(ROW.where(BY_ID), CommentRow)
LOCK_LIVE: Final = Statement(ROW.where(BY_ID, LIVE).with_for_update(), CommentRow)

INSERT_COMMENT: Final = Statement(
    insert(Comment)
    .values(
        post_id=bindparam("post_id"),
        author_id=bindparam("author_id"),
        content=bindparam("content"),
    )
    .returning(Comment.c.id),
    int,
)

UPDATE_COMMENT: Final = Statement(
    update(Comment)
    .where(BY_ID, LIVE)
    .values(content=bindparam("content"), updated_at=func.now())
    .returning(Comment.c.id),
    int,
)


async def create_comment(
    db: Transaction, actor: Actor, data: CommentIn, post_id: int
) -> CommentOut:
    """Refuses a post that the actor cannot see; holds the author first, as every writer does."""
    if await db.one(SHARE_AUTHOR, author_id=actor.id) is None:
        raise InvalidTokenError
    await keep_visible_post(db, actor, post_id)
    values = {"post_id": post_id, "author_id": actor.id, "content": data.content}
    (comment_id,) = await db.all(INSERT_COMMENT, **values)
    return await get_comment(db, comment_id)


async def update_comment(
    db: Transaction, actor: Actor, comment_id: int, data: CommentIn
) -> CommentOut:
    """Its author's or an administrator's to change."""
    comment = await lock_comment(db, actor, comment_id)
    await db.one(UPDATE_COMMENT, comment_id=comment.id, content=data.content)
    return await get_comment(db, comment_id)


async def delete_comment(db: Transaction, actor: Actor, comment_id: int) -> int:
    """Into the trash; returns the id of the deletion."""
    comment = await lock_comment(db, actor, comment_id)
    taken = await trash_comment(db, actor, comment.id)
    await record_deletion(db, actor, ("comment", comment.id), taken)
    return taken.deletion_id


async def lock_comment(db: Transaction, actor: Actor, comment_id: int) -> CommentRow:
    """A live comment of a post the actor may see, if it is theirs; the post is held before it."""
    known = await get_any_comment(db, comment_id)
    await keep_visible_post(db, actor, known.post_id)
    comment = await db.one(LOCK_LIVE, comment_id=comment_id)
    if comment is None:
        raise NotFoundError
    require(can_edit(actor, comment))
    return comment


async def get_any_comment(db: Transaction, comment_id: int) -> CommentRow:
    """Live or in the trash."""
    comment = await db.one(SELECT_ANY, comment_id=comment_id)
    if comment is None:
        raise NotFoundError
    return comment


async def restore_comment(db: Transaction, actor: Actor, comment_id: int) -> CommentOut:
    """As it was; on a post that is itself in the trash there is nowhere to come back to."""
    known = await get_any_comment(db, comment_id)
    restored = await restore(db, Chosen(comments=[comment_id]), "skip")
    if not restored.comments:
        raise AuthorDeletedError if restored.conflicts else NotDeletedError
    comment = await find_comment(db, comment_id)
    if comment is None:
        raise PostDeletedError(post_id=known.post_id)
    await audit.record(db, actor, "comment.restore", ("comment", comment_id))
    return comment
