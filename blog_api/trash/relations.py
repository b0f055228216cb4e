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
from sqlalchemy.orm import aliased

from blog_api.db.statement import constant
from blog_api.lifecycle.conflicts import (
    Rival,
    author_is_deleted,
    is_taken,
    post_is_deleted,
    slug_is_held,
)
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, Deletion, Post, User
from blog_api.posts.queries import author_column, summary_columns, with_relations
from blog_api.slugs import free_slug
from blog_api.trash.schemas import Trashed, TrashedComment, TrashedPost, TrashedPostOut, TrashedUser
from blog_api.users.schemas import PrivateProfile

Item = TypeVar("Item", bound=Trashed)
Columns = tuple[SQLColumnExpression[Any], ...]
Writer = aliased(User, name="writer")
Deleter = aliased(User, name="deleter")


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


def agent_column(agent: type[User], label: str) -> ColumnElement[Any]:
    """Whoever did it, from an outer join; null for an account that it does not find."""
    parts = (constant("id"), agent.id, constant("username"), agent.username)
    found = func.json_build_object(*parts)
    return case((agent.id.is_not(None), found), else_=null()).label(label)


def codes(*conflicts: tuple[ColumnElement[bool], str]) -> ColumnElement[Any]:
    """The codes of the conflicts that there are."""
    each = [case((is_there, constant(code)), else_=null()) for is_there, code in conflicts]
    return func.array_remove(array(each), null()).label("conflicts")


SLUG_IS_HELD: Final = slug_is_held(Post.slug)
NO_SLUG: Final[ColumnElement[Any]] = null().label("suggested_slug")

POSTS: Final = Relation(
    model=Post,
    owner_id=Post.author_id,
    kept_since=Post.deleted_at,
    item=TrashedPost,
    columns=(
        *summary_columns(Post, Writer),
        codes((author_is_deleted(Post.author_id), "author_deleted"), (SLUG_IS_HELD, "slug_taken")),
        case((SLUG_IS_HELD, free_slug(Post.slug)), else_=null()).label("suggested_slug"),
    ),
    searched=(Post.title, Post.content),
    join=lambda rows: with_relations(rows, Post, Writer),
)

WHOLE_POSTS: Final = Relation(
    model=Post,
    owner_id=Post.author_id,
    kept_since=Post.deleted_at,
    item=TrashedPostOut,
    columns=(*POSTS.columns, Post.content, Post.version),
    searched=POSTS.searched,
    join=POSTS.join,
)

COMMENTS: Final = Relation(
    model=Comment,
    owner_id=Comment.author_id,
    # Its post takes it along, and may have been in the trash for longer; LEAST passes over null.
    kept_since=func.least(Comment.deleted_at, Post.deleted_at),
    item=TrashedComment,
    columns=(
        Comment.id,
        Comment.post_id,
        Comment.content,
        author_column(Writer),
        Comment.created_at,
        Comment.updated_at,
        codes(
            (author_is_deleted(Comment.author_id), "author_deleted"),
            (post_is_deleted(Comment.post_id), "post_deleted"),
        ),
        NO_SLUG,
    ),
    searched=(Comment.content,),
    join=lambda rows: rows.join(Writer, Writer.id == Comment.author_id).join(
        Post, Post.id == Comment.post_id
    ),
)

USERS: Final = Relation(
    model=User,
    owner_id=User.id,
    kept_since=User.deleted_at,
    item=TrashedUser,
    columns=(
        *(getattr(User, name) for name in PrivateProfile.model_fields),
        codes(
            (is_taken(Rival.email, User.email), "email_taken"),
            (is_taken(Rival.username, User.username), "username_taken"),
        ),
        NO_SLUG,
    ),
    searched=(User.username, User.email, User.name),
    join=lambda rows: rows,
)


def select_ids(relation: Relation[Any], *, with_deletions: bool) -> Select[Any]:
    """Of deleted rows, with their deletions where a condition looks at those."""
    model = relation.model
    rows = select(model.id).where(model.deleted_at.is_not(None)).correlate(None)
    return rows.join(Deletion, Deletion.id == model.deletion_id) if with_deletions else rows


def is_seen_deleter(*, everyone: bool) -> ColumnElement[bool]:
    """Whoever sees only their own sees no lost account."""
    deleted_by = Deleter.id == Deletion.actor_id
    return deleted_by if everyone else and_(deleted_by, Deleter.deleted_at.is_(None))


def select_trash(relation: Relation[Any], *, everyone: bool) -> Select[Any]:
    """Deleted rows with their deletions."""
    model = relation.model
    rows = select(
        *relation.columns,
        model.deleted_at,
        agent_column(Deleter, "deleted_by"),
        Deletion.reason,
        model.deletion_id,
        (relation.kept_since + cast(bindparam("retention"), Interval)).label("purge_after"),
    ).select_from(model)
    return (
        relation.join(rows)
        .join(Deletion, Deletion.id == model.deletion_id)
        .outerjoin(Deleter, is_seen_deleter(everyone=everyone))
        .where(model.deleted_at.is_not(None))
    )


def by_whom(*, everyone: bool) -> ColumnElement[bool]:
    """Nothing of a deleter whom the item does not name, lest ids be tried until one is found."""
    deleted_by = Deletion.actor_id == bindparam("deleted_by")
    seen = select(Deleter.id).where(is_seen_deleter(everyone=False)).correlate(Deletion).exists()
    return deleted_by if everyone else and_(deleted_by, seen)


def conditions(relation: Relation[Any], *, everyone: bool) -> dict[str, ColumnElement[bool]]:
    """What each parameter asks for."""
    model = relation.model
    return {
        "id": model.id == bindparam("id"),
        "owner_id": relation.owner_id == bindparam("owner_id"),
        "deleted_by": by_whom(everyone=everyone),
        "deleted_after": model.deleted_at >= bindparam("deleted_after"),
        "deleted_before": model.deleted_at < bindparam("deleted_before"),
        "search": or_(
            *(column.icontains(bindparam("search"), escape="\\") for column in relation.searched)
        ),
        "key_id": tuple_(model.deleted_at, model.id)
        < tuple_(bindparam("key"), bindparam("key_id")),
    }
