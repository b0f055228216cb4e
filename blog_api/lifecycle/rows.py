"""The statements of a restore: holding what lies in the trash, and bringing it back."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Select, Table, any_, bindparam, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statement import Statement
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, CommentColumns, Deletion, Post, PostColumns, User
from blog_api.slugs import free_slug, free_username

IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))


@dataclass(frozen=True, slots=True)
class InTrash:
    """A row that is held, and the deletion that put it there."""

    id: int
    deletion_id: int


def carrying(model: Trashable) -> Statement[int]:
    """The ids of what a deletion still holds in the trash."""
    mine = model.c.deletion_id == bindparam("deletion_id")
    return Statement(select(model.c.id).where(mine).order_by(model.c.id), int)


def held(model: Trashable) -> Select[int, int | None]:
    """Hold those that are in the trash, in id order."""
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
    """Hold them and bring them back at once, with what each carried until now."""
    locked = held(model).cte("locked")
    return Statement(
        update(model)
        .where(model.c.id == locked.c.id)
        .values(deleted_at=null(), deletion_id=null())
        .returning(model.c.id, locked.c.deletion_id),
        InTrash,
    )


def sharing_authors(model: Table[PostColumns] | Table[CommentColumns]) -> Statement[bool]:
    """Keep the authors from being deleted meanwhile; true for those in the trash already.

    Materialized, or PostgreSQL may look for the rows among all that each account ever wrote.
    """
    chosen = select(model.c.author_id).where(model.c.id == any_(IDS)).distinct()
    authors = chosen.cte("authors").prefix_with("MATERIALIZED")
    return Statement(
        select(User.c.deleted_at.is_not(None))
        .where(User.c.id.in_(select(authors.c.author_id)))
        .order_by(User.c.id)
        .with_for_update(read=True),
        bool,
    )


def restoring(model: Trashable, **changes: Any) -> Statement[int]:
    """Bring rows back, changed where they have to be."""
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
SHARE_POST_AUTHORS: Final = sharing_authors(Post)
SHARE_COMMENT_AUTHORS: Final = sharing_authors(Comment)
RESTORE_USERS: Final = restoring(User)
RENAME_USERS: Final = restoring(
    User, username=free_username(User.c.username), updated_at=func.now()
)
RESTORE_POSTS: Final = restoring(Post)
RESTORE_POSTS_UNSEEN: Final = restoring_held(Post)
RENAME_POST: Final = Statement(
    update(Post)
    .where(Post.c.id == bindparam("id"), Post.c.deleted_at.is_not(None))
    .values(
        deleted_at=null(),
        deletion_id=null(),
        slug=free_slug(Post.c.slug),
        version=Post.c.version + 1,
        updated_at=func.now(),
    )
    .returning(Post.c.slug),
    str,
)
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
