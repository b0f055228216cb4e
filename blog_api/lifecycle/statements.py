"""Statements of a restore: lock rows in the trash, and make them live."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Select, any_, bindparam, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statements import Statement
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, Deletion, Post, User
from blog_api.recording.causes import constant_cause
from blog_api.recording.posts import Changes, recorded_update
from blog_api.slugs import free_slug, free_username

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))


@dataclass(frozen=True, slots=True)
class InTrash:
    """The id of a locked row, and its deletion."""

    id: int
    deletion_id: int


def carrying(model: Trashable) -> Statement[int]:
    mine = model.c.deletion_id == bindparam("deletion_id")
    return Statement(select(model.c.id).where(mine).order_by(model.c.id), int)


def held(model: Trashable) -> Select[int, int | None]:
    """Build the query that locks rows in the trash, in the order of ids."""
    deletion_id = bindparam("deletion_id", type_=BigInteger)
    return (
        select(model.c.id, model.c.deletion_id)
        .where(
            model.c.id == any_(IDS),
            model.c.deleted_at.is_not(None),
            or_(deletion_id.is_(None), model.c.deletion_id == deletion_id),
        )
        .order_by(model.c.id)
        .with_for_update(key_share=True)
    )


def restoring_held(model: Trashable) -> Statement[InTrash]:
    """Build the statement that locks and restores rows; it returns the deletion of each."""
    locked = held(model).cte("locked")
    return Statement(
        update(model)
        .where(model.c.id == locked.c.id)
        .values(deleted_at=null(), deletion_id=null())
        .returning(model.c.id, locked.c.deletion_id),
        InTrash,
    )


def restoring(model: Trashable, **changes: Any) -> Statement[int]:
    return Statement(
        update(model)
        .where(model.c.id == any_(IDS), model.c.deleted_at.is_not(None))
        .values(deleted_at=null(), deletion_id=null(), **changes)
        .returning(model.c.id),
        int,
    )


USERS_OF: Final = carrying(User)
POSTS_OF: Final = carrying(Post)
COMMENTS_OF: Final = carrying(Comment)
LOCK_USERS: Final = Statement(held(User), InTrash)
LOCK_POSTS: Final = Statement(held(Post), InTrash)
LOCK_COMMENTS: Final = Statement(held(Comment), InTrash)
RESTORE_USERS: Final = restoring(User, role=bindparam("role"))
RENAME_USERS: Final = restoring(
    User,
    role=bindparam("role"),
    username=free_username(User.c.username),
    updated_at=func.now(),
)
RESTORE_POSTS: Final = restoring(Post)
RESTORE_POSTS_UNSEEN: Final = restoring_held(Post)


def renaming_post() -> Statement[str]:
    """Build the statement that restores a post under the next free number of its slug."""
    changing = (
        update(Post)
        .where(Post.c.id == bindparam("id"), Post.c.deleted_at.is_not(None))
        .values(
            deleted_at=null(),
            deletion_id=null(),
            slug=free_slug(Post.c.slug),
            version=Post.c.version + 1,
            updated_at=func.now(),
        )
    )
    changed, records = recorded_update(
        changing, Changes(["slug"]), constant_cause("untrash", "actor_id")
    )
    return Statement(select(changed.c.slug).add_cte(*records), str)


RENAME_POST: Final = renaming_post()
RESTORE_COMMENTS: Final = restoring(Comment)

LOCK_DELETIONS: Final = Statement(
    select(Deletion.c.id)
    .where(Deletion.c.id == any_(IDS))
    .order_by(Deletion.c.id)
    .with_for_update(key_share=True),
    int,
)
MARK_UNDONE: Final = Statement(
    update(Deletion)
    .where(
        Deletion.c.id == any_(IDS),
        Deletion.c.undone_at.is_(None),
        *(
            ~select(model.c.id).where(model.c.deletion_id == Deletion.c.id).exists()
            for model in (Post, Comment, User)
        ),
    )
    .values(undone_at=func.now()),
    int,
)
