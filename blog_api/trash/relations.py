"""Deleted posts, comments and accounts: beside restoring, the one place that reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Interval,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array

from blog_api.db.statement import constant
from blog_api.lifecycle.conflicts import (
    Rival,
    author_is_deleted,
    is_taken,
    post_is_deleted,
    slug_is_held,
)
from blog_api.lifecycle.deleting import Trashable
from blog_api.live import Users
from blog_api.models import Comment, Deletion, Post, User
from blog_api.posts.queries import author_column, summary_columns, with_relations
from blog_api.slugs import free_slug
from blog_api.trash.schemas import Trashed, TrashedComment, TrashedPost, TrashedPostOut, TrashedUser
from blog_api.users.schemas import PrivateProfile

Item = TypeVar("Item", bound=Trashed)
Columns = tuple[SQLColumnExpression[Any], ...]
Writer = User.alias("writer")
Deleter = User.alias("deleter")


@dataclass(frozen=True, slots=True, eq=False)
class Relation(Generic[Item]):
    """One kind of deleted things: whose they are, how they look, what a search looks through.

    Purging counts from `kept_since`.
    """

    model: Trashable
    owner_id: SQLColumnExpression[int]
    kept_since: SQLColumnExpression[Any]
    item: type[Item]
    columns: Columns
    searched: Columns
    join: Callable[[Select[Any]], Select[Any]]


def agent_column(agent: Users, label: str) -> ColumnElement[Any]:
    """Whoever did it, from an outer join; null for an account that it does not find."""
    parts = (constant("id"), agent.c.id, constant("username"), agent.c.username)
    found = func.json_build_object(*parts)
    return case((agent.c.id.is_not(None), found), else_=null()).label(label)


def codes(*conflicts: tuple[ColumnElement[bool], str]) -> ColumnElement[Any]:
    """The codes of the conflicts that there are."""
    each = [case((is_there, constant(code)), else_=null()) for is_there, code in conflicts]
    return func.array_remove(array(each), null()).label("conflicts")


SLUG_IS_HELD: Final = slug_is_held(Post.c.slug)
NO_SLUG: Final[ColumnElement[Any]] = null().label("suggested_slug")

POSTS: Final = Relation(
    model=Post,
    owner_id=Post.c.author_id,
    kept_since=Post.c.deleted_at,
    item=TrashedPost,
    columns=(
        *summary_columns(Post, Writer),
        codes(
            (author_is_deleted(Post.c.author_id), "author_deleted"), (SLUG_IS_HELD, "slug_taken")
        ),
        case((SLUG_IS_HELD, free_slug(Post.c.slug)), else_=null()).label("suggested_slug"),
    ),
    searched=(Post.c.title, Post.c.content),
    join=lambda rows: with_relations(rows, Post, Writer),
)

WHOLE_POSTS: Final = Relation(
    model=Post,
    owner_id=Post.c.author_id,
    kept_since=Post.c.deleted_at,
    item=TrashedPostOut,
    columns=(*POSTS.columns, Post.c.content, Post.c.version),
    searched=POSTS.searched,
    join=POSTS.join,
)

COMMENTS: Final = Relation(
    model=Comment,
    owner_id=Comment.c.author_id,
    # Its post takes it along, and may have been in the trash for longer; LEAST passes over null.
    kept_since=func.least(Comment.c.deleted_at, Post.c.deleted_at),
    item=TrashedComment,
    columns=(
        Comment.c.id,
        Comment.c.post_id,
        Comment.c.content,
        author_column(Writer),
        Comment.c.created_at,
        Comment.c.updated_at,
        codes(
            (author_is_deleted(Comment.c.author_id), "author_deleted"),
            (post_is_deleted(Comment.c.post_id), "post_deleted"),
        ),
        NO_SLUG,
    ),
    searched=(Comment.c.content,),
    join=lambda rows: rows.join(Writer, Writer.c.id == Comment.c.author_id).join(
        Post, Post.c.id == Comment.c.post_id
    ),
)

USERS: Final = Relation(
    model=User,
    owner_id=User.c.id,
    kept_since=User.c.deleted_at,
    item=TrashedUser,
    columns=(
        *(User.c[name] for name in PrivateProfile.model_fields),
        codes(
            (is_taken(Rival.c.email, User.c.email), "email_taken"),
            (is_taken(Rival.c.username, User.c.username), "username_taken"),
        ),
        NO_SLUG,
    ),
    searched=(User.c.username, User.c.email, User.c.name),
    join=lambda rows: rows,
)


def select_ids(relation: Relation[Any], *, with_deletions: bool) -> Select[Any]:
    """Of deleted rows, with their deletions where a condition looks at those."""
    model = relation.model
    rows = select(model.c.id).where(model.c.deleted_at.is_not(None)).correlate(None)
    return rows.join(Deletion, Deletion.c.id == model.c.deletion_id) if with_deletions else rows


def is_seen_deleter(*, everyone: bool) -> ColumnElement[bool]:
    """Whoever sees only their own sees no lost account."""
    deleted_by = Deleter.c.id == Deletion.c.actor_id
    return deleted_by if everyone else and_(deleted_by, Deleter.c.deleted_at.is_(None))


def select_trash(relation: Relation[Any], *, everyone: bool) -> Select[Any]:
    """Deleted rows with their deletions."""
    model = relation.model
    rows = select(
        *relation.columns,
        model.c.deleted_at,
        agent_column(Deleter, "deleted_by"),
        Deletion.c.reason,
        model.c.deletion_id,
        (relation.kept_since + cast(bindparam("retention"), Interval)).label("purge_after"),
    ).select_from(model)
    return (
        relation.join(rows)
        .join(Deletion, Deletion.c.id == model.c.deletion_id)
        .outerjoin(Deleter, is_seen_deleter(everyone=everyone))
        .where(model.c.deleted_at.is_not(None))
    )


def by_whom(*, everyone: bool) -> ColumnElement[bool]:
    """Nothing of a deleter whom the item does not name, lest ids be tried until one is found."""
    deleted_by = Deletion.c.actor_id == bindparam("deleted_by")
    seen = select(Deleter.c.id).where(is_seen_deleter(everyone=False)).correlate(Deletion).exists()
    return deleted_by if everyone else and_(deleted_by, seen)


def conditions(relation: Relation[Any], *, everyone: bool) -> dict[str, ColumnElement[bool]]:
    """What each parameter asks for."""
    model = relation.model
    return {
        "id": model.c.id == bindparam("id"),
        "owner_id": relation.owner_id == bindparam("owner_id"),
        "deleted_by": by_whom(everyone=everyone),
        "deleted_after": model.c.deleted_at >= bindparam("deleted_after"),
        "deleted_before": model.c.deleted_at < bindparam("deleted_before"),
        "search": or_(
            *(column.icontains(bindparam("search"), escape="\\") for column in relation.searched)
        ),
        "key_id": tuple_(model.c.deleted_at, model.c.id)
        < tuple_(bindparam("key"), bindparam("key_id")),
    }
