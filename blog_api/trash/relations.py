"""Columns and conditions of trashed rows; besides restoring, only these queries read them."""

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

from blog_api.db.statements import constant
from blog_api.lifecycle.conflicts import (
    EMAIL_TAKEN,
    Rival,
    author_is_deleted,
    is_taken,
    post_is_deleted,
    slug_is_held,
)
from blog_api.lifecycle.deleting import Trashable
from blog_api.lifecycle.holds import kept_since
from blog_api.live import Users
from blog_api.lookalikes import looks_official
from blog_api.models import Comment, Deletion, Post, User
from blog_api.posts.queries import optional_author_column, summary_columns, with_relations
from blog_api.quota.usage import storage_column
from blog_api.slugs import free_slug
from blog_api.trash.schemas import Trashed, TrashedComment, TrashedPost, TrashedPostOut, TrashedUser
from blog_api.users.queries import notices_column
from blog_api.users.schemas import PrivateProfile

Item = TypeVar("Item", bound=Trashed)
Columns = tuple[SQLColumnExpression[Any], ...]
Writer = User.alias("writer")
Deleter = User.alias("deleter")


@dataclass(frozen=True, slots=True, eq=False)
class Relation(Generic[Item]):
    """One kind of trashed rows: their owner, columns and searched columns.

    The retention period begins at `kept_since`.
    """

    model: Trashable
    owner_id: SQLColumnExpression[int | None]
    kept_since: SQLColumnExpression[Any]
    item: type[Item]
    columns: Columns
    searched: Columns
    join: Callable[[Select[Any]], Select[Any]]


def agent_column(agent: Users, label: str) -> ColumnElement[Any]:
    """Return the account of an outer join as JSON; null if it is not found."""
    parts = (constant("id"), agent.c.id, constant("username"), agent.c.username)
    found = func.json_build_object(*parts)
    return case((agent.c.id.is_not(None), found), else_=null()).label(label)


def codes(*conflicts: tuple[ColumnElement[bool], str]) -> ColumnElement[Any]:
    each = [case((is_there, constant(code)), else_=null()) for is_there, code in conflicts]
    return func.array_remove(array(each), null()).label("conflicts")


SLUG_IS_HELD: Final = slug_is_held(Post.c.slug)
NO_SLUG: Final[ColumnElement[Any]] = null().label("suggested_slug")
POST_CONFLICTS: Final = codes(
    (author_is_deleted(Post.c.author_id), "author_deleted"), (SLUG_IS_HELD, "slug_taken")
)
SUGGESTED_SLUG: Final = case((SLUG_IS_HELD, free_slug(Post.c.slug)), else_=null()).label(
    "suggested_slug"
)
COMMENT_CONFLICTS: Final = codes(
    (author_is_deleted(Comment.c.author_id), "author_deleted"),
    (post_is_deleted(Comment.c.post_id), "post_deleted"),
)

POSTS: Final = Relation(
    model=Post,
    owner_id=Post.c.author_id,
    kept_since=kept_since(Post),
    item=TrashedPost,
    columns=(
        *summary_columns(Post, Writer),
        POST_CONFLICTS,
        SUGGESTED_SLUG,
    ),
    searched=(Post.c.title, Post.c.content),
    join=lambda rows: with_relations(rows, Post, Writer),
)

WHOLE_POSTS: Final = Relation(
    model=Post,
    owner_id=Post.c.author_id,
    kept_since=kept_since(Post),
    item=TrashedPostOut,
    columns=(*POSTS.columns, Post.c.content, Post.c.version),
    searched=POSTS.searched,
    join=POSTS.join,
)

COMMENTS: Final = Relation(
    model=Comment,
    owner_id=Comment.c.author_id,
    # Purging its post, which may be in the trash for longer, removes it too; LEAST ignores null.
    kept_since=func.least(kept_since(Comment), kept_since(Post)),
    item=TrashedComment,
    columns=(
        Comment.c.id,
        Comment.c.post_id,
        Comment.c.content,
        optional_author_column(Writer),
        Comment.c.author_name,
        Comment.c.in_reply_to,
        Comment.c.created_at,
        Comment.c.updated_at,
        COMMENT_CONFLICTS,
        NO_SLUG,
    ),
    searched=(Comment.c.content,),
    join=lambda rows: rows.outerjoin(Writer, Writer.c.id == Comment.c.author_id).join(
        Post, Post.c.id == Comment.c.post_id
    ),
)

COMPUTED: Final = {
    "notices": notices_column(User.c.notify_new_login),
    "storage": storage_column(User.c.id),
}
USERS: Final = Relation(
    model=User,
    owner_id=User.c.id,
    kept_since=kept_since(User),
    item=TrashedUser,
    columns=(
        *(
            COMPUTED[name] if name in COMPUTED else User.c[name]
            for name in PrivateProfile.model_fields
        ),
        codes(
            (EMAIL_TAKEN, "email_taken"),
            (
                or_(
                    is_taken(Rival.c.username, User.c.username),
                    looks_official(User.c.username, besides=User.c.id),
                ),
                "username_taken",
            ),
        ),
        NO_SLUG,
    ),
    searched=(User.c.username, User.c.email, User.c.name),
    join=lambda rows: rows,
)


def select_ids(relation: Relation[Any], *, with_deletions: bool) -> Select[Any]:
    """Build the query of ids of trashed rows, joined with deletions if a condition needs them."""
    model = relation.model
    rows = select(model.c.id).where(model.c.deleted_at.is_not(None)).correlate(None)
    return rows.join(Deletion, Deletion.c.id == model.c.deletion_id) if with_deletions else rows


def is_seen_deleter(*, everyone: bool) -> ColumnElement[bool]:
    """Return the join condition of the deleter; only admins see a deleter who is in the trash."""
    deleted_by = Deleter.c.id == Deletion.c.actor_id
    return deleted_by if everyone else and_(deleted_by, Deleter.c.deleted_at.is_(None))


def select_trash(relation: Relation[Any], *, everyone: bool) -> Select[Any]:
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
    """Return the filter by deleter; an account that the viewer may not see does not match."""
    deleted_by = Deletion.c.actor_id == bindparam("deleted_by")
    seen = select(Deleter.c.id).where(is_seen_deleter(everyone=False)).correlate(Deletion).exists()
    return deleted_by if everyone else and_(deleted_by, seen)


def conditions(relation: Relation[Any], *, everyone: bool) -> dict[str, ColumnElement[bool]]:
    model = relation.model
    return {
        "id": model.c.id == bindparam("id"),
        "owner_id": relation.owner_id == bindparam("owner_id"),
        "deletion_id": model.c.deletion_id == bindparam("deletion_id"),
        "deleted_by": by_whom(everyone=everyone),
        "deleted_after": model.c.deleted_at >= bindparam("deleted_after"),
        "deleted_before": model.c.deleted_at < bindparam("deleted_before"),
        "search": or_(
            *(column.icontains(bindparam("search"), escape="\\") for column in relation.searched)
        ),
        "key_id": tuple_(model.c.deleted_at, model.c.id)
        < tuple_(bindparam("key"), bindparam("key_id")),
    }
